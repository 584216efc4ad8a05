"""What some coins can buy: a few services whose usual price they cover. Pure; the services come from outside."""

from collections.abc import Iterable
from typing import NamedTuple

MOST = 3


class Priced(NamedTuple):
    """A service as the choice sees it: its names, what it mostly costs, and where it belongs."""

    name_fa: str
    name_en: str
    coins: int
    group: int
    is_example: bool


def services_within(coins: int, priced: Iterable[Priced], most: int = MOST) -> list[Priced]:
    """Return a few services that these coins cover, each by itself: the dearest first, of different groups first.

    Those on the home page are known best, so of two at one price they come first.
    """
    fitting = sorted(
        (service for service in priced if 0 < service.coins <= coins),
        key=lambda service: (-service.coins, not service.is_example, service.name_en),
    )
    chosen: list[Priced] = []
    for service in fitting:
        if service.group not in {one.group for one in chosen}:
            chosen.append(service)
    chosen += [service for service in fitting if service not in chosen]
    return sorted(chosen[:most], key=fitting.index)
