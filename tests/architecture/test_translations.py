"""Every string has its Persian, and says its numbers as its reader does."""

import pytest

from poshtyar.ui.translations import all_apps


@pytest.mark.parametrize("translations", all_apps(), ids=lambda translations: translations.app.label)
def test_every_string_has_its_persian(translations):
    assert translations.missing() == []


@pytest.mark.parametrize("translations", all_apps(), ids=lambda translations: translations.app.label)
def test_no_persian_is_kept_of_a_string_that_is_gone(translations):
    found, kept = translations.found(), translations.kept()

    assert [message.id for message in kept if message.id and not found.get(message.id, message.context)] == []


@pytest.mark.parametrize("translations", all_apps(), ids=lambda translations: translations.app.label)
def test_numbers_come_in_the_readers_digits(translations):
    """A number is written by `format_number`; what Python writes itself has Latin digits in a Persian sentence."""
    assert [message.id for message in translations.found() if "%d" in str(message.id)] == []


def test_a_string_has_the_same_persian_in_every_application():
    """Django merges the applications' files, so of two different translations one would win everywhere."""
    persian = {}
    for translations in all_apps():
        for message in translations.kept():
            if message.id:
                persian.setdefault((str(message.id), message.context), {})[str(message.string)] = translations.app.label

    assert {said: words for said, words in persian.items() if len(words) > 1} == {}
