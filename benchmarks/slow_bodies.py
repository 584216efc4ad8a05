"""Twenty people on slow lines send files of 50 MB, and twenty fetch one, while others read pages (`bar.md` R55).

python -m benchmarks.slow_bodies
"""

import argparse
import asyncio
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks import stage
from benchmarks.browser import Browser
from benchmarks.meters import resident_megabytes

MOST_MEGABYTES, MOST_SLOWER = 150, 1.5
PAGES_BEFORE, PAUSE = 60, 0.1
SLICES_A_SECOND = 20
BOUNDARY = "a-boundary-of-a-slow-line"


@dataclass
class Line:
    """A slow line: what goes over it, at what speed, with whose cookie."""

    port: int
    cookie: str
    bytes_a_second: int
    answers: list[str] = field(default_factory=list)

    async def send(self, path: str, fields: dict[str, str], megabytes: int) -> None:
        """Send a form with one file, slice by slice, and keep the answer's status."""
        parts = "".join(
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        part = 'Content-Disposition: form-data; name="files"; filename="video.mp4"\r\nContent-Type: video/mp4\r\n\r\n'
        before, after = f"{parts}--{BOUNDARY}\r\n{part}".encode(), f"\r\n--{BOUNDARY}--\r\n".encode()
        size = megabytes * 1024 * 1024
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"
        writer.write(self._head("POST", path, kind, f"Content-Length: {len(before) + size + len(after)}") + before)
        piece = b"\0" * (self.bytes_a_second // SLICES_A_SECOND)
        while size > 0:
            writer.write(piece[:size])
            await writer.drain()
            size -= len(piece)
            await asyncio.sleep(1 / SLICES_A_SECOND)
        writer.write(after)
        await self._keep_answer(reader, writer)

    async def fetch(self, path: str, megabytes: int) -> None:
        """Fetch a file, slice by slice, and keep the answer's status if all of it came."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=64 * 1024)
        writer.write(self._head("GET", path))
        status = (await reader.readline()).split()[1].decode()
        await reader.readuntil(b"\r\n\r\n")
        left = megabytes * 1024 * 1024
        while left > 0 and (piece := await reader.read(self.bytes_a_second // SLICES_A_SECOND)):
            left -= len(piece)
            await asyncio.sleep(1 / SLICES_A_SECOND)
        self.answers.append(status if left == 0 else f"{left} bytes missing")
        writer.close()

    def _head(self, method: str, path: str, *headers: str) -> bytes:
        first = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Origin: http://127.0.0.1:{self.port}"]
        return "\r\n".join([*first, f"Cookie: {self.cookie}", "Connection: close", *headers, "", ""]).encode()

    async def _keep_answer(self, reader, writer) -> None:
        self.answers.append((await reader.readline()).split()[1].decode())
        with suppress(ConnectionError):
            await reader.read()
        writer.close()


@dataclass
class Watch:
    """Reads the process's memory and a page's time until it is told to stop."""

    pid: int
    browser: Browser
    page: str
    megabytes: float = 0
    seconds: list[float] = field(default_factory=list)

    def look(self) -> None:
        """Read both once."""
        begun = time.perf_counter()
        self.browser.get(self.page)
        self.seconds.append(time.perf_counter() - begun)
        self.megabytes = max(self.megabytes, resident_megabytes(self.pid))

    @property
    def p95(self) -> float:
        """Return how long the page took at most, but for the slowest twentieth."""
        return quantiles(self.seconds, n=20)[-1]


def a_customer() -> tuple[str, int]:
    """Return the session of a person of the demonstration, and the number of one of their tickets."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from poshtyar.accounts.models import User
    from poshtyar.accounts.sessions import SessionStore
    from poshtyar.demo import seed
    from poshtyar.tickets.models import Ticket

    seed.seed_demo()
    person = User.objects.get(mobile=seed.NEGAR)
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "poshtyar.accounts.backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key, Ticket.objects.filter(opened_by=person).latest("pk").pk


def form_of(browser: Browser, page: str) -> dict[str, str]:
    """Return the fields of a reply as the page gives them, with a text."""
    text = browser.get(page).decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("csrfmiddlewaretoken", "nonce")}
    return {**hidden, "body": "The film of it."}


def in_the_background(work) -> threading.Thread:
    """Run a coroutine in a thread of its own."""
    thread = threading.Thread(target=asyncio.run, args=(work,), daemon=True)
    thread.start()
    return thread


async def all_of(*works) -> None:
    """Wait for all of them."""
    await asyncio.gather(*works)


def measure(asked: argparse.Namespace, site: stage.Site) -> None:
    """Print the memory and the time of a page, before and while the slow lines are busy."""
    session, ticket = a_customer()
    browser, page = Browser(site.port, session), f"/tickets/{ticket}/"
    forms = [form_of(browser, page) for _ in range(asked.people)]
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    line = Line(site.port, cookie, asked.kilobytes * 1024)
    before = Watch(site.pid, browser, page)
    for _ in range(PAGES_BEFORE):
        before.look()
        time.sleep(PAUSE)

    during, rows = Watch(site.pid, browser, page), []
    sending = [line.send(f"{page}reply/", form, asked.megabytes) for form in forms]
    rows.append(("sent", watch(during, all_of(*sending)), list(line.answers)))
    line.answers.clear()
    path = re.search(r'href="(/files/[^"]+)"', browser.get(page).decode())[1]
    fetching = [line.fetch(path, asked.megabytes) for _ in range(asked.people)]
    rows.append(("fetched", watch(during, all_of(*fetching)), list(line.answers)))

    for what, seconds, answers in rows:
        print(f"{what} {len(answers)} x {asked.megabytes} MB in {seconds:.0f} s, answers {sorted(set(answers))}")
    grown = during.megabytes - before.megabytes
    print(f"{'memory grew by, MB':<36}goal ≤ {MOST_MEGABYTES:<6} seen {grown:.0f}")
    slower = during.p95 / before.p95
    print(f"{'a page is slower, p95, times':<36}goal ≤ {MOST_SLOWER:<6} seen {slower:.1f}")
    print(f"{'p95 before and meanwhile, ms':<36}{1000 * before.p95:.0f}, {1000 * during.p95:.0f}")


def watch(watched: Watch, work) -> float:
    """Look on while the work is done; return how many seconds it took."""
    begun, thread = time.monotonic(), in_the_background(work)
    while thread.is_alive():
        watched.look()
        time.sleep(PAUSE)
    return time.monotonic() - begun


def main() -> None:
    """Serve the project and put it under slow lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--kilobytes", type=int, default=200, help="a second, of each line")
    asked = parser.parse_args()
    print(stage.machine())
    with stage.installation(), stage.site(threads=2) as site:
        measure(asked, site)


if __name__ == "__main__":
    main()
