"""Ports for servers of our own that are told theirs before they start."""

import os
import socket
from contextlib import closing
from itertools import count

# Below those that a kernel gives to whoever calls without asking for one: nothing takes a port between the moment
# when it is found free and the moment when its server listens, nor while that server is killed and started again.
FIRST, MANY = 20_000, 12_000
_steps = count()


def free_port() -> int:
    """Return a port on which nobody listens; other processes that ask at the same time begin elsewhere."""
    while True:
        port = FIRST + (os.getpid() * 97 + next(_steps)) % MANY
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
