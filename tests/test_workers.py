"""One worker runs …"""

import pytest

from tests.workers import group_of

PAGE = "tests/journeys/test_every_page.py::test_is_open[portal:home by anonymous-{}]"
GALLERY = "tests/journeys/test_every_page.py::test_has_what_its_address_names"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tests/faults/test_queue.py::test_a", "tests/faults/test_backup.py::test_b[x]"),
        (
            "tests/journeys/test_injection_in_browser.py::test_a[x]",
            "tests/journeys/test_injection_in_browser.py::test_b",
        ),
        (PAGE.format("en"), PAGE.format("en").replace("home", "faq")),
        (PAGE.format("fa"), GALLERY),
    ],
)
def test_what_starts_alike(one, other):
    assert group_of(one) == group_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PAGE.format("en"), PAGE.format("fa")),
        ("tests/test_wire.py::test_a", "tests/test_wire.py::test_b"),
        ("tests/faults/test_queue.py::test_a", "tests/test_race.py::test_a"),
    ],
)
def test_nothing_else(one, other):
    assert group_of(one) != group_of(other)
