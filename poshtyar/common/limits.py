"""How often something may be tried: counters in the cache."""

import hashlib
import logging

from django.core.cache import cache
from django.utils.translation import ngettext

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.common.security import note

log = logging.getLogger(__name__)

AN_HOUR, A_DAY = 3600, 86_400


class TooOften(DomainError):
    """Something was tried too often."""

    code = "too_often"
    status = 429


def spend(name: str, key: str, *, limit: int, seconds: int, amount: int = 1, fails_closed: bool = True) -> None:
    """Count one try of `key`, or as much as `amount`; with more than `limit` in `seconds`, raise TooOften.

    It fails closed: without its cache, nobody may try to get in (`bar.md` R29). What only bounds a volume need not.
    """
    counter = _counter(name, key)
    try:
        cache.add(counter, 0, timeout=seconds)
        spent = cache.incr(counter, amount)
    except ValueError:
        # The period ended between the two calls: this is the first try of the next one.
        spent = amount
    except Exception:  # Each cache has errors of its own, and all of them mean that nothing was counted.
        log.exception("limits: the cache failed, so %s is %s", name, "refused" if fails_closed else "not counted")
        spent = limit + 1 if fails_closed else 0
    if spent > limit:
        note(TooOften.code, limit=name)
        raise TooOften(_wait(seconds))


def _wait(seconds: int) -> str:
    """Say how long a period lasts at most, in minutes or in hours."""
    if seconds > AN_HOUR:
        hours = seconds // AN_HOUR
        words = ngettext(
            "That was too often. Try again in %(hours)s hour.",
            "That was too often. Try again in %(hours)s hours.",
            hours,
        )
        return words % {"hours": format_number(hours)}
    minutes = max(1, seconds // 60)
    words = ngettext(
        "That was too often. Try again in %(minutes)s minute.",
        "That was too often. Try again in %(minutes)s minutes.",
        minutes,
    )
    return words % {"minutes": format_number(minutes)}


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
