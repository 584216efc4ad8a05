"""Every refused form says what is wrong twice in the same words, leads to each field, and is heard first."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.catalog.models import Package, Service
from poshtyar.common.forms import NamesFields
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Effect
from poshtyar.tickets.operations import reply_to_ticket
from tests import factories
from tests.confirmed import confirm
from tests.pages import Page
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.once

TYPED = "حرفی که نوشتم"
NONCE = {"nonce": "a-refused-form-of-a-test"}
LINE = {"lines-TOTAL_FORMS": "12", "lines-INITIAL_FORMS": "0"}
# Who sends which form about what, with what is wrong in it.
FORMS = [
    ("", "log_in", "", {"mobile": "12"}),
    ("", "log_in_with_password", "", {"email": "x", "password": ""}),
    ("", "ask_password_reset", "", {"email": ""}),
    ("", "register", "", {"email": "dana"}),
    ("", "ask_for_advice", "", {"name": "", "mobile": "", "subject": TYPED, "body": "ب" * 5001} | NONCE),
    ("alice", "ask_for_advice", "", {"subject": "", "body": TYPED} | NONCE),
    ("alice", "settings", "", {"display_name": "ن" * 81, "language": "x"}),
    ("alice", "change_password", "", {"password": "short"}),
    ("alice", "create_organization", "", {"owner_name": TYPED, "name": ""}),
    ("alice", "invite_member", "", {"mobile": "12", "role": ""}),
    ("alice", "change_member", "membership", {"role": "king"}),
    ("alice", "add_store", "", {"name": TYPED, "url": "a b"}),
    ("alice", "change_store", "store", {"name": "", "url": ""}),
    ("alice", "order_package", "package", {"gateway": "none", "seen_total_rial": "1"} | NONCE),
    ("alice", "open_ticket", "", {"subject": "", "body": TYPED, "effect": ""} | NONCE),
    ("alice", "open_ticket", "", {"subject": TYPED, "body": "", "effect": "question", "nonce": ""}),
    ("alice", "reply_to_ticket", "ticket", {"body": "ب" * 100_001} | NONCE),
    ("alice", "rate_ticket", "answered", {"comment": TYPED}),
    ("alice", "approve_quote", "announced", {"version": "1"}),
    ("alice", "decline_quote", "announced", {"version": "1", "reason": "ب" * 4001}),
    ("alice", "ask_about_quote", "announced", {"question": ""} | NONCE),
    ("alice", "cancel_quote", "approved", {"reason": "ب" * 4001}),
    ("alice", "ask_to_stop", "started", {"reason": ""}),
    ("alice", "open_rework", "delivered", {"reason": ""} | NONCE),
    ("agnes", "reply_to_ticket", "ticket", {"body": ""} | NONCE),
    ("agnes", "add_note", "ticket", {"body": ""} | NONCE),
    ("agnes", "lower_severity", "ticket", {"severity": "emergency", "reason": TYPED}),
    ("leo", "assign_ticket", "ticket", {"assignee": "nobody"}),
    ("agnes", "announce_quote", "ticket", {"title": TYPED, "fee": "99", "lines-1-title": TYPED} | LINE | NONCE),
    ("agnes", "announce_quote", "ticket", {"title": "", "delivery_hours": "1e3", "validity": "72"} | LINE | NONCE),
    ("agnes", "revise_quote", "announced", {"title": TYPED, "lines-0-coins": "-1"} | LINE | NONCE),
    ("agnes", "cancel_quote", "approved", {"reason": " "}),
    ("agnes", "deliver_quote", "started", {"note": TYPED, "line_1": "51"}),
    ("agnes", "deliver_quote", "started", {"note": "", "line_1": "1"}),
    ("agnes", "declare_impossible", "started", {"obstacle": "weather", "explanation": TYPED}),
    ("agnes", "open_rework", "delivered", {"reason": ""} | NONCE),
    ("leo", "settle_dispute", "stopped", {"reason": "", "line_1": "x"}),
    ("leo", "undo_delivery", "delivered", {"reason": TYPED, "coins": "0", "days": "x"} | NONCE),
    ("mina", "create_package", "", {"name_fa": "", "coins": "x"}),
    ("mina", "change_package", "any package", {"name_en": TYPED, "code": "a b", "version": "1"}),
    ("mina", "add_comparison_row", "", {"label_en": TYPED, "right": "none", "explanation_fa": "ب" * 1001}),
    ("mina", "change_service", "service", {"name_en": TYPED, "effort_minutes": "1:60", "group": "0", "version": "1"}),
    ("mina", "add_service_group", "", {"name_fa": TYPED, "name_en": ""}),
    ("mina", "add_faq_entry", "", {"question_fa": TYPED, "answer_fa": TYPED, "answer_en": "x" * 8001}),
    ("mina", "create_calendar", "", {"name_fa": TYPED, "day_0": "9 to 5 or so"}),
    ("mina", "create_service_level", "", {"name_fa": TYPED, "general_minutes": "0", "rank": "-1"}),
    ("mina", "vat_rates", "", {"percent": "101", "valid_from_date": TYPED[:15]}),
]


@pytest.fixture
def arguments_of(organization, alice, bob, agnes):
    """Give a maker of what an address names."""
    now = timezone.now()
    world.give_coins(organization, 300, now=now)
    ticket = factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN, now=now)

    def answered():
        reply_to_ticket(ticket=ticket, body="?", files=[], nonce="an-answer-of-agnes", actor=agnes, now=now)
        return [ticket.pk]

    def quote(state):
        announced = world.announce(ticket, 50, fee=15, actor=agnes, now=now)
        if state != "announced":
            world.approve(announced, actor=alice, now=now)
        if state in ("started", "stopped", "delivered"):
            world.start(announced, actor=agnes, now=now)
        if state == "stopped":
            world.quotes.ask_to_stop(quote=announced, reason="x", actor=alice, now=now)
        if state == "delivered":
            world.quotes.deliver_quote(quote=announced, note="x", actor=agnes, now=now)
        return [announced.pk]

    makers = {
        "": lambda: [],
        "ticket": lambda: [ticket.pk],
        "answered": answered,
        "store": lambda: [factories.make_store(organization).public_id],
        "membership": lambda: [organization.memberships.get(user=bob).pk],
        "package": lambda: put_default_catalog() or ["essential"],
        "any package": lambda: put_default_catalog() or [Package.objects.get(code="essential").pk],
        "service": lambda: put_default_catalog() or [Service.objects.get(code="GA4").pk],
    }
    return lambda named: makers.get(named, lambda: quote(named))()


def refuse(person, door, name, arguments, form):
    """Send a form as a person, and read the page that refuses it."""
    client = Client()
    if person:
        client.force_login(person)
        confirm(client, person)
    response = client.post(reverse(f"{door}:{name}", args=arguments), form)
    assert response.status_code in (409, 422)
    return Page(response.content.decode())


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(("who", "name", "about", "form"), FORMS)
def test_refused_form_leads_to_every_wrong_field(request, arguments_of, who, name, about, form, language, settings):
    settings.LANGUAGE_CODE, settings.PAYMENT_GATEWAY = language, "demo_bank"
    person = request.getfixturevalue(who) if who else None
    if person:
        type(person).objects.filter(pk=person.pk).update(language=language)
        person.refresh_from_db()
    door = "console" if person and person.is_staff_member else "portal"

    page = refuse(person, door, name, arguments_of(about), form)

    summary = page.by_id("error-summary")
    assert page.title.startswith({"fa": "خطا: ", "en": "Error: "}[language])
    assert sorted(page.ids) == sorted(set(page.ids))
    assert ("tabindex", "-1") in summary.attrs.items() and "data-focus" in summary.attrs
    assert summary.all("a")
    for link in summary.all("a"):
        target = page.by_id(link.attrs["href"].removeprefix("#"))
        assert target.attrs.get("aria-invalid") == "true"
        # A group of choices is described as a whole, anything else by itself.
        described = target if "aria-describedby" in target.attrs else page.holder_of(target.attrs["id"], "fieldset")
        beside = [page.by_id(name) for name in described.attrs["aria-describedby"].split()]
        assert any(link.text in element.text for element in beside if element.attrs["id"].endswith("_error"))
    for typed in form.values():
        assert typed != TYPED or any(
            TYPED in (element.text, element.attrs.get("value")) or element.text.strip() == TYPED
            for element in page.elements
        )


def every_form(base=NamesFields):
    """Yield the forms that are derived from this one, and those of Django's that are not."""
    for form in base.__subclasses__():
        yield form
        yield from every_form(form)


def test_every_form_names_its_fields():
    from django.forms import BaseForm

    ours = {
        form
        for form in every_form(BaseForm)
        if form.__module__.startswith("poshtyar") and ".tests." not in form.__module__
    }

    assert [form.__qualname__ for form in ours if not issubclass(form, NamesFields)] == []
