"""R87: secrets that anybody would recognise are planted, used, and looked for in every line and every answer.

What fails is asked for on purpose: each kind of refusal, a database that breaks or explains itself, a mail server that
is away, a bank that talks nonsense.
"""

import io
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import escape

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode, MemberRole
from poshtyar.accounts.operations import login_codes
from poshtyar.accounts.tests.codes import last_code, last_link
from poshtyar.common.bodies import REFUSED, BodyRefusal
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.ordering.models import Payment
from poshtyar.portal.tests.checkout import come_back, go_to_the_bank
from tests.architecture.routes import URLS, routes
from tests.log import heard
from tests.loopback_bank import Reply
from tests.ready_made import put_default_catalog
from tests.site import running_site

PASSWORD, NEW_PASSWORD = "planted-password-of-alice", "planted-password-to-come"
TOTP_SECRET = "PLANTEDSECRETPLANTEDSECRETPLANTE"
KEY = "planted-secret-key-of-the-site-0123456789"
CODE = 918273
CARD, NATIONAL_ID = "6037991234567893", "0499370899"
PLANTED = {PASSWORD, NEW_PASSWORD, TOTP_SECRET, KEY, str(CODE), "planted-smtp-password", "planted-database-password"}
# Their own reader sees these: the text of a ticket on its page, a payment in the way to the bank.
FOR_READERS = {CARD, NATIONAL_ID}


GIVEN = ("session", "csrf")


class Walk:
    """Clients of the site, every answer they got, and every secret they were given on the way."""

    def __init__(self):
        self.answers, self.secrets = [], set(PLANTED)

    def client(self, person=None, **options) -> "Client":
        client = Client(raise_request_exception=False, **options)
        if person:
            client.force_login(person)
        request = client.request

        def listening(**asked):
            answer = request(**asked)
            # Whoever asked knows the address; the page that says "try again" leads to it.
            self.answers.append(
                (answer.status_code, said_in(answer).replace(escape(answer.wsgi_request.get_full_path()), ""))
            )
            self.secrets |= {morsel.value for name, morsel in client.cookies.items() if name in GIVEN} - {""}
            return answer

        client.request = listening
        return client

    def statuses(self) -> set[int]:
        return {status for status, _ in self.answers}


def said_in(answer) -> str:
    """Return an answer but for its cookies, which give each reader their own."""
    body = b"".join(answer) if answer.streaming else answer.content
    return f"{dict(answer.headers)}\n{body.decode(errors='replace')}"


@pytest.fixture
def walk():
    return Walk()


@pytest.fixture(params=["DEBUG", "INFO"])
def log(request):
    """Everything that is logged at a level, as the site writes it."""
    with heard(request.param) as written:
        yield written


@pytest.fixture(autouse=True)
def planted(settings, monkeypatch, alice, agnes):
    settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD = KEY, "planted-smtp-password"
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "planted-database-password")
    monkeypatch.setattr(login_codes, "secrets", SimpleNamespace(randbelow=lambda limit: CODE))
    for person in (alice, agnes):
        person.set_password(PASSWORD)
        person.save()


@contextmanager
def failing(error: Exception, *, at: int = 1, about: str = ""):
    """Let one statement of the database fail: of those about a table, the one with this number."""
    seen = 0

    def fail(execute, sql, params, many, context):
        nonlocal seen
        if about in sql and "SAVEPOINT" not in sql:
            seen += 1
            if seen == at:
                raise error
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        yield


def explained() -> IntegrityError:
    """Return what PostgreSQL says of a row that it refuses."""
    return IntegrityError(f"a row violates a rule\nDETAIL:  Failing row contains (1, {CARD}, {PASSWORD}).\n")


def assert_nothing_leaked(walk, log, *, is_quiet=False):
    said, written = "\n".join(said for _, said in walk.answers), log.getvalue()
    assert written or is_quiet, "Nothing was heard, so nothing is proved."
    assert {secret for secret in walk.secrets | FOR_READERS if secret in written} == set()
    assert {secret for secret in walk.secrets if secret in said} == set()


