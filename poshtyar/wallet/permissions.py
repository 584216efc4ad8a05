"""Who may move coins beside the work (docs/product.md, 1): leads adjust coins, managers also deal with money."""

from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import NotAllowed


def may_adjust_coins(user: User | None) -> bool:
    """Whether the person may give coins, take them away, and undo their use."""
    return user is not None and user.is_lead


def may_handle_money(user: User | None) -> bool:
    """Whether the person may refund a purchase, book a disputed payment, and move a date that was paid for."""
    return user is not None and user.is_manager


def refuse_unless_may_adjust_coins(actor: User | None) -> None:
    """Raise NotAllowed for anybody but leads and managers."""
    if not may_adjust_coins(actor):
        raise NotAllowed(gettext("Only a lead or a manager may move coins by hand."))


def refuse_unless_may_handle_money(actor: User | None) -> None:
    """Raise NotAllowed for anybody but managers."""
    if not may_handle_money(actor):
        raise NotAllowed(gettext("Only a manager may do this with bought coins."))
