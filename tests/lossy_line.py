"""A line between a browser and the site that loses answers: what was asked is done, and nobody hears of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


@contextmanager
def lossy_line(site: str) -> Iterator[str]:
    """Give an address that passes requests on to the site, and hangs up as soon as the site has begun to answer."""
    to, listener = urlsplit(site), socket.create_server(("127.0.0.1", 0))
    listener.settimeout(30)

    def pass_on():
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return  # The test is over.
            with caller, socket.create_connection((to.hostname, to.port), timeout=30) as upstream:
                caller.settimeout(30)
                upstream.sendall(_whole_request(caller))
                upstream.recv(1)  # It is committed now, and this is all that anybody gets to know.

    threading.Thread(target=pass_on, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


def _whole_request(caller: socket.socket) -> bytes:
    """Read a request with all of its body, as its Content-Length says."""
    sent = b""
    while b"\r\n\r\n" not in sent:
        sent += caller.recv(65_536)
    head, _, body = sent.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(lengths[0] if lengths else 0):
        body += caller.recv(65_536)
    return head + b"\r\n\r\n" + body
