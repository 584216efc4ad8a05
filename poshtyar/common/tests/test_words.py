"""words …"""

import pytest
from django.utils.translation import override

from poshtyar.common.words import coins_in_words, freed_in_words, listed, numbers_in_words, working_hours_in_words


@pytest.mark.parametrize(
    ("count", "english", "persian"),
    [(0, "0 coins", "۰ سکه"), (1, "1 coin", "۱ سکه"), (2, "2 coins", "۲ سکه"), (1250, "1,250 coins", "۱٬۲۵۰ سکه")],
)
def test_coins_in_words_knows_one_from_many(count, english, persian):
    with override("en"):
        assert coins_in_words(count) == english
    with override("fa"):
        assert coins_in_words(count) == persian


def test_numbers_in_words_takes_whole_numbers_alone():
    with override("en"):
        assert numbers_in_words({"coins": 1, "title": "x", "is_new": True}) == {"coins_in_words": "1 coin"}


def test_freed_in_words_says_each_number_that_is_one_and_is_not_nothing():
    facts = {"released": 12, "expired": 3, "renewed": 0, "revoked": None, "used": 5}
    with override("en"):
        assert freed_in_words(facts) == "12 coins released, 3 coins expired"
    with override("fa"):
        assert freed_in_words({"renewed": 2, "revoked": 1}) == "۲ سکه با تاریخ دیرتر برگشت، ۱ سکه پس گرفته شد"
    assert freed_in_words({"released": 0}) == ""


@pytest.mark.parametrize(
    ("count", "english", "persian"),
    [(1, "1 working hour", "۱ ساعت کاری"), (1200, "1,200 working hours", "۱٬۲۰۰ ساعت کاری")],
)
def test_working_hours_in_words_is_what_the_card_and_the_message_say(count, english, persian):
    with override("en"):
        assert working_hours_in_words(count) == english
    with override("fa"):
        assert working_hours_in_words(count) == persian


def test_listed_puts_the_readers_comma_between_what_says_something():
    with override("en"):
        assert listed(["one", "", "two"]) == "one, two"
    with override("fa"):
        assert listed(name for name in ("یک", "دو")) == "یک، دو"
    assert listed([]) == ""
