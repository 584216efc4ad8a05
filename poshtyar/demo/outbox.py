"""The outbox page of a demonstration: every SMS and e-mail that nobody receives."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from poshtyar.outbox.models import OutgoingMessage

MESSAGES_SHOWN = 50


def outbox(request):
    """Show the newest messages, one-time codes among them; outside a demonstration there is no such page."""
    if not settings.DEMO:
        raise Http404
    return render(request, "demo/outbox.html", {"outgoing": OutgoingMessage.objects.order_by("-id")[:MESSAGES_SHOWN]})
