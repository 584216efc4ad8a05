"""What the pages of tickets draw in many places."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from poshtyar.tickets.models import Ticket
from poshtyar.ui.templatetags.ui import badge

register = template.Library()


@register.simple_tag
def ticket_badge(ticket: Ticket) -> SafeString:
    """Draw whose turn it is; a tag and no fragment, because a list draws it for each row."""
    if ticket.standing == "closed":
        return badge("mute", gettext("Closed"))
    if ticket.standing == "with-us":
        return badge("info", gettext("With us"))
    if ticket.open_quotes:
        return badge("coin", gettext("Waiting for your decision"))
    return badge("warn", gettext("Waiting for you"), "reply")
