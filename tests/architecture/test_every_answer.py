"""Every answer of every address, to whomever: it carries the policy (R70), and asking by GET changes nothing (R71)."""

import re
from unittest.mock import patch

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from poshtyar.events.models import Event
from poshtyar.notifications.models import Notice
from poshtyar.quotes.models import Quote
from poshtyar.tickets.models import TicketReading
from tests.architecture.authorization_table import MANAGER, OWNER, TABLE
from tests.architecture.routes import ask
from tests.confirmed import confirm

pytestmark = pytest.mark.usefixtures("demonstration")
HTMX = {"HX-Request": "true"}
WRITES_NOTHING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
# What a reader leaves behind by reading: how far they have read, in a ticket and in the bell.
READING = {TicketReading, Notice, Session}


def policy_of(response) -> dict[str, str]:
    """Return the content policy by its directives."""
    return dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))


def assert_protected(response):
    """Whatever it says, an answer can do nothing but what the policy allows."""
    policy = policy_of(response)
    assert policy["default-src"] == "'none'"
    if "sandbox" not in policy:  # A download may do nothing at all.
        assert (policy["script-src"], policy["style-src"]) == ("'self'", "'self'")
        assert (policy["base-uri"], policy["frame-ancestors"]) == ("'none'", "'none'")
        assert policy["form-action"].split()[0] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["X-Frame-Options"] == "DENY"
    if response.get("Content-Type", "").startswith("text/") and "sandbox" not in policy:
        assert "charset=" in response["Content-Type"]


@pytest.mark.once
@pytest.mark.parametrize("name", TABLE)
def test_r70_carries_the_policy_as_a_page_and_as_a_fragment(name, people, kwargs_of, bank):
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))

    for person in (None, people[OWNER], people[MANAGER]):
        for method in ("GET", "POST"):
            for headers in ({}, HTMX):
                assert_protected(ask(person, method, address, TABLE[name].form, **headers)[0])


@pytest.mark.parametrize(
    ("status", "address", "how"),
    [
        (400, "/", {"HTTP_HOST": "evil.example"}),
        (404, "/nothing-there/", {}),
        (404, "/static/nothing-there.css", {}),
        (404, "/static/../config/settings.py", {}),
        (405, "/healthz", {"REQUEST_METHOD": "DELETE"}),
    ],
)
def test_r70_carries_the_policy_when_it_is_an_error(status, address, how, db):
    response = Client().get(address, **how)

    assert response.status_code == status
    assert_protected(response)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    ("status", "address"),
    [(400, "suspect"), (403, "deny"), (413, "swell"), (500, "fail"), (503, "lose"), (503, "fill")],
)
def test_r70_carries_the_policy_when_something_fails(status, address, headers, settings, db):
    settings.ROOT_URLCONF = "poshtyar.portal.tests.test_errors"

    response = Client(raise_request_exception=False).get(f"/{address}/", headers=headers)

    assert response.status_code == status
    assert_protected(response)


def test_r70_carries_the_policy_when_the_database_is_gone_and_when_somebody_tries_too_often(people, settings):
    settings.LOGIN_TRIES_PER_ADDRESS = 0
    client = Client(raise_request_exception=False)
    client.force_login(people[OWNER])

    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        outage = client.get(reverse("portal:dashboard"))
    too_often = Client().post(reverse("portal:log_in"), {"mobile": "09121111111"})

    assert (outage.status_code, too_often.status_code) == (503, 429)
    assert_protected(outage)
    assert_protected(too_often)


def test_r70_carries_the_policy_when_it_is_a_form_without_its_token(db):
    response = Client(enforce_csrf_checks=True).post(reverse("portal:log_in"))

    assert response.status_code == 403
    assert_protected(response)


def test_r70_carries_the_policy_when_it_is_a_file_of_ours(settings, tmp_path, db):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "picture.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")

    response = Client().get("/static/picture.svg")

    assert response.status_code == 200
    assert policy_of(response)["script-src"] == "'self'"


