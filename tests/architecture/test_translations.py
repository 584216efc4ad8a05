"""Every string has its Persian."""

import pytest

from poshtyar.ui.translations import all_apps


@pytest.mark.parametrize("translations", all_apps(), ids=lambda translations: translations.app.label)
def test_every_string_has_its_persian(translations):
    assert translations.missing() == []
