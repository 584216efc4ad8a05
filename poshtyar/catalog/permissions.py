"""Who may change what is sold."""

from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import NotAllowed


def refuse_unless_manager(actor: User) -> None:
    """Raise NotAllowed for anybody but a manager."""
    if not actor.is_manager:
        raise NotAllowed(gettext("Only a manager may change the catalog."))
