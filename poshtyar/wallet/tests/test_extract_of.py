"""extract_of …"""

import pytest

from poshtyar.wallet import queries
from poshtyar.wallet.queries import Span, statement
from poshtyar.wallet.tests.coins import buy, gift
from tests.race import race


def test_has_every_line_and_the_free_coins_around_them(organization, mina, now, monkeypatch):
    monkeypatch.setattr(statement, "CHUNK", 2)
    buy(organization, 300)
    for n in range(4):
        gift(organization, 10, actor=mina, key=f"gift-{n}")

    extract = queries.extract_of(organization, now=now)

    assert [line.free_after for line in extract.lines] == [340, 330, 320, 310, 300]
    assert extract.span == Span(opening=0, closing=340)


def test_ends_where_its_reader_has_enough(organization, mina, now):
    buy(organization, 300)
    gift(organization, 10, actor=mina)

    assert [line.kind for line in queries.extract_of(organization, now=now, most=1).lines] == ["gift"]


@pytest.mark.django_db(transaction=True)
def test_r24_says_one_moment_though_somebody_writes_meanwhile(organization, mina, now, monkeypatch):
    """Somebody gives coins after each chunk of lines, and before the free coins are read."""
    monkeypatch.setattr(statement, "CHUNK", 2)
    read, given = statement._booked_lines, []
    buy(organization, 300)
    gift(organization, 10, actor=mina, key="before")
    gift(organization, 10, actor=mina, key="before too")

    def read_and_let_another_write(*asked):
        lines = read(*asked)
        given.extend(race(1, lambda _: gift(organization, 5, actor=mina, key=f"meanwhile-{len(given)}").amount))
        return lines

    monkeypatch.setattr(statement, "_booked_lines", read_and_let_another_write)

    extract = queries.extract_of(organization, now=now)

    assert given == [5, 5]
    assert [line.free_after for line in extract.lines] == [320, 310, 300]
    assert extract.span == Span(opening=0, closing=320)
    assert queries.balance_of(organization, now).available == 330
