"""Composing offers: the quote tab of a ticket, and its page without scripts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from poshtyar.accounts.models import User
from poshtyar.catalog.models import Service
from poshtyar.common.errors import DomainError
from poshtyar.common.fields import renewed
from poshtyar.common.localised import localised
from poshtyar.common.numbers import format_number
from poshtyar.console.access import staff_required
from poshtyar.console.forms.quotes import BaseLines, Lines, OfferForm
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import HELD, Quote, QuoteKind
from poshtyar.quotes.offers import Offer, OfferLine
from poshtyar.quotes.queries import OfferPreview, preview_offer
from poshtyar.tickets.models import Ticket


@dataclass
class Composer:
    """The forms of an offer, what it would mean, and where it is sent."""

    ticket: Ticket
    form: OfferForm
    lines: BaseLines
    address: str
    quote: Quote | None = None
    preview: OfferPreview | None = None
    refusal: str = ""

    def is_valid(self) -> bool:
        """Whether both forms are; both are asked, so that all errors are shown at once."""
        return all([self.form.is_valid(), self.lines.is_valid()])

    @property
    def has_many_lines(self) -> bool:
        """Whether a line below the third one is filled or wrong."""
        return any(line.initial or line.errors or line.has_changed() for line in self.lines.forms[3:])

    def offer(self, now: datetime) -> Offer:
        """Return the offer that the valid forms make."""
        said = self.form.cleaned_data
        return Offer(
            title=said["title"],
            lines=tuple(OfferLine(**line) for line in self.lines.filled),
            delivery_hours=said["delivery_hours"],
            valid_until=now + timedelta(hours=said["validity"]),
            kind=QuoteKind(self.quote.kind if self.quote else said["kind"]),
            fee=said["fee"],
            assumptions=said["assumptions"],
            investigation=said.get("investigation"),
            override_reason=said.get("override_reason", ""),
        )


def composer_of(
    ticket: Ticket, actor: User, *, data=None, quote: Quote | None = None, may_follow: bool = True
) -> Composer:
    """Make the composer of a ticket, or of a new version of a quote; the ticket page shows it in its quote tab.

    `may_follow` is false where the caller knows that no investigation is open.
    """
    services = list(Service.objects.select_related("group").order_by("group__position", "position", "id"))
    investigations = Quote.objects.none()
    if quote is None and may_follow:
        investigations = ticket.quotes.filter(kind=QuoteKind.INVESTIGATION, state__in=HELD)
    form = OfferForm(
        data,
        investigations=investigations.select_related("approved_version"),
        is_lead=actor.is_lead,
        is_revision=quote is not None,
        initial=_initial(quote),
    )
    lines: Any = Lines(
        data,
        prefix="lines",
        initial=_initial_lines(quote),
        form_kwargs={
            "services": {service.code: service for service in services},
            "choices": _choices(services),
            "language": ticket.opened_by.language,
        },
    )
    address = reverse("console:revise_quote", args=[quote.pk]) if quote else ""
    return Composer(ticket, form, lines, address or reverse("console:announce_quote", args=[ticket.pk]), quote)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def announce_quote(request, number):
    """Show the composer of a ticket; announce what it says, or tell what that would mean."""
    ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user).select_related("organization", "opened_by"), pk=number
    )
    composer = composer_of(ticket, request.user, data=request.POST or None)

    def announce(offer, nonce, now):
        return quotes.announce_quote(ticket=ticket, offer=offer, nonce=nonce, actor=request.user, now=now)

    return _compose(request, composer, announce, done=_("The quote is announced; the customer is told."))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required
def revise_quote(request, pk):
    """Show the composer of a new version; offer what it says, or tell what that would mean."""
    related = (
        "ticket__organization",
        "ticket__opened_by",
        "offered_version",
        "approved_version",
        "investigation__approved_version",
    )
    quote = get_object_or_404(Quote.objects.visible_to(request.user).select_related(*related), pk=pk)
    composer = composer_of(quote.ticket, request.user, data=request.POST or None, quote=quote)

    def revise(offer, nonce, now):
        return quotes.revise_quote(quote=quote, offer=offer, nonce=nonce, actor=request.user, now=now)

    return _compose(request, composer, revise, done=_("The new version is announced; the customer is told."))


def _compose(request, composer: Composer, announce, *, done: str):
    """Do what the composer's button says; a refused form comes back with everything that was typed."""
    if request.method != "POST":
        return _page(request, composer)
    if not composer.is_valid():
        return _page(request, composer, status=422)
    now = timezone.now()
    offer = composer.offer(now)
    composer.preview = preview_offer(composer.ticket.organization, offer, now, changed=composer.quote)
    if "preview" in request.POST:
        return _page(request, composer)
    try:
        quote = announce(offer, composer.form.cleaned_data["nonce"], now)
    except DomainError as refusal:
        composer.refusal = str(refusal)
        renewed(composer.form)
        return _page(request, composer, status=409)
    messages.success(request, done, extra_tags=f"{request.user.pk}{composer.address}")
    return redirect(f"{reverse('console:ticket', args=[quote.ticket_id])}#quote-{quote.pk}")


def _page(request, composer: Composer, status: int = 200):
    template = "console/_quote_composer.html" if request.htmx else "console/compose_quote.html"
    return render(request, template, {"composer": composer, "ticket": composer.ticket}, status=status)


def _initial(quote: Quote | None) -> dict:
    """Return what a new version starts from."""
    if quote is None:
        return {}
    version = quote.offered_version or quote.agreed_version
    return {
        "title": version.title,
        "delivery_hours": version.delivery_hours,
        "fee": version.fee,
        "assumptions": version.assumptions,
        "override_reason": quote.right_override_reason,
    }


def _initial_lines(quote: Quote | None) -> list[dict]:
    if quote is None:
        return []
    version = quote.offered_version or quote.agreed_version
    return [
        {
            "service": line.service.code if line.service else "",
            "title": line.title,
            "coins": line.coins,
            "effort_minutes": line.effort_minutes,
        }
        for line in version.lines.select_related("service").order_by("position")
    ]


def _choices(services: list[Service]) -> list:
    """Return the services as options in their groups."""
    groups = groupby(services, key=lambda service: service.group)
    return [("", "—")] + [
        (
            localised(group, "name"),
            [(service.code, f"{localised(service, 'name')} ({format_number(service.coins)})") for service in members],
        )
        for group, members in groups
    ]
