"""The whole site on loopback, in this process and on the test's database."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from django.db import connections

from tests.race import join_all


@contextmanager
def running_site() -> Iterator[str]:
    """Serve the project's ASGI root on a free port; give its address, and stop it at the end.

    Its threads have database connections of their own, so tests that use it are transactional. They close them
    after every request: PostgreSQL drops no database that somebody is connected to.
    """
    from config.asgi import application
    from config.heads import BoundedHeads

    keep = connections.settings["default"]["CONN_MAX_AGE"]
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            http=BoundedHeads,
            log_level="warning",
            lifespan="on",
            timeout_graceful_shutdown=5,
            proxy_headers=False,
        )
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        _wait_until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        join_all([thread], seconds=30)
        connections.settings["default"]["CONN_MAX_AGE"] = keep


def _wait_until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "The site did not start."
        time.sleep(0.01)
