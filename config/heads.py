"""Heads of requests, read no further than a limit and no longer than a while.

uvicorn keeps the lines of a head, and those that may follow a body in chunks, for as long as they come: forty megabytes
of them from a stranger took 350 of memory. A body has limits of its own (`config/bodies.py`).
"""

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES, SECONDS = 64 * 1024, 30
WORDS = b"The head of this request is more than we can take."
# The kinds of bodies that browsers and banks send.
_KIND = re.compile(
    rb"[\w.+-]{1,60}/[\w.+-]{1,60}(?: ?; ?(?:charset=\"?utf-?8\"?|boundary=\"?[\w'()+,./:=?-]{1,100}\"?)){0,2}",
    re.IGNORECASE,
)


def plain_head(scope: dict[str, Any]) -> dict[str, Any]:
    """Return the scope of a request without headers that would mean or cost more than they say.

    `X_Forwarded_For` would be read as `X-Forwarded-For`, the word of our own proxy. A kind of body that nobody sends
    is as none: Python takes seconds over some parameters, and reads texts in any alphabet that one names, one of them
    in the square of their length.
    """
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    is_kind = len(kinds) == 1 and _KIND.fullmatch(kinds[0])
    left_out = {b"content-type"} if kinds and not is_kind else set()
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name and name not in left_out]
    return {**scope, "headers": headers}


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's own protocol, but a connection is closed on which neither a head nor a piece of a body ends in time."""

    def connection_made(self, transport) -> None:
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._unanswerable = 0
        self._patience: asyncio.TimerHandle | None = self._wait()

    def connection_lost(self, exc) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes until it ends a head or belongs to a body."""
        self._has_moved = False
        super().data_received(data)
        if self._has_moved:
            self._unanswerable = 0
            self._stop_waiting()
            return
        self._unanswerable += len(data)
        self._patience = self._patience or self._wait()
        if self._unanswerable > MOST_BYTES and not self.transport.is_closing():
            self._refuse()

    def on_headers_complete(self) -> None:
        """A head is there."""
        self._has_moved = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body is there."""
        self._has_moved = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._has_moved = True
        super().on_message_complete()

    def _refuse(self) -> None:
        if self.cycle is None or self.cycle.response_complete:
            head = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
            length = b"content-length: %d\r\n" % len(WORDS)
            policy = b"content-security-policy: default-src 'none'\r\nx-content-type-options: nosniff\r\n"
            self.transport.write(head + length + policy + b"connection: close\r\n\r\n" + WORDS)
        self.transport.close()

    def _wait(self) -> asyncio.TimerHandle:
        return self.loop.call_later(SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience:
            self._patience.cancel()
            self._patience = None
