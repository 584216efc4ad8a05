"""Public identifiers, and keys of rows as people type them."""

import pytest

from poshtyar.common.ids import public_id, row_key


def test_public_id_is_16_characters_and_never_the_same():
    made = {public_id() for _ in range(1000)}

    assert {len(one) for one in made} == {16}
    assert len(made) == 1000


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("12", 12),
        ("۱۲", 12),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        ("9" * 19, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("1e3", None),
        (" 1", None),
        ("12\n", None),
        ("²", None),
        ("quote:12", None),
    ],
)
def test_row_key_reads_what_a_column_can_hold(text, key):
    assert row_key(text) == key
