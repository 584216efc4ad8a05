"""An icon …"""

import zipfile

import pytest
from lucide.templatetags.lucide import lucide

from poshtyar.ui.templatetags.ui import _icon, icon


@pytest.mark.parametrize("name", ["clock", "circle-check", "ambulance"])
def test_is_drawn_as_the_library_draws_it(name):
    asked = {"stroke_width": 1.75, "aria_hidden": "true", "focusable": "false", "class": f"icon icon-{name}"}

    assert icon(name, 16).replace("\n    d=", " d=") == lucide(name, size=16, **asked)


def test_reads_the_list_of_all_once(monkeypatch):
    icon("clock")
    _icon.cache_clear()
    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", None)

    assert "icon-clock" in icon("clock")


def test_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match=r"no-such-thing\.svg"):
        icon("no-such-thing")
