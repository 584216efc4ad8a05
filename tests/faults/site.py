"""A Poshtyar of its own: a data folder, a database, and processes that may be killed."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2
import psutil
import psycopg

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
HEADS = ("--http", "config.heads:BoundedHeads")
# To read the authorities takes 20 ms, more than most questions; no client of a test needs others.
AUTHORITIES = httpx2.create_ssl_context()
CSRF_TOKEN = "faults" * 5 + "00"
STARTED = "Application startup complete."


class Site:
    """Serves one database from one folder; `people` says who may be sent about."""

    def __init__(self, folder: Path, database: str, people: dict, **environment: str):
        self.folder, self.database, self.people = folder, database, people
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = environment_of(folder, database) | {"POSHTYAR_SITE_URL": self.url} | environment
        self.log = folder / "log.txt"
        self.processes: list[subprocess.Popen] = []

    def serve(self, *, workers: int = 1, application: str = "config.asgi:application") -> psutil.Process:
        """Start the web server as `./run` does, and wait until each of its processes answers.

        One that still starts while a fault comes would end the server: it refuses to start without its database.
        """
        options = ["--port", str(self.port), "--workers", str(workers), "--timeout-graceful-shutdown", "5"]
        already = self._said(STARTED)
        server = self.start("-m", "uvicorn", application, *options, "--no-proxy-headers", "--no-access-log", *HEADS)
        self.wait_until(lambda: self._said(STARTED) == already + workers and self.health() == 200, 60)
        return server

    def start(self, *command: str, **environment: str) -> psutil.Process:
        """Start a Python process of this site; what it says goes to the log."""
        with self.log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=self.environment | environment,
                stdout=log,
                stderr=log,
                preexec_fn=os.setsid,
            )
        self.processes.append(process)
        return psutil.Process(process.pid)

    def manage(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        """Run a command of manage.py to its end."""
        return self.run("manage.py", *arguments, **environment)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        """Run a Python process of this site to its end."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def check_ledger(self) -> None:
        """Demand that every coin is where its history says."""
        told = self.manage("check_ledger")
        assert told.returncode == 0, told.stdout + told.stderr

    def stop(self) -> None:
        """End every process that was started here, and what those started."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()

    def _said(self, words: str) -> int:
        """Return how often the log says so."""
        return self.log.read_text(errors="replace").count(words) if self.log.exists() else 0

    def health(self) -> int:
        """Return the status of the health page; 0 while nobody listens."""
        try:
            return httpx2.get(f"{self.url}/healthz", timeout=30, verify=AUTHORITIES).status_code
        except httpx2.TransportError:
            return 0

    def browser(self, session: str) -> httpx2.Client:
        """Return a client that is logged in with this session."""
        cookies = {"session": session, "csrf": CSRF_TOKEN}
        return httpx2.Client(
            base_url=self.url,
            cookies=cookies,
            headers={"X-CSRFToken": CSRF_TOKEN},
            timeout=60,
            trust_env=False,
            verify=AUTHORITIES,
        )

    def rows(self, statement: str, *values) -> list[tuple]:
        """Run a statement on the database, whoever else uses it, and return its rows."""
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.database.removeprefix("sqlite:///"), timeout=30)) as connection:
                rows = connection.execute(statement.replace("%s", "?"), values).fetchall()
                connection.commit()
                return rows
        with psycopg.connect(self.database) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def column(self, statement: str, *values) -> list:
        """Return the first value of every row."""
        return [row[0] for row in self.rows(statement, *values)]

    def wait_until(self, condition, seconds: float) -> None:
        """Return when the condition holds; fail with the end of the log when it does not in time."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"waited in vain\n{self.tail()}"
            time.sleep(0.05)

    def wait_until_idle(self, seconds: float = 60) -> None:
        """Return when no job is due or running any more; fail when the oldest of them waits for so long."""
        oldest = "SELECT min(id) FROM jobs_job WHERE state IN ('ready', 'leased') AND attempts < 2"
        while (first := self.column(oldest)) != [None]:
            self.wait_until(lambda: self.column(oldest) != first, seconds)

    def tail(self) -> str:
        """Return the end of the log."""
        return self.log.read_text()[-4000:] if self.log.exists() else ""


def prepare(folder: Path, database: str, *, customers: int, quotes: int) -> dict:
    """Fill an empty database and data folder; return the people."""
    made = subprocess.run(
        [sys.executable, "-m", "tests.faults.people", str(customers), str(quotes)],
        cwd=ROOT,
        env=environment_of(folder, database),
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)


def environment_of(folder: Path, database: str) -> dict[str, str]:
    """Return the variables of a demonstration on this folder and database, and none of the tests' own."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH") if name in os.environ}
    return keep | {
        "POSHTYAR_DATA": str(folder / "data"),
        "POSHTYAR_STATIC": str(folder.parent / "static"),
        "POSHTYAR_DEMO": "yes",
        "DATABASE_URL": database,
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        # A load of minutes is more than a person writes in a day.
        "MESSAGES_A_DAY": "1000000",
        "UPLOADED_MEGABYTES_A_DAY": "1000000",
    }


def database_url(of: dict, name: str) -> str:
    """Return the address of a database on the server of Django's settings for another."""
    place = urlencode({key: of[key.upper()] for key in ("host", "port") if of[key.upper()]})
    return f"postgresql://{quote(of['USER'])}:{quote(of['PASSWORD'])}@/{name}?{place}"


def copy_data(source: Path, target: Path) -> None:
    """Copy a data folder that nobody uses."""
    shutil.copytree(source / "data", target / "data")
