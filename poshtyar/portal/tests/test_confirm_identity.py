"""confirm_identity … (ASVS 7.5.1)"""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from poshtyar.accounts.models import Invitation, LoginCode, MemberRole, User
from poshtyar.accounts.tests.codes import last_code, last_sms, wrong
from poshtyar.jobs.models import Job
from poshtyar.outbox.models import OutgoingMessage
from tests import factories
from tests.confirmed import confirm

pytestmark = pytest.mark.django_db

CONFIRM = reverse("portal:confirm_identity")
SEND = reverse("portal:send_identity_code")
EMAIL = reverse("portal:ask_email_change")
PASSWORD_PAGE = reverse("portal:change_password")
PASSWORD = "a password nobody has guessed"
WEEK = 7 * 24 * 3600


@pytest.fixture
def browser(client, alice):
    """Alice's browser; she logs in by code and has no password."""
    client.force_login(alice)
    return client


def ask_and_answer(browser, user, asked, code=None):
    """Ask for a code on the page that came up, and write it."""
    page = browser.post(SEND, {"next": asked.url.partition("next=")[2]}, follow=True)
    assert page.status_code == 200
    return browser.post(asked.url, {"code": code or last_code(user.mobile)})


def writes(user):
    """Return every request that a thief of a session would like to make, by its name."""
    other = UserSession.objects.create(user=user, ip="127.0.0.1", session_key="another-browser")
    member = factories.join(user.memberships.get().organization, factories.make_user("Bob"))
    return {
        "address": (EMAIL, {"email": "thief@example.com"}),
        "first password": (PASSWORD_PAGE, {"password": PASSWORD}),
        "second factor": (reverse("mfa_activate_totp"), {"code": "123456"}),
        "recovery codes": (reverse("mfa_generate_recovery_codes"), {}),
        "the end": (reverse("portal:deactivate_account"), {}),
        "one session": (reverse("portal:end_session", args=[other.pk]), {}),
        "other sessions": (reverse("portal:end_other_sessions"), {}),
        "another owner": (reverse("portal:invite_member"), {"mobile": "09121234567", "role": MemberRole.OWNER}),
        "an owner of a member": (reverse("portal:change_member", args=[member.pk]), {"role": MemberRole.OWNER}),
    }


