"""Guessing a log-in (R79): it is bounded, and keeps nobody out of their own account …"""

import os
import re
from itertools import count

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts.models import LoginCode
from poshtyar.accounts.tests.codes import last_code, last_link, wrong
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db

# As many as one wishes: GUESSES=10000 for the number of the bar.
GUESSES, ADDRESSES = int(os.environ.get("GUESSES", "200")), 50
PASSWORD = "a long password of Alice"
BY_PASSWORD, BY_CODE = reverse("portal:log_in_with_password"), reverse("portal:log_in")
ENTER, HOME = reverse("portal:enter_login_code"), reverse("portal:dashboard")
START = "2026-11-28 06:30:00+00:00"
_numbers = count()


@pytest.fixture
def people(alice, charlie, settings):
    """Alice and Charlie with passwords; what is sent can be read."""
    settings.DEMO = True
    for person in (alice, charlie):
        person.set_password(PASSWORD)
        person.save()
    return alice, charlie


def give_password(client, person, password=PASSWORD, **more):
    return client.post(
        BY_PASSWORD, {"email": person if isinstance(person, str) else person.email, "password": password}, **more
    )


def guess(person):
    """Try a password in a browser that nobody knows, from one of fifty addresses; return whether it was looked at."""
    return (
        give_password(
            Client(), person, "a wrong password", REMOTE_ADDR=f"10.0.0.{next(_numbers) % ADDRESSES}"
        ).status_code
        == 422
    )


def used_by(person):
    """Return a browser in which this person has logged in, and out."""
    client = Client()
    assert give_password(client, person).url == HOME
    client.post(reverse("portal:log_out"))
    return client


def mails_to(person):
    run_due_jobs(now=timezone.now())
    return OutgoingMessage.objects.filter(to=person.email)


