"""A number is not torn from its unit, in either language."""

import pytest
from django.utils.translation import gettext, override

from poshtyar.common.jalali import format_ago
from poshtyar.common.numbers import format_bytes, format_toman
from poshtyar.common.spreadsheet import to_csv
from poshtyar.common.words import coins_in_words, working_hours_in_words
from poshtyar.outbox.operations import send_sms
from poshtyar.sla.calendars import duration_in_words
from poshtyar.ui.translations import all_apps
from poshtyar.ui.units import join_units
from tests.factories import NOW
from tests.plain_spaces import joined_units

DAYS_LATER = NOW.replace(day=NOW.day + 1)


@pytest.mark.parametrize(
    ("language", "text", "joined"),
    [
        ("fa", "%(percent)s درصد از %(days)s روز", "%(percent)s~درصد از %(days)s~روز"),
        ("fa", "%(free)s سکهٔ آزاد و بستهٔ ۷ روزه", "%(free)s~سکهٔ آزاد و بستهٔ ۷~روزه"),
        ("fa", "حدش %(limit)s نویسه‌ست و %(coins)s سکه‌ای", "حدش %(limit)s~نویسه‌ست و %(coins)s~سکه‌ای"),
        ("fa", "%(coins)s کم شد", "%(coins)s کم شد"),
        ("fa", "%(actor)s سطح رو عوض کرد", "%(actor)s سطح رو عوض کرد"),
        ("fa", "%(number)s سکه‌ها", "%(number)s سکه‌ها"),
        ("en", "%(n)s days, 72 hours.", "%(n)s~days, 72~hours."),
        ("en", "%(count)s working hours", "%(count)s~working~hours"),
        ("en", "within working hours", "within working hours"),
        ("en", "%(coins)s used", "%(coins)s used"),
        ("en", "%(actor)s messages you", "%(actor)s messages you"),
        ("en", "%(n)s dayslong", "%(n)s dayslong"),
    ],
)
def test_joins_a_number_to_the_unit_behind_it(language, text, joined):
    assert join_units(text, language).replace("\u00a0", "~") == joined


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fa", ["۱۲~سکه", "۱~سکه", "۶~ساعت کاری", "۱۲۰~تومان", "۲~کیلوبایت", "۱~روز دیگه", "۲۴~ساعت"]),
        ("en", ["12~coins", "1~coin", "6~working~hours", "120~toman", "2~KB", "in 1~day", "24~hours"]),
    ],
)
def test_numbers_are_read_with_their_units(language, said):
    with joined_units(), override(language):
        numbers = [coins_in_words(12), coins_in_words(1), working_hours_in_words(6), format_toman(1200)]
        numbers += [format_bytes(2048), format_ago(DAYS_LATER, NOW), duration_in_words(1440)]

        assert [number.replace("\u00a0", "~") for number in numbers] == said


def test_what_has_no_number_is_said_as_the_code_has_it():
    with joined_units(), override("en"):
        assert gettext("Wallet") == "Wallet"


def test_a_table_and_an_sms_have_plain_spaces(db):
    """People search in the table with the space of the keyboard; the cheap alphabet of an SMS has no other."""
    with joined_units(), override("en"):
        assert "12 coins" in to_csv(["What"], [[f"{coins_in_words(12)}, used"]])
        assert send_sms(to="+989121234567", body=coins_in_words(12), now=NOW, language="en").body == "12 coins"


def test_both_languages_are_compiled_when_one_is_missing(tmp_path, monkeypatch):
    translations = next(each for each in all_apps() if each.app.label == "common")
    kept = tmp_path / "locale" / "fa" / "LC_MESSAGES" / "django.po"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(translations.path.read_bytes())
    monkeypatch.setattr(translations.app, "path", str(tmp_path))

    translations.compile_if_older()
    first = translations.binary("en").stat().st_mtime_ns
    translations.compile_if_older()
    assert translations.binary("en").stat().st_mtime_ns == first

    translations.binary("en").unlink()
    translations.compile_if_older()
    assert translations.binary("en").exists()
    assert translations.binary("fa").exists()
