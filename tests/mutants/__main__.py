"""Seed one bug after the other into a copy of the tree, and see that its named test finds it.

python -m tests.mutants                    all of them (a quarter of an hour on one core)
python -m tests.mutants NAME …             these
python -m tests.mutants --table            print the rows of docs/mutants.md

Ends with 1 when a bug survives, when its text does not stand in the code exactly once, or when its test does not pass
without it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.mutants import MUTANTS
from tests.mutants.mutant import Mutant

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".ci", "__pycache__", "*_cache", ".hypothesis", "data")
SECONDS = 300
# Any test that asks for the database and commits nothing: it leaves an empty one that all runs on SQLite begin with.
MAKES_DATABASE = "tests/test_race.py::test_returns_the_answers_in_their_order"
# What pytest ends with; whatever else it ends with, such as a module that cannot be imported, kills nobody. Neither
# does time: a slow machine would kill them all.
PASSED, FAILED, TIMED_OUT = 0, 1, -1


def main(names: list[str]) -> int:
    """Run the mutants with these names, or all; return 1 unless every one is killed."""
    if names == ["--table"]:
        print("\n".join(mutant.row for mutant in MUTANTS))
        return 0
    if unknown := set(names) - {mutant.name for mutant in MUTANTS}:
        print("No such mutant:", *sorted(unknown))
        return 1
    chosen = [mutant for mutant in MUTANTS if mutant.name in names or not names]
    with tempfile.TemporaryDirectory(prefix="poshtyar-mutants-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=NOT_COPIED)
        subprocess.run([sys.executable, "manage.py", "compile_translations"], cwd=tree, env=_environment(tree))
        _make_database(tree)
        faults = [fault for mutants in _by_database(chosen) for fault in _check_unchanged(tree, mutants)]
        faults += [fault for mutant in chosen if (fault := _kill(tree, mutant))]
    print(f"{len(chosen)} mutants, {len(faults)} faults", *faults, sep="\n")
    return 1 if faults else 0


def _make_database(tree: Path) -> None:
    """Keep an empty, migrated database beside the tree: making one takes longer than most tests."""
    code, output = _run(tree, ["--create-db", MAKES_DATABASE], "SQLite", SECONDS)
    if code != PASSED:
        raise SystemExit(output)
    shutil.copy(_test_database(tree), tree.parent / "empty.sqlite3")


def _check_unchanged(tree: Path, mutants: list[Mutant]) -> list[str]:
    """Run the tests of these mutants without any bug; return what is wrong."""
    code, output = _run(tree, sorted({mutant.test for mutant in mutants}), mutants[0].database, SECONDS * 3)
    if code == PASSED and " skipped" not in output:
        return []
    print(output)
    return [f"The tests do not all pass without a bug, on {mutants[0].database}"]


def _kill(tree: Path, mutant: Mutant) -> str:
    """Run one mutant; return what is wrong, or nothing when its test finds the bug."""
    path = tree / mutant.file
    text = path.read_text(encoding="utf-8")
    if text.count(mutant.old) != 1:
        return f"{mutant.name}: its text stands {text.count(mutant.old)} times in {mutant.file}"
    begun = time.monotonic()
    try:
        _write(path, text.replace(mutant.old, mutant.new))
        code, output = _run(tree, [mutant.test], mutant.database, SECONDS)
    finally:
        _write(path, text)
    fate = {PASSED: "SURVIVED", FAILED: "killed"}.get(code, f"BROKEN ({code})")
    print(f"{fate:9} {time.monotonic() - begun:5.1f} s  {mutant.name}", flush=True)
    if fate == "killed":
        return ""
    if code != PASSED:
        print(output)
    return f"{mutant.name}: {fate}, {mutant.test}"


def _run(tree: Path, tests: list[str], database: str, seconds: int) -> tuple[int, str]:
    """Run these tests in the copy; return pytest's code and what it said. The time is ours to watch."""
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-o", "faulthandler_timeout=0", "--tb=line", "--reuse-db"]
    command = [sys.executable, "-m", "pytest", *options, *tests]
    if database == "PostgreSQL":
        command = [sys.executable, "-m", "tests.postgres", *command]
    elif (empty := tree.parent / "empty.sqlite3").exists():
        for leftover in _test_database(tree).parent.glob(f"{_test_database(tree).name}*"):
            leftover.unlink()
        shutil.copy(empty, _test_database(tree))
    process = subprocess.Popen(
        command, cwd=tree, env=_environment(tree), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        output, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.communicate()
        return TIMED_OUT, f"ended after {seconds} seconds"
    return process.returncode, output


def _environment(tree: Path) -> dict[str, str]:
    """Give the copy a data folder and a test database of its own."""
    data = tree / "data"
    (data / "static").mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTEST_ADDOPTS")}
    return {**kept, "POSHTYAR_DATA": str(data), "TEST_SQLITE_PATH": str(_test_database(tree))}


def _test_database(tree: Path) -> Path:
    return tree / "data" / "test.sqlite3"


def _write(path: Path, text: str) -> None:
    """Write a module, and forget its compiled form, which is told apart by the second and the size alone."""
    path.write_text(text, encoding="utf-8")
    for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        compiled.unlink()


def _by_database(mutants: list[Mutant]) -> list[list[Mutant]]:
    databases = dict.fromkeys(mutant.database for mutant in mutants)
    return [[mutant for mutant in mutants if mutant.database == database] for database in databases]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
