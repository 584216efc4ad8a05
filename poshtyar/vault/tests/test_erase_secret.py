"""erase_secret …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.vault.operations import erase_secret, reveal_secret
from tests.race import race


@pytest.mark.parametrize("who", ["alice", "bob", "agnes"])
def test_leaves_nothing_but_who_handed_it_over(secret, who, alice, now, request):
    erase_secret(secret=secret, actor=request.getfixturevalue(who), now=now)

    secret.refresh_from_db()
    assert (secret.sealed, secret.erased_at, secret.written_by) == ("", now, alice)


def test_keeps_who_saw_it(secret, agnes, alice, now, recorded):
    reveal_secret(secret=secret, actor=agnes, now=now)

    erase_secret(secret=secret, actor=alice, now=now)

    secret.refresh_from_db()
    assert (secret.shown_to, secret.sealed) == (agnes, "")
    assert recorded()[1:] == [("secret_revealed", "Agnes"), ("secret_erased", "Alice")]


def test_twice_erases_once(secret, alice, agnes, now, recorded):
    erase_secret(secret=secret, actor=alice, now=now)

    assert erase_secret(secret=secret, actor=agnes, now=now).erased_at == now
    assert len(recorded()) == 2


def test_of_one_whose_time_is_over_is_no_fact_any_more(secret, alice, now, recorded):
    erase_secret(secret=secret, actor=alice, now=now + timedelta(days=7))

    secret.refresh_from_db()
    assert (secret.sealed, secret.ended_at) == ("", now + timedelta(days=7))
    assert recorded() == [("secret_kept", "Alice")]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_erase_once(secret, alice, now, recorded):
    race(2, lambda _: erase_secret(secret=secret, actor=alice, now=now))

    assert len(recorded()) == 2


def test_refuses_strangers(secret, charlie, now):
    with pytest.raises(NotAllowed):
        erase_secret(secret=secret, actor=charlie, now=now)

    secret.refresh_from_db()
    assert secret.erased_at is None
