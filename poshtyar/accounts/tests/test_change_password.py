"""change_password, reset_password and confirm_email …"""

from datetime import timedelta

import pytest
import time_machine

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.accounts.tests.codes import last_link
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage

PASSWORD = "  دروازه ۱۲۳ مخفی  "


def link(user):
    """Return the public id and the token of the newest reset link."""
    return last_link(user.email).strip("/").split("/")[-2:]


@pytest.fixture
def reset_link(alice, now):
    accounts.send_password_link(email=alice.email, language="fa", now=now)
    return link(alice)


def reset(reset_link, now, password=PASSWORD):
    public_id, token = reset_link
    return accounts.reset_password(public_id=public_id, token=token, password=password, now=now)


def test_keeps_the_password_exactly_as_it_was_received(alice, now):
    """ASVS 6.2.8: spaces and Persian digits are part of it."""
    accounts.change_password(user=alice, password=PASSWORD, actor=alice, now=now)

    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert not alice.check_password(PASSWORD.strip())
    assert not alice.check_password(PASSWORD.replace("۱۲۳", "123"))


def test_tells_the_person_by_sms_and_e_mail(alice, now):
    """A stolen session can set a first password; its owner hears of it (ASVS 6.3.7)."""
    accounts.change_password(user=alice, password=PASSWORD, actor=alice, now=now)

    told = {message.to: message.body for message in OutgoingMessage.objects.all()}
    assert set(told) == {alice.mobile, alice.email}
    assert all("رمز" in body and PASSWORD.strip() not in body for body in told.values())


def test_tells_the_telephone_of_a_first_address(alice, now):
    User.objects.filter(pk=alice.pk).update(email=None)
    alice.refresh_from_db()
    accounts.ask_email_change(email="thief@example.com", actor=alice, now=now)

    accounts.confirm_email(token=last_link("thief@example.com").strip("/").split("/")[-1], actor=alice, now=now)

    told = OutgoingMessage.objects.latest("id")
    assert (told.to, "ایمیل" in told.body) == (alice.mobile, True)


def test_sets_a_password_by_a_link_once(alice, reset_link, now):
    """R81"""
    reset(reset_link, now)

    with pytest.raises(accounts.LinkNotValid):
        reset(reset_link, now, "another password")
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_refuses_other_links(alice, charlie, reset_link, now):
    """R81: empty, truncated, changed, another person's."""
    public_id, token = reset_link
    for bad in (
        ("", ""),
        (public_id, ""),
        (public_id, token[:-1]),
        (public_id, token.upper()),
        (charlie.public_id, token),
    ):
        with pytest.raises(accounts.LinkNotValid):
            reset(bad, now)

    alice.refresh_from_db()
    assert not alice.has_usable_password()


def test_refuses_a_link_older_than_an_hour(reset_link, now):
    with time_machine.travel(now + timedelta(days=4000)), pytest.raises(accounts.LinkNotValid):
        reset(reset_link, now)


def test_sends_a_link_to_known_addresses_only(alice, now):
    for email in (alice.email.upper(), "nobody@example.com"):
        accounts.ask_password_reset(email=email, language="fa", now=now)
    assert not OutgoingMessage.objects.exists()

    run_due_jobs(now=now)

    assert OutgoingMessage.objects.get().to == alice.email


def test_changes_the_address_when_its_link_is_followed(alice, now):
    before = alice.email
    accounts.ask_email_change(email="New@Example.com", actor=alice, now=now)
    alice.refresh_from_db()
    assert alice.email == before
    token = last_link("new@example.com").strip("/").split("/")[-1]

    accounts.confirm_email(token=token, actor=alice, now=now)

    alice.refresh_from_db()
    assert alice.email == "new@example.com"
    assert OutgoingMessage.objects.latest("id").to == before
    with pytest.raises(accounts.LinkNotValid):
        accounts.confirm_email(token=token, actor=alice, now=now)


def test_refuses_somebody_elses_link(alice, charlie, now):
    accounts.ask_email_change(email="new@example.com", actor=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]

    for bad in (token, "", token[:-1]):
        with pytest.raises(accounts.LinkNotValid):
            accounts.confirm_email(token=bad, actor=charlie, now=now)


def test_sends_nothing_to_an_address_that_somebody_has(alice, charlie, now):
    accounts.ask_email_change(email=charlie.email, actor=alice, now=now)

    assert not OutgoingMessage.objects.exists()


def test_refuses_an_address_that_was_taken_meanwhile(alice, charlie, now):
    accounts.ask_email_change(email="new@example.com", actor=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]
    User.objects.filter(pk=charlie.pk).update(email="new@example.com")

    with pytest.raises(accounts.EmailTaken):
        accounts.confirm_email(token=token, actor=alice, now=now)
