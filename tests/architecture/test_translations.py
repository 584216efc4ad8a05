"""Every string has its Persian."""

import pytest

from poshtyar.ui.translations import all_apps


@pytest.mark.parametrize("translations", all_apps(), ids=lambda translations: translations.app.label)
def test_every_string_has_its_persian(translations):
    assert translations.missing() == []


def test_a_string_has_the_same_persian_in_every_application():
    """Django merges the applications' files, so of two different translations one would win everywhere."""
    persian = {}
    for translations in all_apps():
        for message in translations.kept():
            if message.id:
                persian.setdefault((str(message.id), message.context), {})[str(message.string)] = translations.app.label

    assert {said: words for said, words in persian.items() if len(words) > 1} == {}
