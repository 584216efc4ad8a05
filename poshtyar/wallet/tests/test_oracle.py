"""The policy in plain Python refuses …"""

from datetime import timedelta

import pytest

from poshtyar.wallet.oracle import Forbidden, Lot, Wallet
from tests.factories import NOW


@pytest.fixture
def model():
    """A wallet with a gift of ten coins."""
    model = Wallet()
    model.at(NOW)
    model.gift(Lot(1, 10, 0, NOW + timedelta(days=1)))
    return model


def test_an_act_without_a_moment():
    with pytest.raises(Forbidden, match="needs its moment"):
        Wallet().purchase(Lot(1, 10))


def test_to_set_aside_twice_for_one_piece_of_work(model):
    model.hold(7, 4)

    with pytest.raises(Forbidden, match="set aside twice"):
        model.hold(7, 4)


def test_to_move_coins_that_are_not_there(model):
    with pytest.raises(Forbidden, match="has no 5 coins to go from captured"):
        model.undo([(1, 5)], 0, 5, None)


@pytest.mark.parametrize("anew", [None, Lot(2, 9, 0, NOW + timedelta(days=9))])
def test_to_give_back_another_number_than_was_lost(model, anew):
    model.hold(7, 10)
    model.capture(7, 10)
    model.at(NOW + timedelta(days=2))

    with pytest.raises(Forbidden, match="10 coins come back, not"):
        model.undo([(1, 10)], 0, 10, anew)
