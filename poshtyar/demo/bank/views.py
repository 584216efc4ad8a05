"""The demo bank's interface for shops and its page for people."""

import asyncio
import json

import httpx2
from asgiref.sync import sync_to_async
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from poshtyar.common.ids import clean_public_id
from poshtyar.demo.bank import books
from poshtyar.demo.bank.books import Choice, Refusal
from poshtyar.demo.models import BankPayment

# Longer than any shop should wait.
SLOW_SECONDS = 12


@csrf_exempt
@require_POST
def request_payment(request):
    """Open a payment for a shop."""
    try:
        body = _body_of(request)
        payment = books.open_payment(
            merchant=body.get("merchant_id"),
            amount_rial=body.get("amount"),
            description=body.get("description"),
            callback_url=body.get("callback_url"),
        )
    except Refusal as refusal:
        return _refuse(refusal)
    return _accept(code=100, message="Success", authority=payment.authority, fee_type="Merchant", fee=0)


@csrf_exempt
@require_POST
async def verify_payment(request):
    """Tell a shop whether its payment was made, in the manner that the button chose."""
    try:
        body = _body_of(request)
        manner = await sync_to_async(books.next_manner)(str(body.get("authority")))
        if manner == Choice.NONSENSE:
            return HttpResponse("<html><body><h1>503</h1>The switch is resting.</body></html>")
        if manner == Choice.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        code, payment = await sync_to_async(books.verify)(
            merchant=body.get("merchant_id"), authority=body.get("authority"), amount_rial=body.get("amount")
        )
    except Refusal as refusal:
        return _refuse(refusal)
    return _accept(
        code=code,
        message="Verified",
        merchant_id=payment.merchant,
        authority=payment.authority,
        amount=payment.amount_rial,
        ref_id=int(payment.reference),
        card_pan=books.CARD,
        fee_type="Merchant",
        fee=0,
    )


@csrf_exempt
@require_POST
def inquire_payment(request):
    """Tell a shop where a payment stands."""
    try:
        body = _body_of(request)
        status = books.standing(merchant=body.get("merchant_id"), authority=body.get("authority"))
    except Refusal as refusal:
        return _refuse(refusal)
    return _accept(code=100, message="Success", status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def start_pay(request, authority):
    """Let a person pay, decline, or make the bank misbehave."""
    payment = get_object_or_404(BankPayment, authority=clean_public_id(authority))
    if request.method == "GET":
        return _page(request, payment)
    if request.POST.get("choice") not in Choice.values:
        raise Http404
    choice = Choice(request.POST["choice"])
    if not books.choose(payment, choice):
        payment.refresh_from_db()
        return _page(request, payment, status=409)
    if choice == Choice.CLOSE:
        payment.refresh_from_db()
        return _page(request, payment)
    if choice == Choice.TWICE:
        _call(books.callback_of(payment, "OK"))
    if choice == Choice.ELSEWHERE:
        return HttpResponseRedirect(books.callback_of(payment, "OK", authority=books.another_authority(payment)))
    return HttpResponseRedirect(books.callback_of(payment, "NOK" if choice == Choice.DECLINE else "OK"))


def _page(request, payment, status=200):
    misdeeds = [choice for choice in Choice if choice not in {Choice.PAY, Choice.DECLINE}]
    return render(
        request,
        "demo/bank/start_pay.html",
        {"payment": payment, "is_waiting": books.is_waiting(payment), "misdeeds": misdeeds},
        status=status,
    )


def _call(url):
    """Call the shop from the bank's own machine; whether it answers is the shop's affair."""
    try:
        httpx2.get(url, timeout=20, trust_env=False)
    except httpx2.HTTPError:
        return


def _body_of(request):
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    # No column of text holds a NUL, and PostgreSQL refuses to look for one.
    if not isinstance(body, dict) or rb"\u0000" in request.body:
        raise Refusal(-9, "The request is not a JSON object of texts and numbers.")
    return body


def _accept(**data):
    return JsonResponse({"data": data, "errors": []})


def _refuse(refusal):
    return JsonResponse({"data": [], "errors": {"code": refusal.code, "message": refusal.message, "validations": []}})