def knock(client, address, form):
    """Send a form in every way in which it may fail."""
    client.post(address, form)
    client.post(address, form, HTTP_HOST="evil.example")
    Client(enforce_csrf_checks=True, raise_request_exception=False).post(address, form)
    client.post(f"{address}nowhere/", form)
    for refusal in BodyRefusal:
        client.post(address, form, **{"asgi.scope": {REFUSED: refusal}})
    for error in (RuntimeError("broken"), OperationalError("gone"), explained()):
        for at in (1, 3, 5, 8):
            with failing(error, at=at):
                client.post(address, form)
        with failing(error):
            client.get(address)
    for _ in range(8):
        client.post(address, form)


@pytest.mark.django_db
def test_r87_logging_in_by_code(walk, log, alice, settings):
    settings.LOGIN_TRIES_PER_ADDRESS = 14
    client, address = walk.client(), reverse("portal:enter_login_code")
    knock(client, reverse("portal:log_in"), {"mobile": alice.mobile})
    assert last_code(alice.mobile) == str(CODE)

    knock(client, address, {"code": "918274"})
    LoginCode.objects.all().delete()
    cache.clear()
    client = walk.client()
    client.post(reverse("portal:log_in"), {"mobile": alice.mobile})
    with failing(RuntimeError("broken")):
        client.post(address, {"code": str(CODE)})
    client.post(address, {"code": str(CODE)})

    assert client.get(reverse("portal:settings")).status_code == 200
    assert {200, 302, 400, 404, 409, 413, 415, 429, 500, 503} <= walk.statuses()
    assert_nothing_leaked(walk, log)


@pytest.mark.django_db
def test_r87_logging_in_by_password_and_second_factor(walk, log, agnes):
    TOTP.activate(agnes, TOTP_SECRET)
    walk.secrets |= set(RecoveryCodes.activate(agnes).get_unused_codes())
    client = walk.client()
    client.post(reverse("portal:log_in_with_password"), {"email": agnes.email, "password": PASSWORD})

    knock(client, reverse("mfa_authenticate"), {"code": "123456"})
    knock(client, reverse("portal:log_in_with_password"), {"email": agnes.email, "password": PASSWORD})
    knock(client, reverse("portal:log_in_with_password"), {"email": "x@example.com", "password": NEW_PASSWORD})

    assert_nothing_leaked(walk, log)


@pytest.mark.django_db
def test_r87_changing_a_password(walk, log, alice):
    client = walk.client(alice)

    knock(client, reverse("account_reauthenticate"), {"password": NEW_PASSWORD})
    knock(
        client,
        reverse("portal:change_password"),
        {"old_password": NEW_PASSWORD, "password": PASSWORD + "-which-is-new"},
    )

    assert_nothing_leaked(walk, log)


@pytest.mark.django_db
def test_r87_links(walk, log, alice, bob, organization, settings):
    settings.DEMO = True  # Elsewhere a secret is wiped when it has been sent.
    client = walk.client(alice)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("portal:ask_email_change")})
    client.post(reverse("portal:ask_password_reset"), {"email": alice.email})
    client.post(reverse("portal:ask_email_change"), {"email": "new@example.com"})
    walk.client().post(reverse("portal:register"), {"email": "dana@example.com"})
    client.post(reverse("portal:invite_member"), {"mobile": "+989351112233", "role": MemberRole.MEMBER})
    run_due_jobs(now=timezone.now())
    links = [last_link(to) for to in (alice.email, "new@example.com", "+989351112233", "dana@example.com")]
    walk.secrets |= {link.strip("/").rpartition("/")[2] for link in links}

    for link in links:
        person = None if link == links[-1] else alice
        opened = walk.client(person).get(link)
        assert opened.status_code == 302
        knock(walk.client(person), link, {})
        knock(walk.client(person), opened.url, {"password": "short"})
        follower = walk.client(person)
        follower.get(link)
        knock(follower, opened.url, {"password": NEW_PASSWORD})

    assert_nothing_leaked(walk, log)


@pytest.mark.django_db
def test_r87_no_address_with_a_token_is_logged(walk, log, settings):
    settings.ROOT_URLCONF = URLS
    client, asked = walk.client(), []
    walk.secrets |= {"planted-token-of-a-link"}
    for name in routes():
        for word in ("token", "authority"):
            for more in ({}, {"public_id": "someone"}):
                try:
                    asked.append(reverse(name, kwargs={word: "planted-token-of-a-link", **more}))
                except NoReverseMatch:
                    continue

    for address in asked:
        for error in (RuntimeError("broken"), OperationalError("gone")):
            with failing(error):
                client.get(address)
                client.post(address)
        client.get(address + "nowhere/")
        client.delete(address)

    assert len(asked) >= 4
    assert {404, 500, 503} <= walk.statuses()
    written = log.getvalue()
    assert "planted-token-of-a-link" not in written
    assert "/invitation/…" in written


