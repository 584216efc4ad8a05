"""confirm_email …"""

from datetime import timedelta

import pytest
import time_machine

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


def test_r81_refuses_somebody_elses_link_and_damaged_ones(alice, charlie, now):
    accounts.send_email_link(email="new@example.com", user=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]
    damaged = ("", token[:-1], token + "0", token.swapcase(), token.partition(":")[2], "\0")

    for bad, actor in [(token, charlie), *((each, alice) for each in damaged)]:
        with pytest.raises(accounts.LinkNotValid):
            accounts.confirm_email(token=bad, actor=actor, now=now)


@pytest.mark.parametrize(("seconds", "works"), [(3600, True), (3602, False)])
def test_r81_works_for_an_hour(alice, now, seconds, works):
    with time_machine.travel(now, tick=False):
        accounts.send_email_link(email="new@example.com", user=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]
    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        if works:
            assert accounts.confirm_email(token=token, actor=alice, now=now).email == "new@example.com"
        else:
            with pytest.raises(accounts.LinkNotValid):
                accounts.confirm_email(token=token, actor=alice, now=now)


def test_refuses_an_address_that_was_taken_meanwhile(alice, charlie, now):
    accounts.send_email_link(email="new@example.com", user=alice, now=now)
    token = last_link("new@example.com").strip("/").split("/")[-1]
    User.objects.filter(pk=charlie.pk).update(email="new@example.com")

    with pytest.raises(accounts.EmailTaken):
        accounts.confirm_email(token=token, actor=alice, now=now)
