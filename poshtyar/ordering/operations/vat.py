"""The VAT rate."""

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.ordering.models import VatRate


class DayHasBegun(DomainError):
    """A VAT rate was to begin on a day whose orders have been placed."""

    code = "day_has_begun"


@operation
def set_vat_rate(*, percent: int, valid_from_date: date, actor: User, now: datetime) -> VatRate:
    """Set the VAT rate from a day on; a rate whose day has not begun may be corrected.

    Orders that stand keep theirs (B33). Saying what stands already changes nothing.
    Raises NotAllowed and DayHasBegun. Records `ordering.vat_rate_set`.
    """
    if not actor.is_manager:
        raise NotAllowed(gettext("Only a manager may set the VAT rate."))
    if valid_from_date <= localdate(now):
        raise DayHasBegun(gettext("A rate can begin tomorrow at the earliest."))

    rate, created = VatRate.objects.select_for_update().get_or_create(
        valid_from_date=valid_from_date, defaults={"percent": percent}
    )
    if not created:
        if rate.percent == percent:
            return rate
        rate.percent = percent
        rate.save(update_fields=["percent"])
    events.record(
        "ordering.vat_rate_set", actor=actor, now=now, percent=percent, valid_from_date=valid_from_date.isoformat()
    )
    return rate
