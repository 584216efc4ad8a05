"""R38: while five hundred connect and hardly say a word, …"""

import shutil
import socket
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import quantiles

import pytest

from tests.faults.conftest import SECONDS
from tests.faults.site import ROOT
from tests.ports import free_port

pytestmark = pytest.mark.once

HALF_OPEN = 500
WORDS = b"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
# On a busy machine twice a short time is chance; this long is waiting.
NOTICEABLE = 0.5
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.txt;
events {{ worker_connections 2048; }}
http {{
    {temporary}
    {site}
}}
"""


@pytest.fixture
def proxy(tmp_path):
    """Return a function that puts the documented nginx in front of a site; without nginx, skip loudly."""
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        pytest.skip("NO TEST OF SLOW CLIENTS BEHIND A PROXY: nginx is not installed (apt-get install nginx-light)")
    running = []

    def put_in_front(site):
        port, file = free_port(), tmp_path / "nginx.conf"
        file.write_text(NGINX.format(folder=tmp_path, temporary=temporary_folders(tmp_path), site=plain(port, site)))
        running.append(
            subprocess.Popen([nginx, "-p", str(tmp_path), "-c", str(file), "-e", str(tmp_path / "first.txt")])
        )
        site.url = f"http://127.0.0.1:{port}"
        site.wait_until(lambda: site.health() == 200, 30)

    yield put_in_front
    for process in running:
        process.terminate()
        process.wait()


def temporary_folders(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)


def plain(port: int, site) -> str:
    """Return the documented proxy, without TLS and in front of this site."""
    lines = (ROOT / "docs" / "nginx.conf").read_text().splitlines()
    text = "\n".join(line for line in lines if "ssl_certificate" not in line)
    for old, new in [("443 ssl http2", f"127.0.0.1:{port}"), ("127.0.0.1:8000", f"127.0.0.1:{site.port}")]:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


@contextmanager
def hardly_speaking(address: tuple[str, int]):
    """Keep so many requests half open, each with another byte every second; who is sent away comes again."""
    stopping, callers = threading.Event(), [socket.create_connection(address, timeout=10) for _ in range(HALF_OPEN)]

    def speak():
        for caller in callers:
            caller.sendall(WORDS)
        while not stopping.wait(1):
            for number, caller in enumerate(callers):
                try:
                    caller.sendall(b"x")
                except OSError:
                    caller.close()
                    with suppress(OSError):
                        callers[number] = socket.create_connection(address, timeout=10)
                        callers[number].sendall(WORDS)

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    yield
    stopping.set()
    thread.join(30)
    for caller in callers:
        caller.close()


def slowest_twentieth(site, seconds: float) -> float:
    """Let four customers read for so long; return the p95 of their waiting."""
    end = time.monotonic() + seconds

    def read(customer) -> list[float]:
        waited = []
        with site.browser(customer["session"]) as browser:
            while time.monotonic() < end:
                answer = browser.get("/dashboard/")
                assert answer.status_code == 200
                waited.append(answer.elapsed.total_seconds())
                time.sleep(0.1)
        return waited

    with ThreadPoolExecutor(4) as people:
        waited = [one for each in people.map(read, site.people["customers"][:4]) for one in each]
    return quantiles(waited, n=20)[-1]


@pytest.mark.parametrize("way", ["straight", "behind the documented proxy"])
def test_r38_nobody_else_waits_for_those_who_hardly_speak(way, site, request):
    site.serve()
    if way != "straight":
        request.getfixturevalue("proxy")(site)
    host, port = site.url.removeprefix("http://").split(":")
    usual = slowest_twentieth(site, SECONDS / 2)

    with hardly_speaking((host, int(port))):
        then = slowest_twentieth(site, SECONDS)

    print(f"{way}: p95 {usual * 1000:.0f} ms, then {then * 1000:.0f} ms")
    assert then <= max(2 * usual, NOTICEABLE)
