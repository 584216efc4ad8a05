"""Processor time of the pages that people use most, of server and database together, and their statements.

python -m benchmarks.pages                          with 10,000 tickets, then with 100,000
python -m benchmarks.pages --tickets 2000           one size only
python -m benchmarks.pages --only open reply        only the pages whose names begin so
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import count, islice

from benchmarks import meters, stage
from benchmarks.browser import Browser, LocalBrowser
from benchmarks.meters import Cost, Meter

WEB_THREADS = 2
TICKETS_OF_ONE = 100
MOST_MEGABYTES, MOST_GROWTH = 160, 1.3
REPLY = "سلام، انجام شد. حالا سرعت صفحه خوبه ولی روی گوشی هنوز کند باز می‌شه."
_numbers = count(1)

Ask = Callable[[], object]


class Visitors:
    """The customers who use the site; each offer is approved once."""

    def __init__(self, customers: list, open_browser: Callable[[str], Browser]) -> None:
        self.customers, self.open_browser, self.dice = customers, open_browser, random.Random(7)

    def pick(self):
        """Return somebody."""
        return self.dice.choice(self.customers)

    def pick_with_offer(self):
        """Return somebody for whom an offer waits."""
        waiting = [customer for customer in self.customers if customer.offers]
        if not waiting:
            raise SystemExit("Every offer is approved: measure more tickets, or ask less often.")
        return self.dice.choice(waiting)

    def reader(self, customer) -> Browser:
        """Return the customer's browser."""
        return self.open_browser(customer.session_key)

    def writer(self, customer) -> Browser:
        """Return the customer's browser with a form before it."""
        browser = self.reader(customer)
        browser.read_token(self.plain_ticket(customer))
        return browser

    def plain_ticket(self, customer) -> str:
        """Return the address of a ticket without an offer."""
        offered = {ticket for ticket, _ in customer.offers}
        return f"/tickets/{self.dice.choice([n for n in customer.tickets if n not in offered])}/"

    def offered_ticket(self, customer) -> str:
        """Return the address of a ticket with an open offer."""
        return f"/tickets/{self.dice.choice(customer.offers)[0]}/"


def reads(address: Callable[[Visitors, object], str], pick=Visitors.pick) -> Callable[[Visitors], Iterator[Ask]]:
    """Make endless visits of a page."""

    def asks(visitors: Visitors) -> Iterator[Ask]:
        while True:
            customer = pick(visitors)
            yield partial(visitors.reader(customer).get, address(visitors, customer))

    return asks


def opens(visitors: Visitors) -> Iterator[Ask]:
    """Open new tickets."""
    while True:
        form = {"subject": "اتصال درگاه", "body": REPLY, "effect": "work", "store": "", "nonce": _nonce()}
        yield partial(visitors.writer(visitors.pick()).send, "/tickets/new/", form, multipart=True, status=302)


def replies(visitors: Visitors) -> Iterator[Ask]:
    """Write into open tickets."""
    while True:
        customer = visitors.pick()
        address = f"/tickets/{visitors.dice.choice(customer.discussed)}/reply/"
        form = {"body": REPLY, "nonce": _nonce()}
        yield partial(visitors.writer(customer).send, address, form, multipart=True, status=302)


def approvals(*, htmx: bool) -> Callable[[Visitors], Iterator[Ask]]:
    """Approve offers, each once; with htmx the card comes back, without it the address of its ticket."""
    answer = {"headers": {"HX-Request": "true"}, "status": 200} if htmx else {"status": 302}

    def asks(visitors: Visitors) -> Iterator[Ask]:
        while True:
            customer = visitors.pick_with_offer()
            browser = visitors.writer(customer)
            _ticket, quote = customer.offers.pop()
            form = {"version": "1", "consent": "on"}
            yield partial(browser.send, f"/quotes/{quote}/approve/", form, **answer)

    return asks


def _nonce() -> str:
    return f"form-of-a-benchmark-{next(_numbers)}"


@dataclass(frozen=True)
class Page:
    """A page to measure; the goal is in milliseconds."""

    name: str
    goal: float | None
    asks: Callable[[Visitors], Iterator[Ask]]


PAGES = (
    Page("/healthz, to compare with", None, reads(lambda visitors, customer: "/healthz")),
    Page("customer's ticket list", 9, reads(lambda visitors, customer: "/tickets/")),
    Page("ticket page", 10, reads(Visitors.plain_ticket)),
    Page("ticket page with an offer", None, reads(Visitors.offered_ticket, Visitors.pick_with_offer)),
    Page("dashboard", None, reads(lambda visitors, customer: "/dashboard/")),
    Page("open a ticket", 6, opens),
    Page("reply", 7, replies),
    Page("approve a quote", 12, approvals(htmx=False)),
    Page("approve a quote, card comes back", None, approvals(htmx=True)),
)


