"""The security log: who tried what from where, each fact a line of JSON (ASVS 16.3.1–16.3.3), and never a secret.

Facts that grant or change something are events, in the database; these are what came before them, and what was refused.
"""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

log = logging.getLogger("poshtyar.security")


@dataclass
class Asking:
    """A request: where it came from, which nobody looks for until something is noted, and whose it is once known."""

    address: Callable[[], str | None]
    method: str
    path: str
    person: str = ""


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)


@contextmanager
def asked(asking: Asking) -> Iterator[None]:
    """Let what is noted meanwhile say who asked for what."""
    token = _asking.set(asking)
    try:
        yield
    finally:
        _asking.reset(token)


def asked_by(person: str) -> None:
    """Let what is noted from now on say who it is, by their public id."""
    if asking := _asking.get():
        asking.person = person


def note(fact: str, *, level: int = logging.WARNING, **more: str) -> None:
    """Write a fact with who asked for which page from where; a job has none of the three.

    JSON escapes line ends and all that is not ASCII, so nobody's words become a line or change its direction.
    """
    said: dict[str, str | None] = {"fact": fact}
    if asking := _asking.get():
        said |= {"person": asking.person, "from": asking.address(), "method": asking.method, "path": asking.path}
    log.log(level, "security %s", json.dumps(said | more))


def note_missing(*, is_a_page: bool) -> None:
    """Note that somebody who is logged in asked for a page that is not for them, or for a thing that is not there.

    Which of the two is told to nobody, so it is not known here either; addresses of no page are no doors.
    """
    asking = _asking.get()
    if is_a_page and asking and asking.person:
        note("not_for_this_person")
