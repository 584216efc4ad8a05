"""The benchmarks still run; their figures need a large database and minutes, so here they are tiny."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.pages import PAGES, beginning_with

ROOT = Path(__file__).resolve().parents[1]


def run(module: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    answer = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=180
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_some_pages_alone_are_measured_beside_the_one_to_compare_with():
    assert [page.name for page in beginning_with(["open", "reply"])] == [PAGES[0].name, "open a ticket", "reply"]
    assert tuple(beginning_with([""])) == PAGES


@pytest.mark.postgres
def test_pages_are_measured_in_two_sizes():
    report = run("pages", "--tickets", "200", "400", "--rounds", "1", "--requests", "3")

    assert report.count("approve a quote, card comes back") == 3
    assert "memory of the web process" in report


@pytest.mark.postgres
def test_holds_are_measured_beside_pgbench():
    report = run("holds", "--engine", "postgresql", "--rounds", "1", "--seconds", "1")

    assert "a hold beside TPC-B" in report
    assert "0 lost updates" in report


@pytest.mark.sqlite
def test_holds_are_measured_on_sqlite():
    assert "0 lost updates" in run("holds", "--engine", "sqlite", "--seconds", "1", DATABASE_URL="")


@pytest.mark.sqlite
def test_the_first_load_of_every_public_page_is_small():
    report = run("first_load", DATABASE_URL="")

    pages = [line.split() for line in report.splitlines() if line.startswith("/")]
    assert {"/", "/services/", "/faq/", "/login/"} <= {address for address, *_ in pages}
    assert max(float(kilobytes) for _, kilobytes, *_ in pages) <= 200


@pytest.mark.sqlite
def test_r55_slow_lines_fill_no_memory_and_everything_arrives():
    report = run("slow_bodies", "--people", "10", "--megabytes", "4", "--kilobytes", "1000", DATABASE_URL="")

    seen = {line.split("goal")[0].strip(): float(line.split()[-1]) for line in report.splitlines() if "goal" in line}
    assert "sent 10 x 4 MB" in report
    assert report.count("answers ['302']") == report.count("answers ['200']") == 1
    assert seen["memory grew by, MB"] <= 30
