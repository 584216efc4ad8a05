"""The kit: every component in each of its states, drawn by the fragments that the real pages use."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poshtyar.portal import samples
from poshtyar.portal.forms.kit import KitForm
from poshtyar.portal.views.quotes import card_forms
from poshtyar.portal.views.wallet import coins_of
from poshtyar.ui.templatetags.ui import BADGE_KINDS

WRONG = {"subject": "", "mobile": "12", "coins": "۱e۳", "store": "x", "body": "", "effect": ""}


@require_safe
def kit(request):
    """Show the kit in a demonstration or while debugging.

    It needs no account, so that people and programs look at it alike; what it shows is made up, so an installation
    has no use for it and serves no such page.
    """
    if not (settings.DEMO or settings.DEBUG):
        raise Http404
    now = timezone.now()
    page = {
        "now": now,
        "kinds": BADGE_KINDS,
        "plain": KitForm(auto_id="plain-%s"),
        "wrong": KitForm(WRONG, auto_id="wrong-%s"),
        "tickets": samples.tickets(now),
        "clocks": samples.clocks(),
        "written": samples.messages(now),
        "note": samples.note(now),
        "files": samples.files(),
        "quotes": samples.quote_cards(now),
        "card_forms": card_forms(),
        **coins_of(samples.holdings(now)),
    }
    return render(request, "portal/kit.html", page)
