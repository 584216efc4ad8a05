"""Every address against every role: it lets in whom the table names, and shows nobody else that a thing exists."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import MemberRole
from poshtyar.catalog.models import Package
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.files.operations import store_file
from poshtyar.jobs.models import Job
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Payment, PaymentNote, PaymentState
from poshtyar.quotes.tests.world import announce
from poshtyar.tickets.models import Effect
from tests import factories
from tests.architecture import authorization_table as table
from tests.architecture.authorization_table import TABLE, WRONG_METHOD

URLS = "tests.demo_urls"  # The addresses of a demonstration: those of an installation, and a few more.
MISSING = {int: 98_765_432, str: "nothing-there"}


def routes(resolver=None, namespace=""):
    """Yield the full name of each address, however deep it is included."""
    for entry in (resolver or get_resolver(URLS)).url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"
        else:
            yield from routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.ROOT_URLCONF = URLS
    settings.DEMO = False


@pytest.fixture
def people(alice, bob, charlie, agnes, leo, mina, organization):
    """One person of each role; nobody is anonymous."""
    approver = factories.make_user("Parisa")
    factories.join(organization, approver, may_approve=True)
    everybody = (None, alice, approver, bob, charlie, agnes, leo, mina)
    return dict(zip(table.ROLES, everybody, strict=True))


@pytest.fixture
def kwargs_of(people, organization):
    """Give a maker of what an address names: a thing of Alice or of her organization, or a word made up."""
    # The views read the clock themselves, so what must not be over yet is counted from it.
    now, alice, bob = timezone.now(), people[table.OWNER], people[table.MEMBER]
    act = {"organization": organization, "actor": alice, "now": now}

    def ticket(**fields):
        return factories.make_ticket(organization, alice, effect=Effect.WORK, now=now, **fields)

    def file():
        upload = SimpleUploadedFile("note.txt", b"Not for strangers.", "text/plain")
        stored = store_file(upload=upload, **act)
        ticket(files=[stored])
        return stored

    def package():
        install_default_catalog()
        return Package.objects.get(code="essential")

    def order():
        return ordering.place_order(package=package(), nonce="order-of-the-matrix", **act)

    def payment():
        return Payment.objects.create(
            order=order(),
            gateway="demo_bank",
            amount_rial=66_000_000,
            state=PaymentState.NEEDS_HUMAN,
            note=PaymentNote.UNDECIDED,
            started_at=now,
            decided_at=now,
        )

    def invitation():
        return accounts.invite_member(mobile="+989351112233", role=MemberRole.MEMBER, may_approve=False, **act)

    makers = {
        "": lambda: {},
        "ticket": lambda: {"number": ticket().pk},
        "quote": lambda: {"pk": announce(ticket(), actor=people[table.AGENT], now=now).pk},
        "order": lambda: {"public_id": order().public_id},
        "payment": lambda: {"public_id": payment().public_id},
        "store": lambda: {"public_id": factories.make_store(organization).public_id},
        "organization": lambda: {"public_id": organization.public_id},
        "membership": lambda: {"pk": organization.memberships.get(user=bob).pk},
        "invitation": lambda: {"pk": invitation().pk},
        "file": lambda: {"public_id": file().public_id},
        "user": lambda: {"public_id": bob.public_id},
        "session": lambda: {"pk": UserSession.objects.create(user=alice, ip="127.0.0.1", session_key="of-alice").pk},
        "job": lambda: {"pk": Job.objects.create(task="tests.forgotten", run_at=now).pk},
        "package": lambda: {"code": package().code},
        "any package": lambda: {"pk": package().pk},
        "newest": lambda: {"newest": 1},
        "token": lambda: {"token": "made-up"},
        "password link": lambda: {"public_id": alice.public_id, "token": "made-up"},
        "gateway": lambda: {"gateway": "demo_bank"},
        "authority": lambda: {"authority": "made-up"},
    }
    return lambda names: makers[names]()


def ask(person, method: str, address: str):
    """Ask as a person, and put everything back as it was."""
    client, before = Client(), transaction.savepoint()
    try:
        if person:
            client.force_login(person)
        response = client.generic(method, address, content_type="application/x-www-form-urlencoded")
        content = b"".join(response) if response.streaming else response.content
        return response, content.decode()
    finally:
        transaction.savepoint_rollback(before)
        cache.clear()


def outcome(response) -> str:
    """Say in a word what an answer amounts to."""
    named = {403: table.REFUSED, 404: table.MISSING, 405: WRONG_METHOD}
    if response.status_code in named:
        return named[response.status_code]
    assert response.status_code < 400 or response.status_code in (400, 409, 422)
    target = response.headers.get("Location", "").partition("?")[0]
    return {reverse("portal:log_in"): table.LOGIN, reverse("console:queue"): table.CONSOLE}.get(target, table.IN)


def without_address(content: str, address: str) -> str:
    """Return a page without what differs by itself: the address that was asked, and the form tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|&quot;\w{64}&quot;', "", content).replace(address, "")


def test_every_address_is_in_the_table_and_nothing_else():
    assert sorted(set(routes())) == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_lets_in_whom_the_table_names(name, people, kwargs_of):
    rule = TABLE[name]
    kwargs = kwargs_of(rule.names)
    address = reverse(name, kwargs=kwargs)
    nowhere = reverse(name, kwargs={key: MISSING[type(value)] for key, value in kwargs.items()})

    if rule.readers is table.STEP:
        assert {ask(None, method, address)[0].status_code for method in ("GET", "POST")} <= {302, 404, 405}
        return

    wrong = {}
    for role, person in people.items():
        for method in ("GET", "POST"):
            response, content = ask(person, method, address)
            expected = rule.expected(role)
            if method not in rule.methods:
                # Who is not let in may be told so first.
                allowed = {WRONG_METHOD} if expected == table.IN else {WRONG_METHOD, expected}
            else:
                allowed = {expected}
            if outcome(response) not in allowed:
                wrong[role, method] = (response.status_code, outcome(response), response.headers.get("Location"))
            if kwargs and outcome(response) == table.MISSING:
                same, other = ask(person, method, nowhere)
                assert same.status_code == response.status_code
                assert without_address(other, nowhere) == without_address(content, address)

    assert wrong == {}


@pytest.mark.parametrize("status", [200, 403, 404])
def test_every_answer_carries_its_protection(status, db):
    client = Client(enforce_csrf_checks=True)
    answer = {
        200: lambda: client.get(reverse("portal:home")),
        403: lambda: client.post(reverse("portal:log_in")),
        404: lambda: client.get("/nothing-there/"),
    }[status]()

    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert answer.status_code == status
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert (policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert answer["X-Frame-Options"] == "DENY"
