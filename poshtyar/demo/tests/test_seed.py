"""What `./run` gives a database, and leaves as it is the next time …"""

import pytest
from django.utils import timezone

from poshtyar.accounts import operations as people
from poshtyar.accounts.models import Organization, Role, User
from poshtyar.catalog.models import ComparisonRow, Package, Service
from poshtyar.demo.seed import NEGAR, seed_demo, seed_empty
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


@pytest.mark.django_db
def test_a_second_run_leaves_alone_whoever_closed_their_account():
    logins = seed_demo()
    negar = User.objects.get(mobile=NEGAR)
    people.deactivate_user(user=negar, actor=negar, now=timezone.now())

    assert seed_demo() == [login for login in logins if "09120000001" not in login]


@pytest.mark.django_db
def test_tells_no_stories_to_a_database_with_customers(organization):
    seed_demo()

    assert Organization.objects.get() == organization


@pytest.mark.django_db
def test_gives_the_second_manager_whom_large_coin_acts_need():
    logins = "\n".join(seed_empty())

    managers = User.objects.filter(role=Role.MANAGER)
    assert managers.count() == 2
    assert all(manager.email in logins for manager in managers)
