"""withdraw_request …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.models import RequestState
from poshtyar.treasury.tests.asking import ask, kinds


def withdraw(request, actor, now):
    return treasury.withdraw_request(coin_request=request, actor=actor, now=now)


def test_takes_back_what_one_has_asked_oneself_once(organization, leo, mina, now):
    request = ask(organization, actor=leo)

    with pytest.raises(NotAllowed):
        withdraw(request, mina, now)
    withdraw(request, leo, now)
    withdraw(request, leo, now)

    request.refresh_from_db()
    assert (request.state, request.decided_by) == (RequestState.WITHDRAWN, leo)
    assert kinds(organization) == ["treasury.approval_asked", "treasury.request_withdrawn"]
    with pytest.raises(treasury.RequestClosed):
        treasury.approve_request(coin_request=request, actor=mina, now=now)


def test_refuses_what_was_done(organization, leo, mina, now):
    request = ask(organization, actor=leo)
    treasury.approve_request(coin_request=request, actor=mina, now=now)

    with pytest.raises(treasury.RequestClosed):
        withdraw(request, leo, now)
