"""./run …"""

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import httpx2
import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.sqlite


def environment(**changes: str) -> dict[str, str]:
    """Return what a person's shell has, and nothing of the tests' own."""
    ours = ("POSHTYAR", "DATABASE", "DJANGO", "PIP", "TEST")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | changes


def run(*arguments: str, cwd: Path = ROOT, **changes: str) -> subprocess.CompletedProcess:
    """Run it to its end, which comes by itself where it refuses."""
    return subprocess.run(
        [ROOT / "run" if cwd == ROOT else cwd / "run", *arguments],
        cwd=cwd,
        env=environment(**changes),
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def port():
    """A port that nobody listens on."""
    return str(free_port())


@pytest.mark.parametrize(
    "arguments",
    [["--port"], ["--data"], ["--data", ""], ["--nonsense"], ["start"], ["--port", "1", "--help"]],
)
def test_says_how_it_is_used(arguments):
    answer = run(*arguments)

    assert (answer.returncode, answer.stderr) == (2, "usage: ./run [--port N] [--data DIR] [--empty]\n")


@pytest.mark.parametrize("wrong", ["", "0", "65536", "99999999999999999999", "-1", "80a", "۸۰۰۰", "8000 "])
def test_refuses_what_is_no_port(wrong, tmp_path):
    answer = run("--port", wrong, "--data", str(tmp_path / "data"))

    assert answer.returncode == 2
    assert "--port takes a number from 1 to 65535" in answer.stderr
    assert not (tmp_path / "data").exists()


def test_refuses_a_port_in_use_before_it_prepares_anything(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        answer = run("--port", port, "--data", str(tmp_path / "data"))

    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Port {port} is in use")
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_refuses_a_data_folder_that_cannot_be_written(tmp_path, place):
    (tmp_path / "file").write_text("not a folder")

    answer = run("--data", str(tmp_path / place))

    assert answer.returncode == 1
    assert "cannot be written. Name another one" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_says_in_words_that_the_packages_cannot_be_fetched(tmp_path):
    for part in ("run", ".ci/environment.sh", "requirements/base.lock"):
        (tmp_path / part).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / part, tmp_path / part)
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1"}

    answer = run("--data", str(tmp_path / "data"), cwd=tmp_path, **nowhere)

    assert answer.returncode == 1
    assert answer.stderr.rstrip().endswith("run this again.")
    assert "Without a network" in answer.stderr
    assert not (tmp_path / ".venv/base.lock.sum").exists()


def serve_and_interrupt(port: str, data: Path) -> tuple[int, str]:
    """Start it, wait until it answers, and press Ctrl+C; return its code and what it said."""
    process = subprocess.Popen(
        [ROOT / "run", "--port", port, "--data", data],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        wait_until_served(port, process)
        guess_a_password(f"http://127.0.0.1:{port}/login/password/", claimed_address="192.0.2.7")
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    return process.returncode, said


def guess_a_password(page: str, *, claimed_address: str) -> None:
    with httpx2.Client() as browser:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', browser.get(page).text)[1]
        guess = {"email": "agent@example.com", "password": "a guess", "csrfmiddlewaretoken": token}
        browser.post(page, data=guess, headers={"X-Forwarded-For": claimed_address})


def wait_until_served(port: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("It does not answer.")


def test_serves_seeds_once_and_stops_cleanly(tmp_path, port):
    orders = []
    for _ in range(2):
        code, said = serve_and_interrupt(port, tmp_path)
        with closing(sqlite3.connect(tmp_path / "poshtyar.sqlite3")) as database:
            orders.append(database.execute("SELECT count(*) FROM ordering_order").fetchone()[0])
        assert code in (0, 130, -signal.SIGINT)
        assert f"http://127.0.0.1:{port}/" in said
        assert "Traceback" not in said
        # R77: without a proxy of ours, an address is the one that the connection comes from.
        [noted] = [json.loads(line.partition("security ")[2]) for line in said.splitlines() if "log_in_refused" in line]
        assert (noted["name"], noted["from"]) == ("agent@example.com", "127.0.0.1")

    assert orders[0] == orders[1] > 0
    readable = [path.name for path in tmp_path.iterdir() if path.is_file() and path.stat().st_mode & 0o077]
    assert readable == []
