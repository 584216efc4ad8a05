"""How often something may be tried: counters in the cache."""

import hashlib
import logging

from django.core.cache import cache
from django.utils.translation import ngettext

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.common.security import note

log = logging.getLogger(__name__)


class TooOften(DomainError):
    """Something was tried too often."""

    code = "too_often"


def spend(name: str, key: str, *, limit: int, seconds: int) -> None:
    """Count one try of `key`; with more than `limit` of them in `seconds`, raise TooOften.

    It fails closed: without its cache, nobody may try (`bar.md` R29).
    """
    counter = _counter(name, key)
    try:
        cache.add(counter, 0, timeout=seconds)
        tries = cache.incr(counter)
    except ValueError:
        # The period ended between the two calls: this is the first try of the next one.
        tries = 1
    except Exception:  # Each cache has errors of its own, and all of them mean that nothing was counted.
        log.exception("limits: the cache failed, so %s is refused", name)
        tries = limit + 1
    if tries > limit:
        note(TooOften.code, limit=name)
        minutes = max(1, seconds // 60)
        raise TooOften(
            ngettext(
                "That was too often. Try again in %(minutes)s minute.",
                "That was too often. Try again in %(minutes)s minutes.",
                minutes,
            )
            % {"minutes": format_number(minutes)}
        )


def give_back(name: str, key: str) -> None:
    """Forget one counted try, because it was no guess."""
    try:
        cache.decr(_counter(name, key))
    except ValueError:
        pass  # The period ended meanwhile.
    except Exception:  # As above; a try that stays counted harms nobody.
        log.exception("limits: the cache failed, so a try of %s stays counted", name)


def _counter(name: str, key: str) -> str:
    # The key may be long, and anybody may have typed it; the cache sees its hash.
    return f"limit:{name}:{hashlib.sha256(key.encode()).hexdigest()}"
