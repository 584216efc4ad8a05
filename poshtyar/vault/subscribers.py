"""What the vault wishes to know of."""

from datetime import datetime

from poshtyar.accounts.models import User
from poshtyar.events.models import Event
from poshtyar.events.registry import subscribe
from poshtyar.vault.operations import erase_secrets_of


@subscribe("accounts.user_deactivated")
def erase_secrets(*, event: Event, now: datetime) -> None:
    """Erase what the person has handed over: nobody is there any more to erase it; twice finds nothing."""
    erase_secrets_of(user=User.objects.get(pk=event.data["user_id"]), now=now)
