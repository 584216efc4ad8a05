"""Typed readers of environment variables that fail loudly."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, *, default: str | None = None) -> str:
    """Return the variable; without a default, a missing one stops the start."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is required; .env.example describes it.")
    return value


def boolean(name: str, *, default: bool) -> bool:
    """Return yes or no; anything else stops the start."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {value!r}.")


def integer(name: str, *, default: int) -> int:
    """Return a whole number; anything else stops the start."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, *, default: str = "") -> list[str]:
    """Return the parts of a comma-separated list, without empty ones."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(name: str, *, default_sqlite_path: str) -> dict:
    """Return Django's settings for `postgresql://…`, `sqlite:///…`, or the embedded SQLite file."""
    url = os.environ.get(name, "")
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        try:
            port = parts.port
        except ValueError:
            # A password with a slash in it ends up here, so nothing of the address is repeated.
            raise ImproperlyConfigured(
                f"{name} is no address of a database. Write the signs of its password as %2F, %40 and so on."
            ) from None
        return {
            "ENGINE": "config.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # pgserver and Debian both listen on a socket named by ?host=.
            "HOST": query.get("host") or parts.hostname or "",
            "PORT": query.get("port") or port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            # A server that is gone holds a page for seconds, not for the minutes that the network takes to notice.
            "OPTIONS": {
                "options": "-c lock_timeout=5000",
                # The server plans a statement once for a connection, not each time: half of a page's work there.
                "server_side_binding": True,
                "prepare_threshold": 5,
                "connect_timeout": 5,
                "tcp_user_timeout": 30_000,
                "keepalives_idle": 30,
            },
        }
    if url and parts.scheme != "sqlite":
        raise ImproperlyConfigured(f"{name} must start with postgresql:// or sqlite:///.")
    return {
        "ENGINE": "config.sqlite",
        "NAME": unquote(parts.path) or default_sqlite_path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Every atomic block takes the write lock at once, which is what select_for_update does elsewhere.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
        },
        # A file, not memory: tests open it from several threads and processes.
        "TEST": {"NAME": os.environ.get("TEST_SQLITE_PATH") or f"{default_sqlite_path}.test"},
    }
