"""A start on SQLite …"""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from poshtyar.common import start
from poshtyar.wallet import tasks
from poshtyar.wallet.models import Wallet
from poshtyar.wallet.tests.coins import buy, hold

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def old(organization, charlie, monkeypatch):
    """A wallet that moved before another one; a start has time for one of them."""
    buy(organization, 30)
    hold(organization, 10)
    buy(charlie.memberships.get().organization, 40, reference="order:2")
    monkeypatch.setattr(start, "NEWEST_ENTRIES", 2)
    return Wallet.objects.get(organization=organization)


def damage(wallet):
    Wallet.objects.filter(pk=wallet.pk).update(seq=wallet.seq + 7)


def test_r32_refuses_what_was_damaged_in_the_newest_entries(old):
    damage(Wallet.objects.exclude(pk=old.pk).get())

    with pytest.raises(ImproperlyConfigured, match="Findings in the ledger"):
        start.demand_sound_start()


def test_r32_leaves_older_entries_to_the_night(old, now):
    start.demand_sound_start()
    damage(old)

    start.demand_sound_start()

    with pytest.raises(CommandError, match="Findings in the ledger"):
        tasks.check_ledger(now=now)
