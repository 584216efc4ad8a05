"""Used coins that are given back by one person, or by two …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes.models import Quote
from poshtyar.quotes.tests import world
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Undoing, act_of, terms_of
from poshtyar.treasury.models import CoinRequest, RequestState
from poshtyar.treasury.permissions import OwnRequest
from poshtyar.treasury.queries import acts_of
from poshtyar.treasury.tests.asking import ask, kinds
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.tests.coins import YEAR, journal
from tests.race import race

GIVEN_BACK = "quotes.delivery_undone"


@pytest.fixture
def work(organization, alice, agnes, now):
    """Delivered work that used 150 of 300 coins."""
    return world.deliver(organization, 150, of=300, customer=alice, staff=agnes, now=now)


@pytest.fixture
def back(work, now):
    """Give the act that gives so many coins of the work back."""
    return lambda coins: Undoing(work.pk, coins, now + YEAR)


def approve(request, actor, now):
    return treasury.approve_request(coin_request=request, actor=actor, now=now)


def undone(work):
    return Quote.objects.get(pk=work.pk).undone_coins


@pytest.mark.parametrize("coins", [1, 100])
def test_are_given_at_once_when_they_are_not_many(organization, leo, work, back, coins, now):
    entry = ask(organization, back(coins), actor=leo)

    assert (entry.kind, entry.actor, entry.meta) == ("undo", leo, {"coins": coins})
    assert (undone(work), world.coins_of(organization, now)) == (coins, (150 + coins, 0))
    assert kinds(organization)[-1] == GIVEN_BACK


def test_wait_for_a_second_person_when_they_are_one_too_many(organization, leo, work, back, now):
    request = ask(organization, back(101), actor=leo)

    assert (request.state, request.coins, request.act) == (RequestState.OPEN, 101, back(101))
    assert (undone(work), world.coins_of(organization, now)) == (0, (150, 0))
    assert kinds(organization)[-1] == "treasury.approval_asked"
    assert GIVEN_BACK not in kinds(organization)


def test_come_back_when_another_person_approves(organization, leo, mina, work, back, now):
    request = approve(ask(organization, back(101), actor=leo), mina, now)

    assert (request.state, request.entry.kind, request.entry.actor) == (RequestState.APPROVED, "undo", leo)
    assert (undone(work), world.coins_of(organization, now)) == (101, (251, 0))
    assert kinds(organization)[-2:] == [GIVEN_BACK, "treasury.request_approved"]
    assert acts_of(organization, limit=1)[0].approved_by == "Mina"


def test_never_come_back_by_the_one_who_asked(organization, mina, work, back, now):
    request = ask(organization, back(101), actor=mina)

    with pytest.raises(OwnRequest):
        approve(request, mina, now)

    assert undone(work) == 0


def test_asked_twice_from_one_form_and_approved_twice_come_back_once(organization, leo, mina, work, back, now):
    requests = [ask(organization, back(101), actor=leo) for _ in range(2)]
    for request in requests:
        approve(request, mina, now)

    assert requests[0] == requests[1]
    assert undone(work) == 101
    assert [kind for kind, _ in journal(organization)].count("undo") == 1
    assert kinds(organization).count(GIVEN_BACK) == 1


def test_given_twice_from_one_form_come_back_once(organization, leo, work, back):
    first, again = (ask(organization, back(100), actor=leo) for _ in range(2))

    assert first == again
    assert (undone(work), kinds(organization).count(GIVEN_BACK)) == (100, 1)


def test_are_refused_when_they_were_given_back_meanwhile(organization, leo, mina, work, back, now):
    request = ask(organization, back(101), actor=leo)
    ask(organization, back(50), actor=leo, nonce="another-form-of-leo")

    with pytest.raises(wallet.MoreThanUsed):
        approve(request, mina, now)

    request.refresh_from_db()
    assert (request.state, undone(work)) == (RequestState.OPEN, 50)


def test_are_tried_without_keeping_anything(organization, leo, work, back, now):
    outcome = treasury.rehearse(act=back(101), organization=organization, reason="Ours", actor=leo, now=now)

    assert (outcome.before.available, outcome.after.available, outcome.coins) == (150, 251, 101)
    assert outcome.needs_second_person
    assert (undone(work), world.coins_of(organization, now)) == (0, (150, 0))


def test_are_a_lead_s_to_give(organization, agnes, work, back):
    with pytest.raises(NotAllowed):
        ask(organization, back(101), actor=agnes)

    assert not CoinRequest.objects.exists()


def test_of_one_organization_are_not_given_to_another(charlie, leo, work, back):
    with pytest.raises(Quote.DoesNotExist):
        ask(charlie.memberships.get().organization, back(1), actor=leo)


def test_are_kept_and_read_again_as_they_were_asked(back):
    assert act_of("undo_delivery", terms_of(back(101))) == back(101)


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_by_many_at_once_come_back_once(organization, leo, work, back):
    entries = race(4, lambda _: ask(organization, back(100), actor=leo))

    assert len({entry.pk for entry in entries}) == 1
    assert (undone(work), kinds(organization).count(GIVEN_BACK)) == (100, 1)


@pytest.mark.django_db(transaction=True)
def test_approved_by_many_at_once_come_back_once(organization, leo, mina, work, back, now):
    request = ask(organization, back(101), actor=leo)

    race(4, lambda _: approve(request, mina, now))

    assert (undone(work), world.coins_of(organization, now)) == (101, (251, 0))
    assert kinds(organization).count(GIVEN_BACK) == 1
