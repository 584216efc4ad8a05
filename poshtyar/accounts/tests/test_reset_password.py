"""reset_password …"""

from datetime import timedelta

import pytest
import time_machine

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.tests.codes import last_link

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
