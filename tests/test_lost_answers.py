"""R13: the answer is lost on the way, the customer sends the same form again five times, and it is done once.

The form goes through a line that hangs up when the site begins to answer, as a slow network does.
"""

import re
from dataclasses import dataclass

import httpx2
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.catalog.models import Package
from poshtyar.ordering.models import Order, Payment
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteKind, QuoteState
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Message, Ticket
from tests.lossy_line import lossy_line
from tests.ready_made import put_default_catalog
from tests.site import running_site

pytestmark = pytest.mark.django_db(transaction=True)
REPEATS = 5


@dataclass
class Browser:
    """Alice's browser, on a line that may lose answers."""

    site: str
    lossy: str
    cookies: dict[str, str]

    def form_at(self, address: str, action: str) -> dict[str, str]:
        """Open a page and return the hidden fields of one of its forms."""
        page = httpx2.get(self.site + address, cookies=self.cookies, timeout=30).text
        mark = f'action="{action}"' if action else 'name="nonce"'
        [form] = [form for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL) if mark in form]
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))

    def send(self, address: str, form: dict[str, str], *, by: str = "") -> httpx2.Response:
        """Send a form; by the lossy line there is no answer."""
        return httpx2.post((by or self.site) + address, data=form, cookies=self.cookies, timeout=30)

    def send_and_hear_nothing(self, address: str, form: dict[str, str]) -> None:
        """Send a form whose answer is lost."""
        with pytest.raises(httpx2.TransportError):
            self.send(address, form, by=self.lossy)


@pytest.fixture
def browser(alice, organization):
    put_default_catalog()
    client = Client()
    client.force_login(alice)
    cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key}
    with running_site() as site, lossy_line(site) as lossy:
        page = httpx2.get(site + reverse("portal:dashboard"), cookies=cookies, timeout=30)
        yield Browser(site, lossy, cookies | dict(page.cookies))


@pytest.fixture
def ticket(organization, alice):
    return world.make_ticket(organization, alice, now=timezone.now())


def repeat(browser, address, form) -> list[tuple[int, str]]:
    """Send the form five times more; return what each answer says and where it leads."""
    answers = [browser.send(address, form) for _ in range(REPEATS)]
    return [(answer.status_code, answer.headers.get("location", "")) for answer in answers]


def test_r13_approve(browser, organization, ticket, agnes):
    now = timezone.now()
    world.give_coins(organization, 300, now=now)
    quote = world.announce(ticket, 50, actor=agnes, now=now)
    address = reverse("portal:approve_quote", args=[quote.pk])
    form = browser.form_at(reverse("portal:quote", args=[quote.pk]), address)

    browser.send_and_hear_nothing(address, form)
    answers = repeat(browser, address, form)

    assert answers == [(302, f"/tickets/{ticket.pk}/#quote-{quote.pk}")] * REPEATS
    assert world.coins_of(organization, timezone.now()) == (250, 50)
    assert world.told(ticket).count("quote_approved") == 1


def test_r13_pay(browser, bank):
    essential = Package.objects.get(code="essential")
    checkout = reverse("portal:order_package", args=[essential.code])
    form = browser.form_at(checkout, "") | {"gateway": "demo_bank"}

    browser.send_and_hear_nothing(checkout, form)
    ordered = repeat(browser, checkout, form)
    pay = reverse("portal:pay_order", args=[Order.objects.get().public_id])
    browser.send_and_hear_nothing(pay, form)
    paid = repeat(browser, pay, form)

    payment = Payment.objects.get()
    assert ordered == [(307, pay)] * REPEATS
    assert paid == [(302, payment.redirect_url)] * REPEATS


def test_r13_send(browser, ticket):
    address, page = reverse("portal:reply_to_ticket", args=[ticket.pk]), reverse("portal:ticket", args=[ticket.pk])
    form = browser.form_at(page, address) | {"body": "Any news?"}

    browser.send_and_hear_nothing(address, form)
    answers = repeat(browser, address, form)

    message = Message.objects.get(body="Any news?")
    assert answers == [(302, f"{page}#message-{message.pk}")] * REPEATS


def test_r13_ask(browser):
    address = reverse("portal:open_ticket")
    form = browser.form_at(address, "") | {"subject": "The cart", "body": "It is empty.", "effect": "question"}

    browser.send_and_hear_nothing(address, form)
    answers = repeat(browser, address, form)

    assert answers == [(302, reverse("portal:ticket", args=[Ticket.objects.get().pk]))] * REPEATS


def test_r13_report_a_mistake(browser, organization, ticket, alice, agnes):
    now = timezone.now()
    world.give_coins(organization, 300, now=now)
    quote = world.start(
        world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now), actor=agnes, now=now
    )
    quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)
    address = reverse("portal:open_rework", args=[quote.pk])
    form = browser.form_at(reverse("portal:quote", args=[quote.pk]), address) | {"reason": "No visits."}

    browser.send_and_hear_nothing(address, form)
    answers = repeat(browser, address, form)

    rework = Quote.objects.get(kind=QuoteKind.REWORK)
    assert (rework.state, len(set(answers)), answers[0][0]) == (QuoteState.APPROVED, 1, 302)


@pytest.mark.parametrize(
    ("name", "changed"), [("reply_to_ticket", {"body": "Something else."}), ("order_package", {"origin": "quote:1"})]
)
def test_r13_the_same_form_with_another_text_is_refused(name, changed, browser, ticket, bank):
    if name == "reply_to_ticket":
        address, page = reverse("portal:reply_to_ticket", args=[ticket.pk]), reverse("portal:ticket", args=[ticket.pk])
        form = browser.form_at(page, address) | {"body": "Any news?"}
    else:
        address = reverse("portal:order_package", args=["essential"])
        form = browser.form_at(address, "") | {"gateway": "demo_bank"}
    browser.send_and_hear_nothing(address, form)

    assert browser.send(address, form | changed).status_code == 409
    assert (Message.objects.filter(ticket=ticket).count(), Order.objects.count()) in {(2, 0), (1, 1)}
