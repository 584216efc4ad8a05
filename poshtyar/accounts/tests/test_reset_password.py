"""reset_password …"""

from datetime import timedelta

import pytest
import time_machine
from django.apps import apps

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.accounts.tests.codes import last_link
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


def test_sets_a_password_by_a_link_once(alice, reset_link, now):
    """R81"""
    reset(reset_link, now)

    with pytest.raises(accounts.LinkNotValid):
        reset(reset_link, now, "another password")
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_refuses_other_links(alice, charlie, reset_link, now):
    """R81: empty, truncated, lengthened, changed, in other letters, another person's."""
    public_id, token = reset_link
    stamp, seal = token.split("-")
    for bad in (
        ("", ""),
        (public_id, ""),
        (public_id, token[:-1]),
        (public_id, token + "0"),
        (public_id, token.upper()),
        (public_id, f"zzzzz-{seal}"),
        (public_id, f"{stamp}-"),
        (public_id, "\0"),
        (public_id.swapcase(), token),
        (charlie.public_id, token),
    ):
        with pytest.raises(accounts.LinkNotValid):
            reset(bad, now)

    alice.refresh_from_db()
    assert not alice.has_usable_password()


@pytest.mark.parametrize(("seconds", "works"), [(3600, True), (3601, False)])
def test_r81_works_for_an_hour(alice, now, seconds, works):
    with time_machine.travel(now, tick=False):
        accounts.send_password_link(email=alice.email, language="fa", now=now)
    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        if works:
            assert reset(link(alice), now).pk == alice.pk
        else:
            with pytest.raises(accounts.LinkNotValid):
                reset(link(alice), now)


@pytest.mark.parametrize("change", [{"password": "x"}, {"email": "new@example.com"}, {"is_active": False}])
def test_r81_works_no_more_after_the_account_has_changed(alice, reset_link, now, change):
    User.objects.filter(pk=alice.pk).update(**change)

    with pytest.raises(accounts.LinkNotValid):
        reset(reset_link, now)


def test_r81_is_kept_nowhere_once_it_has_left(alice, reset_link):
    """The token is computed of what the account is; the message that carries it is wiped when it has been sent."""
    token = reset_link[1]
    kept = [row for model in apps.get_models() if model is not OutgoingMessage for row in model._base_manager.values()]

    assert token not in str(kept)
    assert OutgoingMessage.objects.get().is_secret
