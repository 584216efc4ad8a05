"""Which tests share a worker of pytest-xdist: those whose start is dear and made once by each worker.

The marks of `--dist loadgroup` do nothing under pytest 9.2 (pytest-xdist#1386), so we ask the name of a test instead.
"""

from xdist.scheduler import LoadScopeScheduling

FAULTS = "tests/faults/"
PAGES = "tests/journeys/test_every_page.py"
PLANTED = "tests/journeys/test_injection_in_browser.py"


def group_of(name: str) -> str:
    """Return what a test shares its worker with; alone, it goes wherever somebody is free."""
    if name.startswith(PAGES):
        return f"{PAGES} in {'en' if name.endswith('-en]') else 'fa'}"
    return next((start for start in (FAULTS, PLANTED) if name.startswith(start)), name)


class SharedWorkers(LoadScopeScheduling):
    """Hands out groups, the largest first."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