@pytest.mark.django_db(transaction=True)
def test_r87_paying(walk, log, alice, organization, bank):
    put_default_catalog()
    client = walk.client(alice)
    way = go_to_the_bank(client)
    payment = Payment.objects.get()
    assert payment.authority in way.headers["Location"]
    walk.answers.clear()  # On the way to the bank and back the address carries it, as the bank wishes.
    walk.secrets.add(payment.authority)

    for lie in (
        Reply(f"<html>{payment.authority}</html>".encode()),
        Reply(f'{{"data": {{"authority": "{payment.authority}"'.encode()),
        Reply(payment.authority.encode(), status=500),
        Reply(b"", status=301, headers={"Location": f"http://127.0.0.1/{payment.authority}"}),
    ):
        bank.lies = dict.fromkeys(("verify", "inquiry"), lie)
        come_back(client, payment)
    for error in (RuntimeError("broken"), OperationalError("gone"), explained()):
        with failing(error):
            come_back(client, payment)
    come_back(client, payment, order="somebody-elses")
    bank.lies = {}
    bank.pay(payment.authority)
    come_back(client, payment)

    assert_nothing_leaked(walk, log)


@pytest.mark.django_db(transaction=True)
def test_r87_the_demo_bank_itself(walk, log, alice, organization, settings):
    settings.ROOT_URLCONF, settings.DEMO = URLS, True
    settings.PAYMENT_GATEWAY, settings.PAYMENT_MERCHANT = "demo_bank", "0" * 36
    put_default_catalog()
    with running_site() as site:
        settings.SITE_URL, settings.DEMO_BANK_URL = site, f"{site}/demo/bank"
        client = walk.client(alice)
        go_to_the_bank(client)
        payment = Payment.objects.get()
        for choice in ("pay", "twice"):
            Client().post(reverse("demo:bank_start_pay", args=[payment.authority], urlconf=URLS), {"choice": choice})
        walk.answers.clear()
        come_back(client, payment)
    walk.secrets.add(payment.authority)

    assert_nothing_leaked(walk, log, is_quiet=True)


@pytest.mark.django_db
def test_r87_a_ticket_with_a_card_and_a_national_id(walk, log, alice, organization, agnes):
    client = walk.client(alice)
    form = {"subject": f"My card {CARD}", "body": NATIONAL_ID, "effect": "question", "nonce": "a-nonce-of-planting"}
    knock(client, reverse("portal:open_ticket"), form)
    client.post(reverse("portal:open_ticket"), form | {"files": io.BytesIO(CARD.encode())})

    knock(walk.client(agnes), reverse("console:ticket", args=[10**6]), form)

    assert_nothing_leaked(walk, log)
    failed = [said for status, said in walk.answers if status in (400, 403, 404, 413, 500, 503)]
    assert failed and not [page for page in failed if CARD in page or NATIONAL_ID in page]


@pytest.mark.django_db
def test_r87_jobs_that_fail(walk, log, alice, mina, settings):
    settings.EMAIL_DRIVER, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", 1
    settings.EMAIL_HOST_USER = "poshtyar"
    client = walk.client()
    client.post(reverse("portal:ask_password_reset"), {"email": alice.email})
    now = timezone.now()
    run_due_jobs(now=now)
    link = last_link(alice.email)
    walk.secrets.add(link.strip("/").rpartition("/")[2])
    accounts.ask_email_change(email="new@example.com", actor=alice, now=now)
    for _ in range(2):
        Job.objects.filter(state="ready").update(run_at=now)
        run_due_jobs(now=now)
    refused = Job.objects.create(task="accounts.send_password_link", payload={"email": alice.email}, run_at=now)
    with failing(explained(), about='FROM "accounts_user"'):
        run_due_jobs(now=now)
    Job.objects.filter(state="ready").update(state="parked", run_at=now, finished_at=now)

    walk.client(mina).get(reverse("console:jobs"))

    assert "Connection refused" in log.getvalue()
    assert Job.objects.get(pk=refused.pk).last_error
    noted = "\n".join(Job.objects.values_list("last_error", flat=True))
    assert {secret for secret in walk.secrets | FOR_READERS if secret in noted} == set()
    assert_nothing_leaked(walk, log)
