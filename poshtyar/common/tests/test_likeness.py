"""likest …"""

import pytest

from poshtyar.common.likeness import likest

QUESTIONS = [
    ("آیا بسته‌ها ماهانه هستند؟ Are packages monthly?", "سکه‌ها یک سال اعتبار دارند."),
    ("اگر سکه‌ها تمام شود چه؟ What when coins run out?", "بستهٔ تازه می‌خرید."),
    ("پنجشنبه و جمعه هم پاسخ می‌دهید؟ Thursday and Friday?", "بسته‌های هفت‌روزه بله."),
    ("اگر کار نشد چه؟ What if it cannot be done?", "فقط پانزده سکه."),
    ("پاسخ دادن سکه می‌خواهد؟ Does an answer cost coins?", "نه."),
    ("فقط کارهای فهرست؟ Only the listed services?", "نه، هر چه بخواهید."),
]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("بسته ماهانه است؟", 0),
        ("ماهانه", 0),
        ("جمعه‌ها هستید", 2),
        ("Is it monthly", 0),
        ("FRIDAY", 2),
        ("سكه تمام شد", 1),
    ],
)
def test_finds_what_shares_words_however_they_are_typed(text, first):
    assert likest(text, QUESTIONS, most=3)[0] == first


@pytest.mark.parametrize("text", ["", "؟", "سبد خرید خالیه", "a b c", "سال"])
def test_finds_nothing_where_little_is_shared(text):
    assert likest(text, QUESTIONS, most=3) == []


def test_leaves_out_what_all_of_them_say():
    said = [(f"پاسخ {name}", "") for name in ("یکم", "دوم", "سوم", "چهارم")]

    assert likest("پاسخ", said, most=3) == []
    assert likest("پاسخ سوم", said, most=3) == [2]


def test_puts_the_likest_first_and_no_more_than_were_asked_for():
    said = [("نصب ماژول", ""), ("نصب قالب", ""), ("نصب ماژول پرداخت", ""), *[("کار دیگر", "")] * 6]

    assert likest("نصب ماژول پرداخت", said, most=2) == [2, 0]


def test_of_a_long_text_looks_at_twelve_words():
    said = [(f"{number:03}word", "") for number in range(40)]

    assert len(likest(" ".join(heading for heading, _ in said), said, most=40)) == 12
