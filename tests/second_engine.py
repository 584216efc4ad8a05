"""A plugin of pytest that leaves out what another engine cannot change: `pytest -p tests.second_engine`.

That is what uses no database, which pytest-django refuses to every test that does not ask for it; and what is marked
`once`, for the reasons of docs/decisions/0023.
"""

import pytest

# Fixtures that give a database; the last one serves a site of its own on the engine of the run.
GIVERS = {"db", "transactional_db", "django_db_setup", "filled"}
COUNT = "left out because their engine does not matter"


def depends_on_engine(item: pytest.Item) -> bool:
    """Return whether a test may end differently on another engine."""
    marks = {mark.name for mark in item.iter_markers()}
    if "once" in marks:
        return False
    return bool(marks & {"django_db", "postgres", "sqlite"} or GIVERS & set(getattr(item, "fixturenames", GIVERS)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave them out, of those that were chosen by their marks."""
    left_out = [item for item in items if not depends_on_engine(item)]
    items[:] = [item for item in items if depends_on_engine(item)]
    config.hook.pytest_deselected(items=left_out)
    if hasattr(config, "workeroutput"):
        config.workeroutput[COUNT] = len(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take from a worker how many there were; each collects them all."""
    node.config.stash[_left_out] = getattr(node, "workeroutput", {}).get(COUNT, 0)


def pytest_terminal_summary(terminalreporter, config):
    """Say how many there were; without workers pytest itself says it."""
    if count := config.stash.get(_left_out, 0):
        terminalreporter.write_line(f"{count} tests {COUNT}; the run on SQLite has them.")


_left_out = pytest.StashKey[int]()
