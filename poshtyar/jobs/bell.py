"""The bell that tells this process of a job whose transaction has committed."""

from collections.abc import Callable

Listener = Callable[[int], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call the listener with the id of every due job that this process commits from now on."""
    if listener not in _listeners:
        _listeners.append(listener)


def ignore(listener: Listener) -> None:
    """Call the listener no more."""
    if listener in _listeners:
        _listeners.remove(listener)


def ring(job_id: int) -> None:
    """Tell every listener; the job row is the truth, so a lost ring only means a later start."""
    for listener in list(_listeners):
        listener(job_id)
