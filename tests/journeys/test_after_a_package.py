"""When coins have run out or a year has passed (B6), …"""

from datetime import timedelta

import pytest
from django.urls import reverse

from poshtyar.entitlements.queries import rights_of
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Message, Ticket
from poshtyar.tickets.operations import reply_to_ticket
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import statement_of
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=366)


@pytest.fixture(params=["a year has passed", "the coins are used up"])
def after(request, organization, alice, agnes, now):
    """A moment after Alice's only package, during which she opened a ticket and had work done on another."""
    factories.make_package(organization, "essential", coins=50)
    factories.make_ticket(organization, alice, "Still open")
    if request.param == "a year has passed":
        wallet.expire_lots(organization=organization, now=now + YEAR)
        return now + YEAR
    ticket = world.make_ticket(organization, alice, now=now)
    quote = world.start(
        world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now), actor=agnes, now=now
    )
    quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)
    return now


def test_b6_open_tickets_and_history_stay(after, organization, alice, client):
    ticket = Ticket.objects.get(subject="Still open")
    client.force_login(alice)

    assert not rights_of(organization, after).has_package
    assert ticket.is_open and ticket.has_package
    assert client.get(reverse("portal:ticket", args=[ticket.pk])).status_code == 200
    assert len(statement_of(organization, now=after).lines) > 1


def test_b6_the_conversation_goes_on(after, organization, alice):
    ticket = Ticket.objects.get(subject="Still open")

    reply_to_ticket(ticket=ticket, body="Any news?", files=[], nonce="a-reply-of-alice", actor=alice, now=after)

    assert Message.objects.filter(ticket=ticket).count() == 2


def test_b6_another_package_can_be_bought(after, organization):
    factories.make_package(organization, "basic", now=after)

    assert rights_of(organization, after).rank == 2
