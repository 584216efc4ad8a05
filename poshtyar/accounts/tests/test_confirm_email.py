"""confirm_email …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.accounts.tests.codes import last_link
from poshtyar.outbox.models import OutgoingMessage


def test_tells_the_telephone_of_a_first_address(alice, now):
    User.objects.filter(pk=alice.pk).update(email=None)
    alice.refresh_from_db()
    accounts.send_email_link(email="thief@example.com", user=alice, now=now)

    accounts.confirm_email(token=last_link("thief@example.com").strip("/").split("/")[-1], actor=alice, now=now)

    told = OutgoingMessage.objects.latest("id")
    assert (told.to, "ایمیل" in told.body) == (alice.mobile, True)


def test_changes_the_address_when_its_link_is_followed(alice, now):
    before = alice.email
    accounts.send_email_link(email="new@example.com", user=alice, now=now)
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
    accounts.send_email_link(email="new@example.com", user=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]

    for bad in (token, "", token[:-1]):
        with pytest.raises(accounts.LinkNotValid):
            accounts.confirm_email(token=bad, actor=charlie, now=now)


def test_refuses_an_address_that_was_taken_meanwhile(alice, charlie, now):
    accounts.send_email_link(email="new@example.com", user=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]
    User.objects.filter(pk=charlie.pk).update(email="new@example.com")

    with pytest.raises(accounts.EmailTaken):
        accounts.confirm_email(token=token, actor=alice, now=now)
