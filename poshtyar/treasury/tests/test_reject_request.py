"""reject_request …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.models import RequestState
from poshtyar.treasury.permissions import OwnRequest
from poshtyar.treasury.tests.asking import ask, kinds
from poshtyar.wallet.tests.coins import journal


def reject(request, actor, now, reason="Too much"):
    return treasury.reject_request(coin_request=request, reason=reason, actor=actor, now=now)


def test_closes_the_request_with_its_reason_and_moves_nothing(organization, leo, mina, now):
    request = reject(ask(organization, actor=leo), mina, now)

    assert (request.state, request.decided_by, request.decision_reason) == (RequestState.REJECTED, mina, "Too much")
    assert journal(organization) == []
    assert kinds(organization) == ["treasury.approval_asked", "treasury.request_rejected"]


def test_needs_a_reason_and_another_manager(organization, leo, mina, now):
    request, own = ask(organization, actor=leo), ask(organization, actor=mina, nonce="another-form-here")

    with pytest.raises(treasury.ReasonMissing):
        reject(request, mina, now, reason=" ")
    with pytest.raises(OwnRequest):
        reject(own, mina, now)
    with pytest.raises(NotAllowed):
        reject(own, leo, now)


def test_twice_records_once_and_refuses_what_was_approved(organization, leo, mina, mona, now):
    request, done = ask(organization, actor=leo), ask(organization, actor=leo, nonce="another-form-here")
    treasury.approve_request(coin_request=done, actor=mona, now=now)

    reject(request, mina, now)
    reject(request, mina, now)

    assert kinds(organization).count("treasury.request_rejected") == 1
    with pytest.raises(treasury.RequestClosed):
        reject(done, mina, now)
