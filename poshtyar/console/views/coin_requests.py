"""Acts with coins that wait for a second person."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from poshtyar.accounts.identity import ask_identity
from poshtyar.common.errors import DomainError
from poshtyar.common.keyset import EARLIEST_ORDER, marks_in, page_of
from poshtyar.console.access import lead_required, manager_required
from poshtyar.console.acts import NAMES, facts_of
from poshtyar.console.forms.coins import RejectionForm
from poshtyar.quotes.models import Quote
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Act, Undoing
from poshtyar.treasury.models import CoinRequest, RequestState
from poshtyar.treasury.permissions import may_decide_request, may_withdraw_request
from poshtyar.treasury.queries import somebody_may_decide

REQUESTS_A_PAGE, DECIDED_SHOWN = 25, 25


@never_cache
@require_safe
@lead_required
def coin_requests(request):
    """Show the requests that wait, the oldest first, and the latest that were decided."""
    rows = CoinRequest.objects.select_related("organization", "asked_by", "decided_by")
    page = page_of(rows.open(), EARLIEST_ORDER, size=REQUESTS_A_PAGE, **marks_in(request.GET))
    decided = rows.exclude(state=RequestState.OPEN).order_by("-decided_at", "-id")[:DECIDED_SHOWN]
    return render(
        request,
        "console/coin_requests.html",
        {"page": page, "waiting": [_named(each) for each in page], "decided": [_named(each) for each in decided]},
    )


@require_safe
@lead_required
def coin_request(request, pk):
    """Show a request: what was asked, and what was decided."""
    return _show(request, _request(pk), RejectionForm())


@require_POST
@lead_required
def rehearse_request(request, pk):
    """Show what the act would do now: it is tried, which takes the wallet's lock, and nothing of it is kept."""
    asked = _request(pk)
    outlook = _outlook(asked) if asked.state == RequestState.OPEN else {}
    return _show(request, asked, RejectionForm(), **outlook)


@require_POST
@manager_required
def approve_request(request, pk):
    """Do what was asked."""
    ask_identity(request)
    return _do(request, pk, treasury.approve_request, gettext("Approved, and done once."))


@require_POST
@manager_required
def reject_request(request, pk):
    """Refuse what was asked, with a reason."""
    asked, form = _request(pk), RejectionForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, form, status=422)
    try:
        treasury.reject_request(coin_request=asked, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _show(request, _request(pk), form, refusal=refusal, status=409)
    messages.success(request, gettext("Rejected; no coins have moved."))
    return redirect("console:coin_request", pk)


@require_POST
@lead_required
def withdraw_request(request, pk):
    """Take back what one has asked oneself."""
    return _do(request, pk, treasury.withdraw_request, gettext("Taken back; no coins have moved."))


def _do(request, pk, operation: Callable, done: str):
    """Call an operation that needs nothing but the request; a refusal shows the request as it stands."""
    asked = _request(pk)
    try:
        operation(coin_request=asked, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _show(request, _request(pk), RejectionForm(), refusal=refusal, status=409)
    messages.success(request, done)
    return redirect("console:coin_request", pk)


def _request(pk) -> CoinRequest:
    return get_object_or_404(CoinRequest.objects.select_related("organization", "asked_by", "decided_by"), pk=pk)


def _named(asked: CoinRequest) -> dict:
    return {"asked": asked, "name": NAMES[asked.act_name]}


def _show(request, asked: CoinRequest, form: RejectionForm, *, status: int = 200, **more):
    page = {"form": form, **_named(asked), **more}
    page |= {"facts": facts_of(asked.act), "work": _work_of(asked.act)}
    page["may_decide"] = asked.state == RequestState.OPEN and may_decide_request(request.user, asked)
    page["awaits_another"] = asked.state == RequestState.OPEN and not page["may_decide"]
    page["somebody_decides"] = page["awaits_another"] and somebody_may_decide(asked)
    page["may_withdraw"] = asked.state == RequestState.OPEN and may_withdraw_request(request.user, asked)
    return render(request, "console/coin_request.html", page, status=status)


def _work_of(act: Act) -> Quote | None:
    """Return the work whose coins are asked back."""
    return Quote.objects.select_related("approved_version").get(pk=act.quote) if isinstance(act, Undoing) else None


def _outlook(asked: CoinRequest) -> dict:
    """Return what the act would do now, or why it can no longer be done."""
    try:
        outcome = treasury.rehearse(
            act=asked.act,
            organization=asked.organization,
            reason=asked.reason,
            actor=asked.asked_by,
            now=timezone.now(),
        )
    except DomainError as refusal:
        return {"stale": refusal}
    return {"outcome": outcome}
