"""REQUEST_MOVES: the operations move requests along it and nowhere else, and along all of it."""

from contextlib import suppress

import pytest

from poshtyar.treasury import operations as treasury
from poshtyar.treasury.models import REQUEST_MOVES, RequestState
from poshtyar.treasury.tests.asking import ask

pytestmark = pytest.mark.django_db


def test_requests_move_as_the_table_says_and_nowhere_else(organization, leo, mina, mona, now):
    acts = {
        "approve": lambda request, manager: treasury.approve_request(coin_request=request, actor=manager, now=now),
        "reject": lambda request, manager: treasury.reject_request(
            coin_request=request, reason="Too much", actor=manager, now=now
        ),
        "withdraw": lambda request, _manager: treasury.withdraw_request(coin_request=request, actor=leo, now=now),
    }
    moved = set()
    for first in acts:
        for second in acts:
            request = ask(organization, actor=leo, nonce=f"the-form-of-{first}-{second}")
            for name, manager in ((first, mina), (second, mona)):
                before = request.state
                with suppress(treasury.RequestClosed):
                    acts[name](request, manager)
                request.refresh_from_db()
                moved.add((before, request.state))

    told = {(before, after) for before, moves in REQUEST_MOVES.items() for after in moves}
    assert {(before, after) for before, after in moved if before != after} == told
    assert REQUEST_MOVES.keys() == set(RequestState)
