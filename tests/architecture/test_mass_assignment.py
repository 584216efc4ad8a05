"""R83: whatever else is sent with a form, nothing changes but what the form names."""

from itertools import chain

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.accounts.tests.codes import last_code, last_link
from poshtyar.catalog.models import ServiceGroup
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.sla.models import Calendar, ServiceLevel
from poshtyar.tickets.models import Effect
from tests import factories
from tests.architecture.authorization_table import ANONYMOUS, DONE, IN, MANAGER, OWNER, TABLE
from tests.architecture.valid_forms import FORMS, MOBILE, REFUSED
from tests.confirmed import confirm
from tests.ready_made import put_default_catalog

# Forms know no database, and only here do the numbers of rows that were taken back come again.
pytestmark = [pytest.mark.sqlite, pytest.mark.usefixtures("demonstration")]
EVIL = "sent-by-nobody"
# What is made anew at each writing; the texts of all of them are looked through for what was sent.
RANDOM = {"public_id", "token_hash", "code_hmac", "key", "lease", "session_key", "payload", "body", "authority"}
# What the words name that our models do not.
MORE = {"pk": "1", "is_staff": "on", "is_superuser": "on", "user": "1", "owner": "1", "groups": "1", "balance": "777"}


def value_for(field: models.Field) -> str:
    """Return what a thief would wish for in a column."""
    wishes = {"role": "manager", "is_active": "on", "organization": "2", "actor": "1"}
    if field.name in wishes:
        return wishes[field.name]
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.ForeignKey | models.AutoField):
        return "2"
    if isinstance(field, models.IntegerField):
        return "777"
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2001-01-01"
    return EVIL


def extra_fields() -> dict[str, str]:
    """Return every column of ours and of the log-in's, by the names under which one would try it."""
    columns = chain.from_iterable(model._meta.concrete_fields for model in apps.get_models())
    return dict(chain.from_iterable(((f.name, value_for(f)), (f.attname, value_for(f))) for f in columns)) | MORE


EXTRA = extra_fields()


def dump() -> dict[str, dict]:
    """Return every row of every table, but for sessions, which are sealed and dated."""
    tables = [model for model in apps.get_models() if model._meta.managed and model is not Session]
    return {model._meta.label: {row["pk"]: row for row in _rows(model)} for model in tables}


def _rows(model):
    return [{"pk": row[model._meta.pk.attname], **row} for row in model._base_manager.values()]


def without_chance(after: dict, before: dict) -> dict:
    """Return what a writing left, without what chance made in its new rows."""
    kept = {}
    for table, rows in after.items():
        for pk, row in rows.items():
            is_new = pk not in before[table]
            kept[table, pk] = {
                name: value for name, value in row.items() if name != "password" and not (is_new and name in RANDOM)
            }
    return kept


def send(person, address, form, before):
    """Send a form, take everything back, and return the status and what it had left."""
    client, mark = Client(), transaction.savepoint()
    try:
        if person:
            client.force_login(person)
            confirm(client, person)
        response = client.post(address, form)
        left = dump()
        return response.status_code, without_chance(left, before), str(left).count(EVIL)
    finally:
        transaction.savepoint_rollback(mark)
        cache.clear()


def sender_of(name: str) -> str:
    """Return the role that may send a form."""
    roles = (ANONYMOUS, OWNER, MANAGER)
    return next((role for role in roles if TABLE[name].expected(role, "POST") in (IN, DONE)), OWNER)


@pytest.fixture
def about(kwargs_of, organization, people):
    """Give a maker of what a form is about, in the state in which it may be sent."""
    states = {
        **{"console:deliver_quote": "started quote", "console:declare_impossible": "started quote"},
        **{"console:cancel_quote": "approved quote", "console:open_rework": "delivered quote"},
    }

    def make(name: str) -> dict:
        if name == "console:lower_severity":
            urgent = factories.make_ticket(organization, people[OWNER], effect=Effect.SHOP_DOWN, now=timezone.now())
            return {"number": urgent.pk}
        made = kwargs_of("started quote" if name == "console:settle_dispute" else states.get(name, TABLE[name].names))
        if name == "console:settle_dispute":
            work = Quote.objects.get(**made)
            quotes.ask_to_stop(quote=work, reason="Enough.", actor=people[OWNER], now=timezone.now())
        return made

    return make


@pytest.fixture
def given(people, organization):
    """Say what the words in braces stand for."""
    put_default_catalog()
    return {
        **{"organization": organization.public_id, "staff": people[MANAGER].public_id},
        **{"group": ServiceGroup.objects.earliest("pk").pk, "level": ServiceLevel.objects.earliest("pk").pk},
        "calendar": Calendar.objects.earliest("pk").pk,
    }


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if "POST" in rule.methods])
def test_r83_a_form_changes_what_it_names_and_nothing_else(name, people, about, given, bank, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    person, address = people[sender_of(name)], reverse(name, kwargs=about(name))
    form = {field: value.format(**given) for field, value in FORMS.get(name, {}).items()}
    more = {field: value for field, value in EXTRA.items() if field not in form}
    before = dump()

    status, changed, _ = send(person, address, form, before)
    status_of_more, changed_by_more, evil = send(person, address, form | more, before)

    assert (status_of_more, evil) == (status, 0)
    assert {row: said for row, said in changed_by_more.items() if said != changed.get(row)} == {}
    assert changed_by_more.keys() == changed.keys()
    # Where a form is written down, it is one that is taken: a refused one would prove nothing.
    assert status < (400 if name in FORMS.keys() - REFUSED else 500)


def test_r83_a_new_person_is_a_customer_whatever_is_sent(db, settings):
    client = Client()
    client.post(reverse("portal:log_in"), {"mobile": MOBILE} | {k: v for k, v in EXTRA.items() if k != "mobile"})
    code = {"code": last_code("+98" + MOBILE[1:])}

    client.post(reverse("portal:enter_login_code"), {k: v for k, v in EXTRA.items() if k != "code"} | code)

    person = User.objects.get()
    assert (person.role, person.is_active, person.has_usable_password()) == ("customer", True, False)
    assert (person.email, person.mobile, person.display_name) == (None, "+98" + MOBILE[1:], "")


def test_r83_a_new_person_with_a_password_is_a_customer_too(db, settings):
    settings.DEMO = True  # Elsewhere the link is wiped when it has been sent.
    client, address = Client(), "dana@example.com"
    client.post(reverse("portal:register"), EXTRA | {"email": address, "next": ""})
    run_due_jobs(now=timezone.now())
    opened = client.get(last_link(address))

    client.post(opened.url, EXTRA | {"password": "a long sentence of Dana"})

    person = User.objects.get()
    assert (person.role, person.is_active, person.has_usable_password()) == ("customer", True, True)
    assert (person.email, person.mobile, person.display_name) == (address, None, "")


def test_r83_an_invitation_makes_a_member_of_what_it_says(organization, alice, charlie):
    said = {"organization": organization, "mobile": charlie.mobile, "role": "member", "may_approve": False}
    accounts.invite_member(**said, actor=alice, now=timezone.now())
    client = Client()
    client.force_login(charlie)
    opened = client.get(last_link(charlie.mobile))

    client.post(opened.url, EXTRA | {"role": "owner", "may_approve": "on"})

    joined = organization.memberships.get(user=charlie)
    assert (joined.role, joined.may_approve) == ("member", False)


def test_r83_every_name_is_tried():
    assert {"role", "coins", "price_rial", "state", "organization_id", "id", "is_staff", "public_id"} <= EXTRA.keys()
    assert len(EXTRA) > 150
