"""approve_request …"""

import pytest
from django.db import IntegrityError, transaction

from poshtyar.accounts.models import Role
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Taking
from poshtyar.treasury.models import CoinRequest, RequestState
from poshtyar.treasury.permissions import OwnRequest
from poshtyar.treasury.queries import acts_of, open_requests
from poshtyar.treasury.tests.asking import ask, kinds
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import at, buy, hold, journal
from tests.race import race


def approve(request, actor, now):
    return treasury.approve_request(coin_request=request, actor=actor, now=now)


def test_does_exactly_what_was_asked(organization, leo, mina, now):
    request = ask(organization, actor=leo)

    done = approve(request, mina, at(now, 60))

    entry = done.entry
    assert (done.state, done.decided_by, done.decided_at) == (RequestState.APPROVED, mina, at(now, 60))
    assert (entry.kind, entry.total, entry.actor, entry.reason) == ("gift", 101, leo, "A wish of ours")
    assert entry.idempotency_key == "gift:a-form-of-a-test"
    assert balance_of(organization, now).available == 101
    assert kinds(organization) == ["treasury.approval_asked", "wallet.gift_credited", "treasury.request_approved"]
    assert open_requests() == 0


def test_stands_beside_what_was_done(organization, leo, mina, now):
    buy(organization, 300)
    ask(organization, Taking(1), actor=leo, nonce="another-form")
    approve(ask(organization, actor=leo), mina, now)

    lines = acts_of(organization, limit=10)

    assert [(line.approved_by, line.free_after) for line in lines] == [("Mina", 400), ("", None), ("", 299)]


def test_is_never_done_by_who_asked(organization, mina, now):
    request = ask(organization, actor=mina)

    with pytest.raises(OwnRequest):
        approve(request, mina, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        CoinRequest.objects.update(state="rejected", decided_by=mina, decided_at=now, decision_reason="x")

    assert journal(organization) == []


def test_is_refused_to_leads(organization, leo, mina, now):
    request = ask(organization, actor=mina)

    with pytest.raises(NotAllowed):
        approve(request, leo, now)


def test_twice_does_it_once(organization, leo, mina, now):
    request = ask(organization, actor=leo)

    approve(request, mina, now)
    approve(request, mina, now)

    assert [kind for kind, _ in journal(organization)] == ["gift"]
    assert kinds(organization).count("treasury.request_approved") == 1


def test_tells_a_later_manager_who_decided(organization, leo, mina, mona, now):
    request = ask(organization, actor=leo)
    treasury.reject_request(coin_request=request, reason="Too much", actor=mona, now=now)

    with pytest.raises(treasury.RequestClosed, match="Mona"):
        approve(request, mina, now)

    assert journal(organization) == []


def test_keeps_a_stale_request_open_and_says_the_numbers(organization, leo, mina, now):
    buy(organization, 300)
    request = ask(organization, Taking(300), actor=leo)
    hold(organization, 1)

    with pytest.raises(wallet.MoreThanFree) as refusal:
        approve(request, mina, now)

    request.refresh_from_db()
    assert (refusal.value.asked, refusal.value.available) == (300, 299)
    assert (request.state, request.entry) == (RequestState.OPEN, None)
    assert kinds(organization) == ["treasury.approval_asked"]


def test_refuses_what_who_asked_may_no_longer_do(organization, leo, mina, now):
    request = ask(organization, actor=leo)
    leo.role = Role.AGENT
    leo.save()

    with pytest.raises(NotAllowed):
        approve(request, mina, now)


@pytest.mark.django_db(transaction=True)
def test_by_two_at_once_does_it_once(organization, leo, mina, mona, now):
    buy(organization, 300)
    request, managers = ask(organization, Taking(150), actor=leo), [mina, mona, mina, mona]

    def attempt(worker):
        try:
            return [approve(request, managers[worker], now).decided_by.pk]
        except treasury.RequestClosed:
            return []

    won = {pk for answer in race(4, attempt) for pk in answer}

    assert len(won) == 1
    assert balance_of(organization, now).available == 150
    assert kinds(organization).count("treasury.request_approved") == 1


@pytest.mark.django_db(transaction=True)
def test_twice_at_once_by_one_manager_answers_both_alike(organization, leo, mina, now):
    request = ask(organization, actor=leo)

    answers = race(4, lambda _: approve(request, mina, now))

    assert {(answer.state, answer.decided_by) for answer in answers} == {(RequestState.APPROVED, mina)}
    assert kinds(organization).count("treasury.request_approved") == 1


@pytest.mark.django_db(transaction=True)
def test_against_a_rejection_at_once_one_of_both_counts(organization, leo, mina, mona, now):
    request = ask(organization, actor=leo)

    def attempt(worker):
        try:
            if worker:
                return treasury.reject_request(coin_request=request, reason="Too much", actor=mona, now=now).state
            return approve(request, mina, now).state
        except DomainError:
            return None

    outcomes = race(2, attempt)

    request.refresh_from_db()
    assert sorted(outcomes, key=str) == sorted([None, request.state], key=str)
    assert balance_of(organization, now).available == (101 if request.state == RequestState.APPROVED else 0)
