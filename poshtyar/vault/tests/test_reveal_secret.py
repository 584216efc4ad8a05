"""reveal_secret …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.common.sealing import seal
from poshtyar.vault.models import Secret
from poshtyar.vault.operations import (
    Revealed,
    SecretErased,
    SecretShown,
    SecretUnreadable,
    erase_secret,
    keep_secret,
    reveal_secret,
)
from poshtyar.vault.tests.conftest import TEXT
from tests.factories import minutes
from tests.race import race


def reveal(secret, actor, now):
    return reveal_secret(secret=secret, actor=actor, now=now)


def test_r86_shows_the_text_to_one_of_the_staff_and_says_who_saw_it(secret, agnes, now, recorded):
    assert reveal(secret, agnes, now) == Revealed(TEXT, now + minutes(15))

    secret.refresh_from_db()
    assert (secret.shown_to, secret.shown_at, secret.erase_at) == (agnes, now, now + minutes(15))
    assert recorded() == [("secret_kept", "Alice"), ("secret_revealed", "Agnes")]


def test_twice_within_its_minutes_shows_it_again_and_changes_nothing(secret, agnes, now, recorded):
    first = reveal(secret, agnes, now)

    assert reveal(secret, agnes, now + minutes(14)) == first
    assert len(recorded()) == 2


def test_r86_shows_it_to_nobody_else(secret, agnes, leo, now, recorded):
    reveal(secret, agnes, now)

    for later in (now, now + timedelta(days=1)):
        with pytest.raises(SecretShown, match="Agnes"):
            reveal(secret, leo, later)
    assert len(recorded()) == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_who_sees_it_and_one_who_reads_who_did(secret, agnes, leo, now, recorded):
    def ask(worker):
        try:
            return reveal(secret, (agnes, leo)[worker], now).text
        except SecretShown as refusal:
            return refusal.code

    assert sorted(race(2, ask)) == sorted([TEXT, "secret_shown"])
    assert len(recorded()) == 2


def test_r86_ends_after_its_minutes_though_no_job_came_by(secret, agnes, now):
    reveal(secret, agnes, now)

    with pytest.raises(SecretErased):
        reveal(secret, agnes, now + minutes(15))


def test_r86_ends_after_a_week(secret, agnes, now, recorded):
    with pytest.raises(SecretErased):
        reveal(secret, agnes, now + timedelta(days=7))

    assert recorded() == [("secret_kept", "Alice")]


def test_never_outlives_its_week(secret, agnes, now):
    almost = now + timedelta(days=7) - minutes(1)

    assert reveal(secret, agnes, almost).until == now + timedelta(days=7)


def test_refuses_one_that_was_erased(secret, alice, agnes, now):
    erase_secret(secret=secret, actor=alice, now=now)

    with pytest.raises(SecretErased):
        reveal(secret, agnes, now)


@pytest.mark.parametrize("who", ["alice", "bob", "charlie"])
def test_refuses_everybody_who_is_not_of_the_staff(secret, who, now, request, recorded):
    with pytest.raises(NotAllowed):
        reveal(secret, request.getfixturevalue(who), now)

    assert recorded() == [("secret_kept", "Alice")]


def test_r86_opens_no_seal_that_was_made_for_another_row(secret, ticket, alice, agnes, now):
    """Who writes rows, without the key, lets nobody read what another row hides."""
    other = keep_secret(ticket=ticket, text="of another", actor=alice, now=now)
    for sealed in (other.sealed, seal("a second factor")):
        Secret.objects.filter(pk=secret.pk).update(sealed=sealed)

        with pytest.raises(SecretUnreadable):
            reveal(secret, agnes, now)


def test_says_nothing_of_it_where_a_failure_is_reported(secret, agnes, now):
    assert "alice" not in repr(reveal(secret, agnes, now))


def test_r86_says_that_the_key_is_gone_and_shows_nothing(secret, agnes, now, settings, recorded):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-the-site", []

    with pytest.raises(SecretUnreadable):
        reveal(secret, agnes, now)
    assert recorded() == [("secret_kept", "Alice")]


def test_r86_is_opened_with_the_key_of_before(secret, agnes, now, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-of-the-site", [settings.SECRET_KEY]

    assert reveal(secret, agnes, now).text == TEXT
