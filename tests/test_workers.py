"""One worker runs …"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workers import group_of

ROOT = Path(__file__).resolve().parents[1]
PAGE = "tests/journeys/test_every_page.py::test_is_open[portal:home by anonymous-{}]"
GALLERY = "tests/journeys/test_every_page.py::test_has_what_its_address_names"
CONFTEST = """
from tests.workers import SharedWorkers

def pytest_xdist_make_scheduler(config, log):
    return SharedWorkers(config, log)
"""
FALLING = """
import os, pytest

@pytest.mark.parametrize("n", range(8))
def test_number(n):
    if n in (2, 7):
        os._exit(1)
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tests/faults/test_clock.py::test_a", "tests/faults/test_backup.py::test_b[x]"),
        ("tests/faults/test_queue.py::test_a", "tests/faults/test_https.py::test_b"),
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
        ("tests/faults/test_queue.py::test_a", "tests/faults/test_backup.py::test_a"),
        ("tests/faults/test_queue.py::test_a", "tests/test_race.py::test_a"),
    ],
)
def test_nothing_else(one, other):
    assert group_of(one) != group_of(other)


def test_what_a_fallen_one_left_and_nothing_makes_two_fall(tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_falling.py").write_text(FALLING)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}

    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "-p", "no:django", "-p", "no:cacheprovider", "-rN", str(tmp_path)],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
    )

    assert "2 failed, 6 passed" in run.stdout, run.stdout + run.stderr
    assert run.stdout.count("crashed while running 'test_falling.py::test_number[2]'") == 1
    assert run.stdout.count("crashed while running 'test_falling.py::test_number[7]'") == 1
