"""Who decides about a request: a manager who did not ask it."""

from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.treasury.models import CoinRequest


class OwnRequest(DomainError):
    """Whoever asked cannot be the second person."""

    code = "own_request"


def may_decide_request(user: User, request: CoinRequest) -> bool:
    """Whether the person may approve or reject the request."""
    return user.is_manager and user.pk != request.asked_by_id


def may_withdraw_request(user: User, request: CoinRequest) -> bool:
    """Whether the person may take the request back: who asked it."""
    return user.pk == request.asked_by_id


def refuse_unless_may_decide(actor: User, request: CoinRequest) -> None:
    """Raise NotAllowed for anybody but managers, and OwnRequest for who asked."""
    if not actor.is_manager:
        raise NotAllowed(gettext("Only a manager may decide about this."))
    if not may_decide_request(actor, request):
        raise OwnRequest(gettext("You asked this yourself; another manager has to decide about it."))
