"""The security log … (ASVS 16.3.1–16.3.3)"""

import json
import logging
import re

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from poshtyar.accounts.models import MemberRole
from poshtyar.accounts.tests.codes import last_code, wrong
from poshtyar.common.bodies import REFUSED, BodyRefusal
from poshtyar.common.security import note
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "a password of many words"
HERE = "127.0.0.1"


@pytest.fixture
def facts(caplog):
    """What was noted since the last look."""
    caplog.set_level(logging.INFO, "poshtyar.security")

    def read() -> list[dict]:
        lines = [record.getMessage() for record in caplog.records if record.name == "poshtyar.security"]
        caplog.clear()
        return [json.loads(line.removeprefix("security ")) for line in lines]

    return read


@pytest.fixture
def with_password(alice):
    alice.set_password(PASSWORD)
    alice.save()
    return alice


def log_in_with_password(client, email, password):
    return client.post(reverse("portal:log_in_with_password"), {"email": email, "password": password})


def test_says_who_logged_in_from_where_and_how(client, with_password, facts):
    log_in_with_password(client, with_password.email, PASSWORD)

    assert facts() == [
        {
            "fact": "logged_in",
            "person": with_password.public_id,
            "from": HERE,
            "method": "POST",
            "path": "/login/password/",
            "ways": "password",
        }
    ]

    client.post(reverse("portal:log_out"))
    [left] = facts()
    assert (left["fact"], left["person"]) == ("logged_out", with_password.public_id)


@pytest.mark.parametrize("email", ["known", "unknown@example.com"])
def test_says_whose_password_was_wrong_and_not_which(client, with_password, email, facts):
    email = with_password.email if email == "known" else email

    log_in_with_password(client, email, "a wrong password")

    [refused] = facts()
    assert refused == {
        "fact": "log_in_refused",
        "person": "",
        "from": HERE,
        "method": "POST",
        "path": "/login/password/",
        "why": "wrong_password",
        "name": email,
    }


def test_says_whose_code_was_wrong_and_not_which(client, alice, facts):
    client.post(reverse("portal:log_in"), {"mobile": alice.mobile})
    code = wrong(last_code(alice.mobile))
    facts()

    client.post(reverse("portal:enter_login_code"), {"code": code})

    [refused] = facts()
    assert (refused["fact"], refused["why"], refused["name"]) == ("log_in_refused", "wrong_login_code", alice.mobile)
    assert code not in json.dumps(refused)


def test_says_that_a_second_factor_was_wrong(client, agnes, facts):
    agnes.set_password(PASSWORD)
    agnes.save()
    TOTP.activate(agnes, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    log_in_with_password(client, agnes.email, PASSWORD)
    facts()

    client.post(reverse("mfa_authenticate"), {"code": "000000"})

    [refused] = facts()
    assert (refused["fact"], refused["person"]) == ("second_factor_refused", agnes.public_id)


def test_says_that_somebody_tries_too_often(client, settings, facts):
    settings.LOGIN_TRIES_PER_ADDRESS = 0

    client.post(reverse("portal:log_in"), {"mobile": "09121112233"})

    limited, refused = facts()
    assert (limited["fact"], limited["limit"], limited["from"]) == ("too_often", "login_code", HERE)
    assert (refused["fact"], refused["why"], refused["name"]) == ("code_refused", "too_often", "+989121112233")


def test_says_that_somebody_was_asked_again(client, with_password, facts):
    client.force_login(with_password)

    for password in ("a wrong password", PASSWORD):
        client.post(reverse("account_reauthenticate"), {"password": password})

    refused, confirmed = facts()
    assert (refused["fact"], refused["person"]) == ("identity_refused", with_password.public_id)
    assert (confirmed["fact"], confirmed["person"]) == ("identity_confirmed", with_password.public_id)


@pytest.mark.parametrize("name", ["console:queue", "console:jobs", "portal:members", "somebody else's ticket"])
def test_says_who_asked_for_what_is_not_for_them(client, organization, alice, bob, charlie, name, facts):
    theirs = factories.make_ticket(factories.make_organization(charlie, "Charlie's"), charlie)
    address = reverse("portal:ticket", args=[theirs.pk]) if " " in name else reverse(name)
    client.force_login(bob)

    assert client.get(address).status_code == 404

    assert facts() == [
        {"fact": "not_for_this_person", "person": bob.public_id, "from": HERE, "method": "GET", "path": address}
    ]


def test_says_nothing_of_addresses_that_are_none_and_of_strangers(client, bob, facts):
    client.get(reverse("console:queue"))
    client.get(reverse("portal:file", args=["nothing-there"]))
    client.force_login(bob)
    client.get("/nothing-there/")

    assert facts() == []


def test_says_who_tried_what_they_may_not_do(client, organization, alice, bob, facts):
    """The page draws no button for it, so the form was made by hand, or a right was taken away meanwhile."""
    ticket = factories.make_ticket(organization, alice)
    client.force_login(bob)

    answer = client.post(reverse("portal:close_ticket", args=[ticket.pk]))

    [refused] = facts()
    assert answer.status_code == 409
    assert (refused["fact"], refused["person"]) == ("not_allowed", bob.public_id)
    assert refused["path"] == f"/tickets/{ticket.pk}/close/"
    assert organization.memberships.get(user=bob).role == MemberRole.MEMBER


def test_says_that_a_form_came_without_its_token(alice, facts):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post(reverse("portal:settings")).status_code == 403

    [refused] = facts()
    assert (refused["fact"], refused["person"], refused["path"]) == (
        "form_without_token",
        alice.public_id,
        "/settings/",
    )
    assert "cookie" in refused["why"]


def test_says_why_a_body_or_a_host_was_refused(client, facts):
    client.post(reverse("portal:log_in"), **{"asgi.scope": {REFUSED: BodyRefusal.TOO_LARGE}})
    client.get(reverse("portal:log_in"), HTTP_HOST="evil.example")

    body, host = facts()
    assert (body["fact"], body["why"], body["from"], body["path"]) == ("not_heard_out", "too_large", HERE, "/login/")
    assert (host["fact"], host["why"], host["from"]) == ("bad_request", "DisallowedHost", HERE)


def test_lets_nobody_write_a_line_of_their_own(facts, caplog):
    words = '"}\nsecurity {"fact": "logged_in"}\u202e'

    note("log_in_refused", name=words)

    [line] = [record.getMessage() for record in caplog.records]
    assert re.fullmatch(r"security \{[ -~]*\}", line)
    assert facts() == [{"fact": "log_in_refused", "name": words}]
