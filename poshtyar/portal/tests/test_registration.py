"""Registering with e-mail and password …"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.accounts.tests.codes import last_link
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.portal.browsers import COOKIE
from tests import factories

EMAIL, PASSWORD = "dana@example.com", "a long sentence of Dana"
REGISTER, CHOOSE, SENT = "/register/", "/register/password/", "/register/sent/"


@pytest.fixture(autouse=True)
def keep_secrets(db, settings):
    settings.DEMO = True  # Elsewhere a secret is wiped when it has been sent.


def link_for(client, email=EMAIL, **more):
    """Ask for a link, and return what came to the mailbox."""
    client.post(REGISTER, {"email": email, **more})
    run_due_jobs(now=timezone.now())
    return last_link(email)


def register(client, **more):
    opened = client.get(link_for(client, **more))
    return client.post(opened.url, {"password": PASSWORD})


def test_makes_a_customer_who_is_logged_in_and_goes_on_to_an_organization(client):
    response = register(client)

    person = User.objects.get(email=EMAIL)
    assert response.url == reverse("portal:dashboard")
    assert client.get(response.url).url.startswith(reverse("portal:create_organization"))
    assert client.get(reverse("portal:settings")).wsgi_request.user == person
    assert person.check_password(PASSWORD)


def test_goes_on_to_the_page_that_was_wanted_in_whatever_browser_the_link_is_opened(client):
    page = client.get(REGISTER, {"next": "/order/essential/"})
    assert page.context["next"] == "/order/essential/"
    link = link_for(client, next="/order/essential/")
    other = Client()

    response = other.post(other.get(link).url, {"password": PASSWORD})

    assert response.url == "/order/essential/"


@pytest.mark.parametrize("name", ["log_in", "log_in_with_password"])
def test_is_found_on_both_pages_of_the_log_in(client, name):
    page = client.get(reverse(f"portal:{name}"), {"next": "/order/essential/"}).content.decode()

    assert 'href="/register/?next=%2Forder%2Fessential%2F"' in page


def test_answers_known_and_unknown_addresses_alike(client, alice):
    """R78"""
    answers = [client.post(REGISTER, {"email": email}) for email in (alice.email, EMAIL)]

    assert [(answer.status_code, answer.url) for answer in answers] == [(302, SENT)] * 2
    assert not OutgoingMessage.objects.exists()
    assert client.get(SENT).status_code == 200


def test_gives_the_session_a_new_key_and_remembers_the_browser(client):
    """R80"""
    session = client.session
    session["x"] = "y"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    register(client)

    assert client.session.session_key != before
    assert COOKIE in client.cookies


def test_makes_nothing_before_the_form_is_sent(client):
    """Programs that look at mail follow links."""
    link = link_for(client)

    client.get(client.get(link).url)

    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "password123"])
def test_refuses_weak_passwords_and_does_not_show_them_again(client, password):
    opened = client.get(link_for(client))

    response = client.post(opened.url, {"password": password})

    assert response.status_code == 422
    assert 'type="password"' in response.content.decode()
    assert not User.objects.exists()


def test_takes_the_secret_out_of_the_address(client):
    link = link_for(client)
    token = link.strip("/").split("/")[-1]

    opened = client.get(link)
    page = client.get(opened.url).content.decode()

    assert opened.url == CHOOSE
    assert token not in page and EMAIL in page


def test_leads_whoever_uses_a_link_twice_to_the_log_in(client):
    link = link_for(client, next="/order/essential/")
    client.post(client.get(link).url, {"password": PASSWORD})
    again = Client()

    opened = again.get(again.get(link).url)
    sent = again.post(CHOOSE, {"password": "another long password"})

    wanted = "/login/password/?next=%2Forder%2Fessential%2F"
    assert (opened.url, sent.url) == (wanted, wanted)
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_leads_on_when_the_address_is_taken_between_the_page_and_the_form(client):
    opened = client.get(link_for(client))
    client.get(opened.url)
    factories.make_user("Somebody", email=EMAIL)

    assert client.post(opened.url, {"password": PASSWORD}).url == reverse("portal:log_in_with_password")


def test_makes_no_account_of_another_address_than_the_page_has_shown(client):
    """The link of a second tab, or one that somebody else's page opened, lies in the same cookie."""
    page = client.get(client.get(link_for(client)).url)
    assert f'name="shown_email" value="{EMAIL}"' in page.content.decode()
    client.get(link_for(client, "mallory@example.com"))

    response = client.post(CHOOSE, {"shown_email": EMAIL, "password": PASSWORD}, follow=True)

    assert response.redirect_chain == [(CHOOSE, 302)]
    assert "mallory@example.com" in response.content.decode()
    assert [str(message) for message in response.context["messages"]]
    assert not User.objects.exists()


def test_sends_whoever_uses_the_link_of_an_ended_account_for_a_new_one(client):
    link = link_for(client)
    client.post(client.get(link).url, {"password": PASSWORD})
    person = User.objects.get()
    accounts.deactivate_user(user=person, actor=person, now=timezone.now())
    again = Client()

    assert again.post(again.get(link).url, {"password": PASSWORD}).url == REGISTER
    assert not User.objects.filter(email=EMAIL).exists()


def test_refuses_an_address_that_is_too_long_in_small_letters(client):
    """“İ” is two characters then; the job that writes the e-mail would fail again and again."""
    response = client.post(REGISTER, {"email": f"a@{'.'.join(['İ' * 60] * 4)}.com"})

    assert response.status_code == 422


def test_leads_back_whoever_has_no_link(client):
    assert client.get(CHOOSE).url == REGISTER
    assert client.post(client.get("/register/made-up/").url, {"password": PASSWORD}).url == REGISTER


def test_changes_nothing_for_whoever_is_logged_in(client, alice, organization):
    link = link_for(Client())
    client.force_login(alice)

    assert client.get(REGISTER).url == reverse("portal:dashboard")
    assert client.post(client.get(link).url, {"password": PASSWORD}).url == reverse("portal:dashboard")
    assert not User.objects.filter(email=EMAIL).exists()


def test_sends_one_address_five_e_mails_an_hour_and_one_network_twenty(client):
    to_one = [client.post(REGISTER, {"email": EMAIL}).status_code for _ in range(6)]
    to_many = [client.post(REGISTER, {"email": f"x{n}@example.com"}).status_code for n in range(15)]

    assert to_one == [302] * 5 + [429]
    assert to_many == [302] * 14 + [429]


def test_sends_so_many_e_mails_an_hour_to_all_networks_together(client, alice, settings):
    settings.REGISTRATIONS_IN_ALL = 3
    asked = [
        client.post(REGISTER, {"email": f"x{n}@example.com"}, REMOTE_ADDR=f"10.0.{n}.1").status_code for n in range(4)
    ]

    assert asked == [302] * 3 + [429]
    # Whoever has an account is kept out of nothing by that.
    assert client.post(reverse("portal:ask_password_reset"), {"email": alice.email}).status_code == 302


def test_is_not_offered_to_whoever_was_invited_by_number(client, organization, alice):
    accounts.invite_member(
        organization=organization,
        mobile="+989121234567",
        role="member",
        may_approve=False,
        actor=alice,
        now=timezone.now(),
    )
    opened = client.get(last_link("+989121234567"))

    page = client.get(opened.url, follow=True)

    assert page.context["invitation"] and REGISTER not in page.content.decode()
