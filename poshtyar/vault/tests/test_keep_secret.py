"""keep_secret …"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from poshtyar.vault.limits import MAX_SECRET
from poshtyar.vault.models import Secret
from poshtyar.vault.operations import SecretTooLong, clean_secret
from poshtyar.vault.queries import handed_over
from poshtyar.vault.tests.conftest import TEXT


def test_r86_seals_the_text_for_a_week_and_records_no_word_of_it(secret, ticket, alice, now, recorded):
    secret.refresh_from_db()

    assert "alice" not in secret.sealed and "کلید" not in secret.sealed
    assert handed_over(secret, TEXT) and not handed_over(secret, TEXT.strip())
    assert secret.erase_at == now + timedelta(days=7)
    assert (secret.ticket, secret.organization, secret.shown_to) == (ticket, ticket.organization, None)
    assert recorded() == [("secret_kept", "Alice")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" \r\n \n", ""),
        ("\r\nUser: a\r\nPass: ۱۲ \r\n\r\n", "User: a\nPass: ۱۲ "),
        ("  indented\x00", "  indented"),
    ],
)
def test_keeps_a_password_as_it_was_typed(typed, kept):
    assert clean_secret(typed) == kept


def test_refuses_a_text_that_is_too_long_with_both_numbers(db):
    assert clean_secret("x" * MAX_SECRET)
    with pytest.raises(SecretTooLong, match=r"۲٬۰۰۱.*۲٬۰۰۰"):
        clean_secret("x" * (MAX_SECRET + 1))


def test_the_database_itself_keeps_no_text_that_is_erased_and_no_reader_without_a_moment(secret, now):
    for wrong in ({"erased_at": now}, {"sealed": ""}, {"shown_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Secret.objects.filter(pk=secret.pk).update(**wrong)
