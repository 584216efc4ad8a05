"""rehearse …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.jobs.models import Job
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Adding, Gift, Taking, act_of, terms_of
from poshtyar.treasury.tests.asking import ask
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import YEAR, buy, hold, journal


def rehearse(act, organization, actor, now):
    return treasury.rehearse(act=act, organization=organization, reason="A wish", actor=actor, now=now)


@pytest.mark.django_db(transaction=True)
def test_says_what_would_happen_and_keeps_nothing(organization, leo, now):
    buy(organization, 300)

    outcome = rehearse(Gift(50, now + YEAR), organization, leo, now)

    assert (outcome.before.available, outcome.after.available, outcome.coins) == (300, 350, 50)
    assert [kind for kind, _ in journal(organization)] == ["purchase"]
    assert balance_of(organization, now).available == 300
    assert not Event.objects.filter(kind="wallet.gift_credited").exists()
    assert Job.objects.count() == 0


def test_says_what_was_moved_alone_before_and_that_both_need_a_second_person(organization, leo, now):
    ask(organization, Gift(90, now + YEAR), actor=leo)

    exactly, one_more = (rehearse(Gift(coins, now + YEAR), organization, leo, now) for coins in (10, 11))

    assert (exactly.earlier_coins, exactly.needs_second_person) == (90, False)
    assert (one_more.earlier_coins, one_more.needs_second_person) == (90, True)


def test_counts_what_is_taken_as_moved(organization, leo, now):
    buy(organization, 300)

    assert rehearse(Taking(120), organization, leo, now).coins == 120


def test_refuses_what_the_operation_refuses(organization, leo, agnes, now):
    buy(organization, 300)
    hold(organization, 50)

    with pytest.raises(wallet.MoreThanFree) as refusal:
        rehearse(Taking(251), organization, leo, now)
    with pytest.raises(NotAllowed):
        rehearse(Gift(1, now + YEAR), organization, agnes, now)

    assert (refusal.value.asked, refusal.value.available) == (251, 250)


def test_is_of_acts_that_can_be_kept_and_read_again(now):
    for act in (Gift(50, now), Adding(3, now), Taking(7, 12), Taking(7)):
        assert act_of(act.name, terms_of(act)) == act