# Pages to read, on which nothing is typed that could be lost: balances, money, people and where they are signed in.
KEPT_NOWHERE = {
    OWNER: (
        *("dashboard", "wallet", "wallet_entry", "wallet_statement", "orders", "order", "order_package"),
        *("members", "sessions", "notices", "file", "tickets", "stores"),
    ),
    MANAGER: (
        *("organizations", "organization", "wallet", "wallet_entry", "prove_balance", "orders", "order"),
        *("queue", "coin_requests", "jobs", "notices"),
    ),
}


@pytest.mark.parametrize(("role", "name"), [(role, name) for role, names in KEPT_NOWHERE.items() for name in names])
def test_pages_of_coins_money_and_people_are_kept_by_no_browser(role, name, people, kwargs_of, bank):
    """ASVS 14.3.2"""
    route = f"{'portal' if role == OWNER else 'console'}:{name}"

    answer, _ = ask(people[role], "GET", reverse(route, kwargs=kwargs_of(TABLE[route].names)))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


PLACE_TO_WRITE = re.compile(r'<textarea|<input[^>]+type="(text|tel|email|password|file)"')
# What anybody reads, and what the agency sells and promises.
SAID_TO_ALL = (
    *("portal:home", "portal:services", "portal:faq", "console:catalog", "console:packages", "console:services"),
    *("console:service_groups", "console:comparison", "console:faq", "console:calendars", "console:service_levels"),
)


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(TABLE.keys() - set(SAID_TO_ALL)))
def test_a_page_is_kept_by_a_browser_only_where_people_write(name, people, kwargs_of, bank):
    """ASVS 14.3.2: there the browser keeps what was typed; a new page is kept by none, unless something is typed."""
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))

    for role in (OWNER, MANAGER):
        answer, _ = ask(people[role], "GET", address)

        is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
        if is_page and "no-store" not in answer.get("Cache-Control", ""):
            assert PLACE_TO_WRITE.search(answer.content.decode()), (role, address)


@pytest.mark.once
def test_pages_with_secrets_of_the_second_factor_are_kept_by_no_browser(client, agnes):
    TOTP.activate(agnes, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(agnes)
    client.force_login(agnes)
    confirm(client, agnes)

    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        answer = client.get(reverse(name))

        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]


def rows() -> dict:
    """Return every row of the database, but for what reading leaves behind."""
    kept = {model: list(model.objects.order_by("pk").values()) for model in apps.get_models() if model not in READING}
    for quote in kept[Quote]:
        del quote["first_seen_at"]
    kept[Event] = [event for event in kept[Event] if event["kind"] != "quotes.quote_seen"]
    return kept


@pytest.mark.parametrize("name", TABLE)
def test_r71_asking_by_get_changes_nothing(name, people, kwargs_of, bank):
    rule = TABLE[name]
    address = reverse(name, kwargs=kwargs_of(rule.names))
    clients = [Client(), Client(), Client()]
    for client, person in zip(clients[1:], (people[OWNER], people[MANAGER]), strict=True):
        client.force_login(person)
        client.get(reverse("portal:healthz"))
    written = []

    def note(execute, sql, *rest):
        written.extend([sql] * (not sql.startswith(WRITES_NOTHING)))
        return execute(sql, *rest)

    for client in clients:
        written.clear()
        mark = transaction.savepoint()
        # A mail scanner follows links with whatever they carry, so the fields of the form are there too.
        with connection.execute_wrapper(note):
            for headers in ({}, HTMX):
                client.get(address, rule.form, headers=headers)
            client.head(address, rule.form)

        # Looking at every row takes longer than most pages; without a statement that writes they are as they were.
        after = rows() if written else {}
        transaction.savepoint_rollback(mark)
        before = rows() if written else {}
        assert (name, {model.__name__ for model, left in after.items() if left != before[model]}) == (name, set())
        cache.clear()
