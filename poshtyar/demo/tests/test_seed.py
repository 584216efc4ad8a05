"""What `./run` gives a database, and leaves as it is the next time …"""

import pytest

from poshtyar.catalog.models import ComparisonRow, Package, Service
from poshtyar.demo.seed import seed_empty
from poshtyar.knowledge.models import FaqEntry

TABLES = [Package, ComparisonRow, Service, FaqEntry]


@pytest.mark.django_db
def test_a_second_run_undoes_nothing_that_a_manager_did():
    seed_empty()
    Package.objects.filter(code="basic").update(code="middle", price_rial=10, is_on_sale=False)
    ComparisonRow.objects.filter(code="ticketing").delete()
    Service.objects.filter(code="GA4").update(coins=55, is_listed=False)
    FaqEntry.objects.filter(position=1).delete()
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]

    seed_empty()

    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before
