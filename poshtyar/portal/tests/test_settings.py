"""A person's own pages …"""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts.models import LoginCode, User
from poshtyar.accounts.tests.codes import last_code, last_link
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage
from tests.confirmed import confirm
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db

SETTINGS = reverse("portal:settings")
PASSWORD = " یک رمز ۱۲۳ بلند "


def signed_in(user):
    """Return a browser that logged in as people do."""
    client = Client()
    client.post(reverse("portal:log_in"), {"mobile": user.mobile})
    client.post(reverse("portal:enter_login_code"), {"code": last_code(user.mobile)})
    return client


def second_browser(user):
    """Return another browser of the same person: the minute between two codes is over."""
    LoginCode.objects.all().delete()
    return signed_in(user)


def preferences(**more):
    return {"display_name": "Alice", "language": "fa", "digits": "auto", "theme": "system", **more}


def test_keep_preferences(client, alice):
    client.force_login(alice)

    response = client.post(
        SETTINGS,
        preferences(display_name="  آليس  ", language="en", digits="persian", theme="dark", notify_by_sms="on"),
    )

    alice.refresh_from_db()
    assert response.status_code == 302
    assert (alice.display_name, alice.language, alice.digits, alice.theme) == ("آلیس", "en", "persian", "dark")
    assert (alice.notify_by_sms, alice.notify_by_email, alice.uses_keys) == (True, False, False)


@pytest.mark.parametrize(
    ("language", "digits", "shown", "other"),
    [
        ("fa", "auto", "۶٬۰۰۰٬۰۰۰", "6٬000٬000"),
        ("fa", "latin", "6٬000٬000", "۶٬۰۰۰٬۰۰۰"),
        ("en", "auto", "6,000,000", "۶,۰۰۰,۰۰۰"),
        ("en", "persian", "۶,۰۰۰,۰۰۰", "6,000,000"),
    ],
)
def test_write_numbers_in_the_chosen_digits_on_the_next_page(client, alice, language, digits, shown, other):
    put_default_catalog()
    client.force_login(alice)

    client.post(SETTINGS, preferences(language=language, digits=digits))
    page = client.get(reverse("portal:home")).content.decode()

    assert shown in page
    assert other not in page


def test_strip_what_hides_in_a_name(client, alice):
    client.force_login(alice)

    client.post(SETTINGS, preferences(display_name="Al\u202eice\u200b\u2066 \u0007  می\u200cر"))

    alice.refresh_from_db()
    assert alice.display_name == "Alice می\u200cر"


@pytest.mark.parametrize("name", ["پشتيبان", "\u202eپشتیبان", "Support"])
def test_refuse_a_name_of_staff_to_a_customer(client, alice, name):
    client.force_login(alice)

    response = client.post(SETTINGS, preferences(display_name=name))

    assert response.status_code == 409
    assert User.objects.get(pk=alice.pk).display_name == "Alice"


def test_ignore_every_other_field(client, alice):
    """Mass assignment: the form knows six fields."""
    client.force_login(alice)

    client.post(SETTINGS, preferences(role="manager", mobile="+989120000000", email="x@example.com", is_active=""))

    kept = User.objects.get(pk=alice.pk)
    assert (kept.role, kept.mobile, kept.email, kept.is_active) == ("customer", alice.mobile, alice.email, True)


def test_list_the_open_sessions_and_end_the_others(alice):
    phone = signed_in(alice)
    laptop = second_browser(alice)
    assert laptop.get(reverse("portal:sessions")).context["sessions"][0].is_current
    assert len(laptop.get(reverse("portal:sessions")).context["sessions"]) == 2

    confirm(laptop, alice).post(reverse("portal:end_other_sessions"))

    assert phone.get(SETTINGS).status_code == 302
    assert laptop.get(SETTINGS).status_code == 200
    assert len(laptop.get(reverse("portal:sessions")).context["sessions"]) == 1


def test_end_one_session(alice):
    phone = signed_in(alice)
    laptop = second_browser(alice)
    other = UserSession.objects.exclude(session_key=laptop.session.session_key).get()

    confirm(laptop, alice).post(reverse("portal:end_session", args=[other.pk]))

    assert phone.get(SETTINGS).status_code == 302


def test_answer_for_somebody_elses_session_like_for_a_missing_one(alice, charlie):
    signed_in(alice)
    stranger = signed_in(charlie)
    session = UserSession.objects.get(user=alice)

    assert stranger.post(reverse("portal:end_session", args=[session.pk])).status_code == 404
    assert stranger.post(reverse("portal:end_session", args=[10**9])).status_code == 404
    assert UserSession.objects.filter(pk=session.pk).exists()


def test_ask_as_few_questions_for_three_sessions_as_for_one(alice, django_assert_max_num_queries):
    client = signed_in(alice)
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("portal:sessions"))
    for _ in range(2):
        second_browser(alice)

    with django_assert_max_num_queries(12) as three:
        client.get(reverse("portal:sessions"))

    assert len(one) == len(three)


def test_end_every_other_session_when_the_password_changes(alice):
    """R80"""
    phone = signed_in(alice)
    laptop = second_browser(alice)

    response = confirm(laptop, alice).post(reverse("portal:change_password"), {"password": PASSWORD})

    alice.refresh_from_db()
    assert response.status_code == 302
    assert alice.check_password(PASSWORD)
    assert phone.get(SETTINGS).status_code == 302
    assert laptop.get(SETTINGS).status_code == 200
    assert len(laptop.get(reverse("portal:sessions")).context["sessions"]) == 1


