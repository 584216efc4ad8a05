"""send_browser_link …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.tests.codes import last_link
from poshtyar.outbox.models import OutgoingMessage


@pytest.fixture
def with_password(alice):
    alice.set_password("a long password of Alice")
    alice.save()
    return alice


def test_sends_a_link_that_names_its_address(with_password, now):
    assert accounts.send_browser_link(email=with_password.email, language="fa", now=now)

    token = last_link(with_password.email).strip("/").split("/")[-1]
    assert accounts.email_of_browser_link(token) == with_password.email
    assert OutgoingMessage.objects.get().is_secret


def test_sends_nothing_to_nobody_and_to_whoever_has_no_password(alice, now):
    for email in (alice.email, "nobody@example.com"):
        assert not accounts.send_browser_link(email=email, language="fa", now=now)

    assert not OutgoingMessage.objects.exists()