def beginning_with(words: Sequence[str]) -> list[Page]:
    """Return the pages whose names begin with one of these, behind the one that all are compared with."""
    first, *others = PAGES
    return [first, *(page for page in others if page.name.startswith(tuple(words)))]


@dataclass(frozen=True)
class Result:
    """What one page cost: the median of the rounds, the cheapest round, and the statements of one request."""

    page: Page
    cost: Cost
    least: float
    statements: int


def measure(page: Page, customers: list, port: int, meter: Meter, *, rounds: int, requests: int) -> Result:
    """Ask for a page many times, two people at once, one for each thread of the server."""
    asks = page.asks(Visitors(customers, lambda key: Browser(port, key)))
    _ask_all(islice(asks, min(20, requests)))
    costs = []
    for _ in range(rounds):
        ready = list(islice(asks, requests))
        before = meter.read()
        _ask_all(ready)
        costs.append((meter.read() - before) / requests)
    return Result(page, meters.middle(costs), min(cost.total for cost in costs), _statements(page, customers, port))


def _ask_all(asks: Iterator[Ask] | list[Ask]) -> None:
    with ThreadPoolExecutor(WEB_THREADS) as people:
        list(people.map(lambda ask: ask(), asks))


def _statements(page: Page, customers: list, port: int) -> int:
    """Return how many statements one request makes, savepoints counted, BEGIN and COMMIT not."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask = next(page.asks(Visitors(customers, lambda key: LocalBrowser(port, key))))
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(query["sql"] not in {"BEGIN", "COMMIT"} for query in captured.captured_queries)


def run(
    sizes: list[int], pages: list[Page], *, rounds: int, requests: int
) -> Iterator[tuple[int, list[Result], float]]:
    """Let the database grow to each size, and measure the pages there; yield the web process's megabytes too."""
    from django.db import connection

    from benchmarks import world

    customers: list = []
    for size in sizes:
        print(f"Writing {size:,} tickets of three messages …", flush=True)
        organizations = max(2, size // TICKETS_OF_ONE)
        customers += world.populate(range(len(customers), organizations), tickets_of_one=size // organizations)
        with stage.site(threads=WEB_THREADS) as site:
            meter = Meter(site.pid, connection)
            results = [measure(page, customers, site.port, meter, rounds=rounds, requests=requests) for page in pages]
            yield size, results, meters.resident_megabytes(site.pid)


def times(cost: float, base: float) -> float:
    """Return how many times as dear one is; a short run may have seen nothing of the other: the clock has ticks."""
    return cost / base if base else float("nan")


def report(size: int, results: list[Result], megabytes: float) -> None:
    """Print what each page cost in milliseconds of processor time beside its goal."""
    base = results[0].cost.total
    columns = f"{'seen':>7}{'least':>7}{'python':>8}{'database':>10}{'ratio':>8}{'statements':>12}"
    print(f"\n{f'{size:,} tickets':<34}{'goal':>6}{columns}")
    for one in results:
        goal = f"≤ {one.page.goal}" if one.page.goal else "–"
        parts = f"{one.cost.total:>7.1f}{one.least:>7.1f}{one.cost.python:>8.1f}{one.cost.database:>10.1f}"
        print(f"{one.page.name:<34}{goal:>6}{parts}{times(one.cost.total, base):>7.1f}x{one.statements:>12}")
    print(f"{'memory of the web process, MB':<34}{f'≤ {MOST_MEGABYTES}':>6}{megabytes:>7.0f}", flush=True)


def report_growth(small: list[Result], large: list[Result]) -> None:
    """Print how much dearer each page is in the larger database."""
    print(f"\nlarge : small (goal ≤ {MOST_GROWTH})")
    for one, other in zip(small, large, strict=True):
        print(f"{one.page.name:<40}{times(other.cost.total, one.cost.total):>7.2f}")


def main() -> None:
    """Measure at each size and compare the last with the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tickets", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=80, help="in each round")
    parser.add_argument("--only", nargs="+", default=[""], metavar="BEGINNING", help="of the names of pages")
    asked = parser.parse_args()
    pages = beginning_with(asked.only)
    print(stage.machine())
    with stage.database() as url, stage.installation(url):
        measured = []
        for size, results, megabytes in run(asked.tickets, pages, rounds=asked.rounds, requests=asked.requests):
            report(size, results, megabytes)
            measured.append(results)
    if len(measured) > 1:
        report_growth(measured[0], measured[-1])


if __name__ == "__main__":
    main()
