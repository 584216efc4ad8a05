"""When obstacles of services are said in words (migration 0008), those that were letters …"""

from importlib import import_module

import pytest
from django.apps import apps

from poshtyar.catalog.models import Obstacle, Service

MIGRATION = import_module("poshtyar.catalog.migrations.0008_obstacles_in_words")


@pytest.mark.django_db
def test_stay_the_same_and_go_back(catalog):
    Service.objects.filter(code="GA4").update(usual_obstacles="hc")
    Service.objects.exclude(code="GA4").update(usual_obstacles="")

    MIGRATION.write_words(apps, None)
    assert Service.objects.get(code="GA4").obstacles == [Obstacle.HOST, Obstacle.CORE]
    assert set(Service.objects.exclude(code="GA4").values_list("usual_obstacles", flat=True)) == {""}

    MIGRATION.write_letters(apps, None)
    assert Service.objects.get(code="GA4").usual_obstacles == "hc"