def test_ask_for_the_password_until_now(client, alice):
    alice.set_password(PASSWORD)
    alice.save()
    client.force_login(alice)
    address = reverse("portal:change_password")

    refused = client.post(address, {"old_password": PASSWORD.strip(), "password": "another long one"})
    accepted = client.post(address, {"old_password": PASSWORD, "password": "another long one"})

    assert (refused.status_code, accepted.status_code) == (422, 302)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_refuse_weak_passwords(client, alice, password):
    client.force_login(alice)
    confirm(client, alice)

    assert client.post(reverse("portal:change_password"), {"password": password}).status_code == 422


def test_log_in_with_e_mail_and_password(client, alice):
    alice.set_password(PASSWORD)
    alice.save()
    address = reverse("portal:log_in_with_password")

    refused = client.post(address, {"email": alice.email, "password": PASSWORD.strip()})
    accepted = client.post(address, {"email": alice.email.upper(), "password": PASSWORD})

    assert refused.status_code == 422
    assert (accepted.status_code, accepted.url) == (302, reverse("portal:dashboard"))


def test_refuse_wrong_passwords_and_unknown_addresses_alike(client, alice):
    """R78"""
    alice.set_password(PASSWORD)
    alice.save()
    address = reverse("portal:log_in_with_password")

    def answer(email):
        response = client.post(address, {"email": email, "password": "wrong password"})
        return response.status_code, response.context["form"].non_field_errors()

    assert answer(alice.email) == answer("nobody@example.com") == (422, ["ایمیل یا رمز اشتباهه."])


def test_answer_every_forgotten_password_alike(client, alice, now):
    """R78"""
    address = reverse("portal:ask_password_reset")

    known = client.post(address, {"email": alice.email})
    unknown = client.post(address, {"email": "nobody@example.com"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert not OutgoingMessage.objects.exists()


def test_reset_a_password_by_the_link(client, alice, settings):
    settings.DEMO = True  # Elsewhere a secret is wiped when it has been sent.
    client.post(reverse("portal:ask_password_reset"), {"email": alice.email})
    run_due_jobs(now=timezone.now())
    link = last_link(alice.email)

    opened = client.get(link)
    assert opened.url == reverse("portal:reset_password")
    response = client.post(opened.url, {"password": PASSWORD})

    assert response.url == reverse("portal:log_in_with_password")
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert "_auth_user_id" not in client.session
    assert client.get(link, follow=True).redirect_chain[-1][0] == reverse("portal:ask_password_reset")


@pytest.mark.parametrize(
    "name", ["Host", "X-Forwarded-Host", "X-Forwarded-Server", "X-Host", "X-Original-Host", "Forwarded", "Origin"]
)
@pytest.mark.parametrize("behind_proxy", [False, True])
def test_r76_point_links_at_the_configured_site(client, alice, organization, settings, name, behind_proxy):
    settings.DEMO, settings.BEHIND_PROXY = True, behind_proxy
    settings.SITE_URL = "https://help.example.com"
    settings.ALLOWED_HOSTS = ["*"]
    said = {name: "host=evil.example" if name == "Forwarded" else "evil.example"}
    client.force_login(alice)

    client.post(reverse("portal:ask_password_reset"), {"email": alice.email}, headers=said)
    invitation = {"mobile": "09121234567", "role": "member"}
    client.post(reverse("portal:invite_member"), invitation, headers=said)
    confirm(client, alice).post(reverse("portal:ask_email_change"), {"email": "new@example.com"}, headers=said)
    run_due_jobs(now=timezone.now())

    bodies = " ".join(OutgoingMessage.objects.values_list("body", flat=True))
    links = ("password", "invitation", "settings/email")
    assert [f"https://help.example.com/{path}/" in bodies for path in links] == [True] * 3
    assert "evil" not in bodies


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "testserver@evil.example", "testserver:x", ""]
)
def test_r76_answer_no_other_host(client, db, settings, host):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]

    assert client.get(reverse("portal:log_in"), headers={"host": host}).status_code == 400


def test_change_the_address_by_a_link_and_a_form(client, alice, settings):
    settings.DEMO = True
    client.force_login(alice)
    confirm(client, alice)
    client.post(reverse("portal:ask_email_change"), {"email": "new@example.com"})
    run_due_jobs(now=timezone.now())
    link = last_link("new@example.com")

    opened = client.get(link)
    client.get(opened.url)
    alice.refresh_from_db()
    assert alice.email != "new@example.com"
    client.post(opened.url)

    alice.refresh_from_db()
    assert alice.email == "new@example.com"


def test_ask_for_the_password_before_the_address_changes(client, alice):
    """ASVS 7.5.1"""
    alice.set_password(PASSWORD)
    alice.save()
    client.force_login(alice)

    response = client.get(reverse("portal:ask_email_change"))

    assert response.url.startswith(reverse("account_reauthenticate"))
    assert client.get(response.url).status_code == 200
    assert client.post(response.url, {"password": PASSWORD}).url == reverse("portal:ask_email_change")


def test_end_the_account(client, charlie):
    client.force_login(charlie)
    confirm(client, charlie)
    address = reverse("portal:deactivate_account")
    assert client.get(address).status_code == 200

    client.post(address)

    assert not User.objects.get(pk=charlie.pk).is_active
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["settings", "sessions", "change_password"])
def test_wear_the_frame_that_the_reader_came_from(client, alice, agnes, name):
    """Staff keep their sections at the side, customers theirs on top; both are asked who they are."""
    agnes.set_password(PASSWORD)
    agnes.save()
    frames = []

    for person in (alice, agnes):
        client.force_login(person)
        page = client.get(reverse(f"portal:{name}"), follow=True).content.decode()
        frames.append([frame for frame in ('class="rail"', 'class="top"') if frame in page])

    assert frames == [['class="top"'], ['class="rail"']]
