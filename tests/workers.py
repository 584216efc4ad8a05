"""Which tests share a worker of pytest-xdist: those whose start is dear and made once by each worker.

The marks of `--dist loadgroup` do nothing under pytest 9.2 (pytest-xdist#1386), so we ask the name of a test instead.
"""

from xdist.scheduler import LoadScopeScheduling

FAULTS = "tests/faults/"
# Faults wait for most of their time. In one chain they would take longer than all others beside them.
SECOND_FAULTS = f"{FAULTS}test_e"
PAGES = "tests/journeys/test_every_page.py"
PLANTED = "tests/journeys/test_injection_in_browser.py"


def group_of(name: str) -> str:
    """Return what a test shares its worker with; alone, it goes wherever somebody is free."""
    if name.startswith(PAGES):
        return f"{PAGES} in {'en' if name.endswith('-en]') else 'fa'}"
    if name.startswith(FAULTS):
        return SECOND_FAULTS if name > SECOND_FAULTS else FAULTS
    return PLANTED if name.startswith(PLANTED) else name


class SharedWorkers(LoadScopeScheduling):
    """Hands out groups, the largest first. A test in which a worker falls is not given to the next one to fall in."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)

    def remove_node(self, node) -> str | None:
        """Put back what a fallen worker had before it, but for the test in which it fell, which is returned."""
        groups = self.assigned_work.pop(node)
        open_ones = [(group, test) for group in groups.values() for test, is_done in group.items() if not is_done]
        if not open_ones:
            return None
        group, fallen = open_ones[0]
        group[fallen] = True
        self.workqueue.update({name: group for name, group in groups.items() if not all(group.values())})
        for other in self.assigned_work:
            self._reschedule(other)
        return fallen

    def _reschedule(self, node) -> None:
        # The one that takes its place has collected nothing yet; it is asked again when it has.
        if node in self.registered_collections:
            super()._reschedule(node)