NAMES = [
    *("address", "first password", "second factor", "recovery codes", "the end"),
    *("one session", "other sessions", "another owner", "an owner of a member"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seconds_ago", [None, 301, WEEK])
def test_is_asked_of_a_session_that_was_stolen(browser, alice, organization, name, seconds_ago):
    """A session that is old, or whose person was asked too long ago, changes nothing that would outlast it."""
    if seconds_ago:
        confirm(browser, alice, seconds_ago=seconds_ago)
    address, form = writes(alice)[name]

    response = browser.post(address, form)

    kept = User.objects.get(pk=alice.pk)
    assert response.url.startswith(CONFIRM)
    assert (kept.email, kept.is_active, kept.has_usable_password()) == (alice.email, True, False)
    assert not Job.objects.exists() and not OutgoingMessage.objects.exists() and not Invitation.objects.exists()
    assert not Authenticator.objects.exists()
    assert UserSession.objects.filter(session_key="another-browser").exists()
    assert PASSWORD not in str([session.get_decoded() for session in Session.objects.all()])


@pytest.mark.parametrize("name", NAMES)
def test_is_asked_of_nobody_twice_in_five_minutes(browser, alice, organization, name):
    confirm(browser, alice, seconds_ago=299)
    address, form = writes(alice)[name]

    assert not browser.post(address, form).headers.get("Location", "").startswith(CONFIRM)


def test_goes_on_with_what_was_sent(browser, alice):
    asked = browser.post(EMAIL, {"email": "new@example.com"})

    done = ask_and_answer(browser, alice, asked)

    assert done.url == reverse("portal:settings")
    assert Job.objects.get(task="accounts.send_email_link").payload["email"] == "new@example.com"


def test_invites_the_owner_who_was_typed(browser, alice, organization):
    asked = browser.post(reverse("portal:invite_member"), {"mobile": "09121234567", "role": MemberRole.OWNER})

    ask_and_answer(browser, alice, asked)

    assert Invitation.objects.get().mobile == "+989121234567"


def test_leads_back_to_a_page(browser, alice):
    asked = browser.get(PASSWORD_PAGE)

    assert ask_and_answer(browser, alice, asked).url == PASSWORD_PAGE
    assert browser.get(PASSWORD_PAGE).status_code == 200


def test_says_that_a_password_is_written_once_more(browser, alice):
    asked = browser.post(PASSWORD_PAGE, {"password": PASSWORD})

    assert "رمزتون ثبت نشد" in browser.get(asked.url).content.decode()
    assert ask_and_answer(browser, alice, asked).url == PASSWORD_PAGE


def test_sends_nothing_before_it_is_asked_to(browser):
    page = browser.get(CONFIRM).content.decode()

    assert not OutgoingMessage.objects.exists()
    assert 'name="code"' not in page


def test_goes_to_the_persons_own_number_only(browser, alice):
    browser.post(SEND, {"mobile": "+989351112233", "user": "2"})

    assert OutgoingMessage.objects.get().to == alice.mobile
    assert "برای تغییر حساب" in last_sms(alice.mobile)


def test_keeps_asking_after_a_wrong_code(browser, alice):
    asked = browser.get(EMAIL)

    response = ask_and_answer(browser, alice, asked, code="wrong")

    assert response.status_code == 409
    assert browser.get(EMAIL).url.startswith(CONFIRM)


def test_takes_nobody_elses_code(browser, alice, charlie):
    other = Client()
    other.force_login(charlie)
    other.post(SEND)
    asked = browser.get(EMAIL)
    browser.post(SEND)

    assert browser.post(asked.url, {"code": last_code(charlie.mobile)}).status_code == 409


def test_is_bounded(browser, alice):
    asked = browser.get(EMAIL)
    browser.post(SEND)
    code = last_code(alice.mobile)
    for _ in range(10):
        browser.post(asked.url, {"code": wrong(code)})

    assert browser.post(asked.url, {"code": code}).status_code == 409
    assert browser.post(SEND).status_code == 302
    assert OutgoingMessage.objects.count() == 1


def test_gives_the_session_a_new_key(browser, alice):
    """Whoever copied the cookie before was not asked."""
    browser.post(reverse("portal:set_language"), {"language": "fa"})
    thief = Client()
    thief.cookies["session"] = browser.cookies["session"].value
    assert thief.get(reverse("portal:settings")).status_code == 200
    asked = browser.get(EMAIL)

    ask_and_answer(browser, alice, asked)

    assert browser.get(EMAIL).status_code == 200
    assert thief.get(EMAIL).url.startswith(reverse("portal:log_in"))
    shown = browser.get(reverse("portal:sessions")).context["sessions"]
    assert [session.is_current for session in shown] == [True]


def test_takes_the_password_too_where_there_is_one(browser, alice):
    alice.set_password(PASSWORD)
    alice.save()
    browser.force_login(alice)
    before = browser.session.session_key

    asked = browser.get(EMAIL)
    page = browser.get(asked.url).content.decode()
    response = browser.post(asked.url, {"password": PASSWORD})

    assert CONFIRM in page
    assert response.url == EMAIL
    assert browser.session.session_key != before


def test_takes_no_code_where_a_second_factor_is(browser, alice):
    alice.set_password(PASSWORD)
    alice.save()
    browser.force_login(alice)
    Authenticator.objects.create(user=alice, type=Authenticator.Type.TOTP, data={"secret": "x"})

    assert browser.get(CONFIRM).status_code == 403
    assert browser.post(SEND).status_code == 403
    assert not LoginCode.objects.exists()


def test_leads_nowhere_else(browser, alice):
    browser.post(SEND)

    response = browser.post(CONFIRM + "?next=https://evil.example/", {"code": last_code(alice.mobile)})

    assert response.url == reverse("portal:settings")


@pytest.mark.parametrize("name", NAMES)
def test_leaves_no_session_of_whoever_is_not_signed_in(alice, organization, name):
    """What is about to be sent waits in the table of sessions: strangers may fill it with nothing."""
    address, form = writes(alice)[name]
    before = Session.objects.count()

    Client().post(address, {**form, "filler": "x" * 10_000})

    assert Session.objects.count() == before
