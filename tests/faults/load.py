"""Customers who write and approve as fast as they are answered, and remember what they were told was done."""

import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from itertools import count

import httpx2

from tests.faults.site import Site

DONE = {200, 204, 302}


@dataclass
class Tally:
    """What was sent, and what the server said of it."""

    sent: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    approved: list[int] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    bare: int = 0  # errors that do not say when to come back
    lost: int = 0  # requests that nobody answered
    slowest: float = 0.0


class Load:
    """Runs every customer in a thread, from `with` to its end; `tally` tells what they saw."""

    def __init__(self, site: Site, *, files_every: int = 4, pause: float = 0):
        self.site, self.files_every, self.pause, self.tally = site, files_every, pause, Tally()
        self._stopping, self._lock = threading.Event(), threading.Lock()
        self._threads = [
            threading.Thread(target=self._live, args=[number, customer], daemon=True)
            for number, customer in enumerate(site.people["customers"])
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        for thread in self._threads:
            thread.join(timeout=120)
            assert not thread.is_alive(), "a customer waits for ever"

    def _live(self, number: int, customer: dict) -> None:
        quotes, rounds = iter(customer["quotes"]), count(1)
        with self.site.browser(customer["session"]) as browser:
            while not self._stopping.is_set():
                turn = next(rounds)
                self.reply(browser, customer["ticket"], f"word-{number}-{turn}", turn % self.files_every == 0)
                self.ask(browser.get, f"/tickets/{customer['ticket']}/")
                if quote := next(quotes, None):
                    self.approve(browser, quote)
                self._stopping.wait(self.pause)

    def reply(self, browser: httpx2.Client, ticket: int, word: str, with_file: bool = False) -> None:
        """Write an answer, and send the same form again until somebody says what became of it."""
        form = {"body": word, "nonce": f"form-of-the-{word}"}
        files = {"files": (f"{word}.txt", word.encode(), "text/plain")} if with_file else None
        self.tally.sent.append(word)
        if self.insist(browser.post, f"/tickets/{ticket}/reply/", data=form, files=files):
            self.tally.written.append(word)

    def approve(self, browser: httpx2.Client, quote: int) -> None:
        """Approve an offer, and ask again until somebody says what became of it."""
        if self.insist(browser.post, f"/quotes/{quote}/approve/", data={"version": 1}):
            self.tally.approved.append(quote)

    def insist(self, send, path: str, **form) -> bool:
        """Send until it is done; give up only when the load ends."""
        while True:
            if self.ask(send, path, **form) in DONE:
                return True
            if self._stopping.wait(0.1):
                return False

    def ask(self, send, path: str, **form) -> int:
        """Send once and remember the answer; 0 when there was none."""
        try:
            response = send(path, **form)
        except httpx2.TransportError:
            with self._lock:
                self.tally.lost += 1
            self._stopping.wait(0.05)
            return 0
        with self._lock:
            self.tally.statuses[response.status_code] += 1
            self.tally.bare += response.status_code >= 500 and "Retry-After" not in response.headers
            self.tally.slowest = max(self.tally.slowest, response.elapsed.total_seconds())
        return response.status_code


def demand_nothing_lost_or_half_done(site: Site, tally: Tally) -> None:
    """Compare what people were told with what is kept: all of it, once, whole, and every coin in its place."""
    kept = Counter(site.column("SELECT body FROM tickets_message WHERE body LIKE 'word-%%'"))
    assert set(tally.written) <= set(kept) <= set(tally.sent)
    assert set(kept.values()) <= {1}

    held = site.column("SELECT id FROM quotes_quote WHERE state = 'approved'")
    assert set(tally.approved) <= set(held)
    assert sum(site.column("SELECT amount FROM wallet_hold")) == 5 * len(held)

    facts = Counter(site.column("SELECT kind FROM events_event"))
    assert facts["quotes.quote_approved"] == len(held)
    assert facts["tickets.ticket_replied"] == len(kept)
    told = set(site.column("SELECT id FROM events_event WHERE kind = 'quotes.quote_approved'"))
    jobs = site.column("SELECT payload FROM jobs_job WHERE task = 'events.deliver'")
    payloads = [json.loads(job) if isinstance(job, str) else job for job in jobs]
    assert told <= {payload["event_id"] for payload in payloads}
    site.check_ledger()
