"""Who wishes to know of which fact."""

from collections import defaultdict
from collections.abc import Callable

Subscriber = Callable[..., None]
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def subscribe(*kinds: str) -> Callable[[Subscriber], Subscriber]:
    """Register a function for these kinds; a job calls it with `event` and `now`, perhaps twice.

    A subscriber is idempotent, and its docstring says how.
    """

    def register(function: Subscriber) -> Subscriber:
        for kind in kinds:
            _subscribers[kind][f"{function.__module__}.{function.__name__}"] = function
        return function

    return register


def subscribers_of(kind: str) -> dict[str, Subscriber]:
    """Return the subscribers of a kind by their dotted names."""
    return _subscribers[kind]
