"""Bodies of requests, read to their end before a thread takes the request up (`bar.md` R55).

A slow client would else hold one of the few threads for as long as it sends.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

Receive = Callable[[], Awaitable[Any]]

# A larger body is kept on disk; a thread reads it in pieces of this size.
MEMORY = 256 * 1024


@asynccontextmanager
async def whole_body(receive: Receive) -> AsyncIterator[Receive | None]:
    """Wait for all of the body; give a `receive` that has it at hand, or None when the client left in the middle."""
    with SpooledTemporaryFile(max_size=MEMORY) as spool:
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                yield None
                return
            spool.write(message.get("body", b""))
            more = message.get("more_body", False)
        size = spool.tell()
        spool.seek(0)

        async def receive_again() -> dict:
            body = spool.read(MEMORY)
            return {"type": "http.request", "body": body, "more_body": spool.tell() < size}

        yield receive_again