def test_r79_any_number_of_guesses_is_few_checks_and_keep_nobody_out(people, time_machine):
    alice, _ = people
    time_machine.move_to(START, tick=False)
    mine = used_by(alice)

    checked = 0
    for number in range(GUESSES):
        checked += guess(alice)
        if number % (GUESSES // 100) == 0:
            time_machine.shift(36)

    assert 0 < checked <= 50
    assert give_password(mine, alice).url == HOME


def test_r79_a_new_browser_is_let_try_by_a_link_in_the_mailbox(people):
    alice, _ = people
    for _ in range(20):
        guess(alice)
    new = Client()

    refused = give_password(new, alice)
    opened = new.get(last_link(mails_to(alice).get().to))
    let_in = give_password(new, alice)

    assert refused.status_code == 429
    assert "توی صندوقشه" in refused.content.decode()
    assert opened.url == BY_PASSWORD
    assert let_in.url == HOME


def test_r79_during_an_attack_a_link_that_works_always_lies_in_the_mailbox(people, time_machine):
    alice, _ = people
    time_machine.move_to(START, tick=False)
    for _ in range(30):
        for _ in range(6):
            guess(alice)
        newest = last_link(mails_to(alice).latest("id").to)
        new = Client()
        new.get(newest)
        assert give_password(new, alice).url == HOME
        time_machine.shift(3600)

    assert mails_to(alice).count() == 3  # In thirty hours.


def test_r79_a_link_is_refused_when_it_is_old_or_changed(people, time_machine):
    alice, _ = people
    time_machine.move_to(START, tick=False)
    for _ in range(6):
        guess(alice)
    link = last_link(mails_to(alice).get().to)
    time_machine.shift(24 * 3600 + 1)
    for _ in range(6):
        guess(alice)

    for bad in (link, link[:-3] + "x/", reverse("portal:open_browser_link", args=["made-up"])):
        new = Client()
        assert new.get(bad).url == BY_PASSWORD
        assert "browser" not in new.cookies


def test_r79_nobody_learns_whether_an_address_has_an_account(people):
    """R78: unknown addresses are refused at the same try with the same words, and nothing is sent to them."""
    alice, _ = people

    def story(email):
        answers = [give_password(Client(), email, "wrong") for _ in range(7)]
        return [
            (answer.status_code, re.sub(r"\w{64}", "", answer.content.decode()).replace(email, ""))
            for answer in answers
        ]

    assert story(alice.email) == story("nobody@example.com")
    run_due_jobs(now=timezone.now())
    assert {message.to for message in OutgoingMessage.objects.all()} == {alice.email}


def test_r79_a_browser_that_is_known_may_not_guess_either(people):
    alice, _ = people
    mine = used_by(alice)

    checked = [give_password(mine, alice, "a wrong password").status_code for _ in range(7)]

    assert checked == [422] * 5 + [429] * 2


def test_r79_another_person_s_browser_and_a_forged_one_are_strangers(people):
    alice, charlie = people
    of_charlie, forged = used_by(charlie), used_by(alice)
    forged.cookies["browser"] = forged.cookies["browser"].value.replace(".", ".0", 1)
    for _ in range(6):
        guess(alice)

    assert give_password(of_charlie, alice).status_code == 429
    assert give_password(forged, alice).status_code == 429
    assert give_password(of_charlie, charlie).url == HOME


def test_r79_a_right_password_costs_no_try(people):
    alice, _ = people

    assert {give_password(Client(), alice).status_code for _ in range(8)} == {302}


def test_r79_a_bound_on_all_guesses_keeps_out_no_browser_that_is_known(people, settings):
    settings.PASSWORD_TRIES_IN_ALL = 3
    alice, _ = people
    mine = used_by(alice)
    for number in range(5):
        guess(f"somebody{number}@example.com")

    assert give_password(Client(), alice).status_code == 429
    assert give_password(mine, alice).url == HOME
    assert mails_to(alice).count() == 1


def test_r79_a_new_password_by_the_link_opens_its_browser(people):
    alice, _ = people
    for _ in range(6):
        guess(alice)
    new = Client()
    new.post(reverse("portal:ask_password_reset"), {"email": alice.email})
    assert mails_to(alice).exists()
    new.post(new.get(last_link(alice.email)).url, {"password": "another long one"})

    assert give_password(new, alice, "another long one").url == HOME


def test_r79_the_address_of_a_crowd_does_not_close_a_browser_that_is_known(people, settings):
    settings.LOGIN_TRIES_PER_ADDRESS = 3
    alice, _ = people
    mine = used_by(alice)
    for number in range(4):
        give_password(Client(), f"somebody{number}@example.com")

    assert give_password(Client(), alice).status_code == 429
    assert give_password(mine, alice).url == HOME


def test_r79_strangers_use_up_neither_the_codes_nor_the_tries_of_a_browser_that_is_known(
    people, settings, time_machine
):
    settings.LOGIN_CODE_RESEND_SECONDS = 0
    alice, _ = people
    time_machine.move_to(START, tick=False)
    mine = used_by(alice)
    strangers = [Client() for _ in range(7)]
    for stranger in strangers:
        stranger.post(BY_CODE, {"mobile": alice.mobile})
        time_machine.shift(1)
    assert LoginCode.objects.count() == settings.LOGIN_CODES_PER_HOUR
    guesses = [strangers[0].post(ENTER, {"code": wrong(last_code(alice.mobile))}).status_code for _ in range(9)]

    assert mine.post(BY_CODE, {"mobile": alice.mobile}).url == ENTER
    for _ in range(9):
        strangers[0].post(ENTER, {"code": wrong(last_code(alice.mobile))})
    let_in = mine.post(ENTER, {"code": last_code(alice.mobile)})

    assert set(guesses) == {409}
    assert let_in.url == HOME
    assert LoginCode.objects.latest("id").tries == settings.LOGIN_CODE_TRIES


def looked_at(browser, address, form, time_machine, begin=lambda: None) -> list[int]:
    """Return how many of seven guesses were looked at in each twelfth of an hour."""
    told = []
    for _ in range(12):
        begin()
        pages = [browser.post(address, form) for _ in range(7)]
        forms = [page.context["form"] for page in pages if page.status_code == 200]
        codes = [code for each in forms for errors in each.errors.as_data().values() for code in errors]
        told.append(sum("incorrect" in str(error.code) for error in codes))
        time_machine.shift(301)
    return told


def test_r79_the_second_factor_is_guessed_25_times_an_hour_and_no_more(people, agnes, time_machine):
    time_machine.move_to(START, tick=False)
    agnes.set_password(PASSWORD)
    agnes.save()
    TOTP.activate(agnes, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client()

    # Whoever knows the password has a quarter of an hour for the code, and may give it again.
    told = looked_at(
        client,
        reverse("mfa_authenticate"),
        {"code": "000000"},
        time_machine,
        begin=lambda: give_password(client, agnes),
    )

    assert told == [5] * 5 + [0] * 7
    assert "_auth_user_id" not in client.session


def test_r79_a_stolen_session_guesses_the_password_25_times_an_hour_and_no_more(people, time_machine):
    time_machine.move_to(START, tick=False)
    alice, _ = people
    thief = Client()
    thief.force_login(alice)

    told = looked_at(thief, reverse("account_reauthenticate"), {"password": "not hers"}, time_machine)
    time_machine.shift(3600)

    assert told == [5] * 5 + [0] * 7
    assert thief.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


def test_the_cookie_of_a_browser_names_nobody(people):
    alice, _ = people
    kept = used_by(alice).cookies["browser"]

    assert alice.email not in kept.value and alice.mobile[-7:] not in kept.value
    assert (kept["httponly"], kept["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(("second", "allowed"), [("2001:db8:0:1:ffff::9", False), ("2001:db8:0:2::1", True)])
def test_r79_a_subscriber_has_one_network_address_however_many_they_are_given(client, settings, second, allowed):
    settings.LOGIN_TRIES_PER_ADDRESS = 1
    ask = reverse("portal:log_in")
    assert client.post(ask, {"mobile": "09121110001"}, REMOTE_ADDR="2001:db8:0:1::1").status_code == 302

    answer = Client().post(ask, {"mobile": "09121110002"}, REMOTE_ADDR=second)

    assert (answer.status_code == 302) is allowed
