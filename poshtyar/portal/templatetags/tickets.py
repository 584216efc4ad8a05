"""What the pages of tickets draw in many places."""

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.tickets.models import Standing, Ticket
from poshtyar.ui.templatetags.ui import badge
from poshtyar.vault.models import Secret
from poshtyar.vault.permissions import may_reveal

register = template.Library()

TONES = {Standing.WAITING: "warn", Standing.WITH_US: "info", Standing.FINISHED: "ok", Standing.CLOSED: "mute"}
ICONS = {Standing.WAITING: "reply", Standing.FINISHED: "check"}


@register.filter
def is_kept(secret: Secret) -> bool:
    """Whether there are still log-in details to show or to erase."""
    return secret.is_kept(timezone.now())


@register.filter
def may_open(person: User, secret: Secret) -> bool:
    """Whether the log-in details are shown to this person now."""
    return may_reveal(person, secret, timezone.now())


@register.simple_tag
def ticket_badge(ticket: Ticket) -> SafeString:
    """Draw whose turn it is; a tag and no fragment, because a list draws it for each row."""
    standing = ticket.standing
    if standing == Standing.WAITING and ticket.open_offers:
        return badge("coin", gettext("Waiting for your decision"))
    return badge(TONES[standing], str(standing.label), ICONS.get(standing, ""))
