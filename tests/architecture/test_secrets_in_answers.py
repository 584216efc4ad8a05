"""R82: no page, fragment or file shows a secret of the tables, or what only staff write to one another."""

import re
from itertools import product

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts.models import Invitation, LoginCode
from poshtyar.accounts.operations import send_login_code
from poshtyar.common.sealing import seal
from poshtyar.tickets.operations import add_note
from tests import factories
from tests.architecture.authorization_table import CUSTOMERS, MANAGER, OWNER, TABLE
from tests.architecture.routes import ask

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("demonstration")]
NOTE, TOTP = "between-us-of-the-staff", "KVKFKRCPNZQUYMLXOVYDSQKJKZDTSRLD"
WAYS = ({}, {"HX-Request": "true"})
# Hashes as Django, we and files keep them, and what settings hold.
SECRET = re.compile(r"argon2|pbkdf2_|\b[0-9a-f]{64}\b|sessionid|BEGIN [A-Z ]*PRIVATE KEY")


@pytest.fixture
def secrets(people, organization, settings):
    """Return what is kept secret of people whose pages are asked for."""
    people[OWNER].set_password("a password nobody has guessed")
    people[OWNER].save()
    Authenticator.objects.create(user=people[MANAGER], type=Authenticator.Type.TOTP, data={"secret": seal(TOTP)})
    send_login_code(mobile=people[OWNER].mobile, language="en", now=timezone.now())
    return lambda: {
        *(settings.SECRET_KEY, TOTP, people[OWNER].password),
        *LoginCode.objects.values_list("code_hmac", flat=True),
        *Invitation.objects.values_list("token_hash", flat=True),
        *Session.objects.values_list("session_key", flat=True),
    }


@pytest.mark.parametrize("name", TABLE)
def test_r82_no_answer_shows_a_secret(name, people, kwargs_of, bank, secrets):
    rule = TABLE[name]
    address = reverse(name, kwargs=kwargs_of(rule.names))

    shown = []
    for role, method, headers in product((OWNER, MANAGER), sorted(rule.methods), WAYS):
        _, content = ask(people[role], method, address, rule.form, confirmed=method == "POST", **headers)
        shown += [(role, method, found) for found in {*SECRET.findall(content)}]
        shown += [(role, method, secret) for secret in secrets() if secret in content]

    assert shown == []


@pytest.mark.parametrize("name", [name for name in TABLE if name.startswith("portal:")])
def test_r82_no_customer_reads_a_note_of_the_staff(name, people, organization, kwargs_of, bank):
    kwargs = kwargs_of(TABLE[name].names)
    ticket = factories.make_ticket(organization, people[OWNER])
    for noted in {kwargs.get("number", ticket.pk), ticket.pk}:
        said = {
            "body": NOTE,
            "files": [],
            "nonce": f"a-note-{noted:09}",
            "actor": people[MANAGER],
            "now": timezone.now(),
        }
        add_note(ticket=type(ticket).objects.get(pk=noted), **said)

    rule, address = TABLE[name], f"{reverse(name, kwargs=kwargs)}?q={NOTE[:7]}"
    # A form that is refused is shown again, with the conversation above it.
    forms = [rule.form, {}] if "POST" in rule.methods else [{}]
    shown = [
        (role, method)
        for role, method, form, headers in product(CUSTOMERS, sorted(rule.methods), forms, WAYS)
        if NOTE in ask(people[role], method, address, form, **headers)[1]
    ]

    assert shown == []
