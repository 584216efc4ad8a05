"""What tickets wish to know of."""

from datetime import datetime

from poshtyar.accounts.models import User
from poshtyar.events.models import Event
from poshtyar.events.registry import subscribe
from poshtyar.tickets.operations import better_promises, forget_drafts_of


@subscribe("ordering.order_paid")
def better_open_tickets(*, event: Event, now: datetime) -> None:
    """Give open tickets the better service that was bought, counted from the payment; twice changes nothing."""
    if event.organization:
        better_promises(organization=event.organization, actor=event.actor, now=event.happened_at)


@subscribe("accounts.user_deactivated")
def forget_drafts(*, event: Event, now: datetime) -> None:
    """Forget what the person had typed and not sent; twice finds nothing."""
    forget_drafts_of(user=User.objects.get(pk=event.data["user_id"]))
