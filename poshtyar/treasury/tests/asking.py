"""A short way to ask for an act, and to see what happened."""

from poshtyar.events.models import Event
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Gift
from poshtyar.wallet.tests.coins import YEAR
from tests.factories import NOW


def ask(organization, act=None, *, actor, nonce="a-form-of-a-test", reason="A wish of ours", now=NOW):
    """Carry an act out, or ask for it: 101 coins as a gift, unless told otherwise."""
    act = act or Gift(101, now + YEAR)
    return treasury.carry_out(act=act, organization=organization, nonce=nonce, reason=reason, actor=actor, now=now)


def kinds(organization):
    """Return the kinds of what happened, in order."""
    return [event.kind for event in Event.objects.filter(organization=organization).order_by("id")]
