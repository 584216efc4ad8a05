"""Bodies of requests, read to their end before a thread takes the request up, and no further than the limit.

A slow client would else hold one of the few threads for as long as it sends (`bar.md` R55). Whoever sends too much is
answered at once and cut off (R56); whoever is not logged in, long before: their bodies never touch the disk.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.conf import settings

from poshtyar.common.bodies import REFUSED, BodyRefusal, largest_form, largest_of_a_stranger, largest_upload
from poshtyar.files.clients import room

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
IsMember = Callable[[Scope], Awaitable[bool]]

# The key of an ASGI scope under which a whole body waits for a thread to read it.
WHOLE = "poshtyar.body"
# A larger body is kept on disk; a thread reads it in pieces of this size.
MEMORY = 256 * 1024
# What is still read of a body that is refused, and how long its sender may take to read the answer.
LINGER_BYTES, LINGER_SECONDS = 64 * 1024, 2


class ClientLeft(Exception):
    """The sender left in the middle of the body."""


@dataclass(frozen=True)
class WholeRequest:
    """A request with its body at hand, or without it and with the reason of the refusal in its scope."""

    scope: Scope
    receive: Receive
    send: Send


@asynccontextmanager
async def whole_request(
    scope: Scope, receive: Receive, send: Send, is_member: IsMember
) -> AsyncIterator[WholeRequest | None]:
    """Wait for all of the body; give the request that has it, or None when the client left in the middle."""
    with tempfile.SpooledTemporaryFile(max_size=MEMORY, dir=settings.FILE_UPLOAD_TEMP_DIR) as spool:
        try:
            refusal = await _read(scope, receive, cast(BinaryIO, spool), is_member)
        except ClientLeft:
            yield None
            return
        if refusal:
            spool.seek(0)
            spool.truncate()
            send = _last_words(receive, send)
        size, is_read = spool.tell(), False
        spool.seek(0)

        async def receive_again() -> dict:
            nonlocal is_read
            if is_read and refusal:
                # What still comes of a refused body is `_linger`'s, and to Django's ASGI handler a breach of protocol.
                await asyncio.Event().wait()
            if is_read:
                # Django's ASGI handler goes on listening: all that can come now is that the client leaves.
                return await receive()
            body = spool.read(MEMORY)
            is_read = spool.tell() >= size
            return {"type": "http.request", "body": body, "more_body": not is_read}

        yield WholeRequest(_rewritten(scope, size, refusal) | {WHOLE: spool}, receive_again, send)


def reading_bodies(app: Callable) -> Callable:
    """Return the WSGI application that reads a whole body where it lies.

    By way of ASGI each piece would wait for the event loop: a millisecond of a small form's processor time.
    """

    def answer(environ: dict, start_response: Callable):
        environ["wsgi.input"] = environ["asgi.scope"].get(WHOLE, environ["wsgi.input"])
        return app(environ, start_response)

    return answer


async def _read(scope: Scope, receive: Receive, spool: BinaryIO, is_member: IsMember) -> BodyRefusal | None:
    """Read the body into the spool; return why it is refused, as soon as that is known."""
    headers = dict(scope["headers"])
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        return BodyRefusal.ENCODED
    length = headers.get(b"content-length", b"")
    announced, size, allowed = int(length) if length.isdigit() else 0, 0, largest_of_a_stranger()
    with_files = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
    most = largest_upload() if with_files else largest_form()
    body, more = b"", True
    while True:
        if max(announced, size) > allowed:
            if max(announced, size) > most:
                return BodyRefusal.TOO_LARGE
            if not await is_member(scope):
                return BodyRefusal.STRANGER
            allowed = most
        if size > MEMORY and room(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()) < len(body):
            return BodyRefusal.NO_ROOM
        spool.write(body)
        if not more:
            return None
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        body, more = message.get("body", b""), message.get("more_body", False)
        size += len(body)


def _rewritten(scope: Scope, size: int, refusal: BodyRefusal | None) -> Scope:
    """Return the scope of a request whose body is whole: its length is known, in however many chunks it came."""
    about_the_body = {b"content-length", b"transfer-encoding", b"content-encoding"}
    headers = [(name, value) for name, value in scope["headers"] if name not in about_the_body]
    scope = {**scope, "headers": [*headers, (b"content-length", str(size).encode())]}
    return {**scope, REFUSED: refusal} if refusal else scope


def _last_words(receive: Receive, send: Send) -> Send:
    """Return a `send` that closes the connection after the answer, when its sender had time to read it."""

    async def send_and_close(message: dict) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        elif not message.get("more_body"):
            await send({**message, "more_body": True})
            await _linger(receive)
            message = {**message, "body": b""}
        await send(message)

    return send_and_close


async def _linger(receive: Receive) -> None:
    """Read a little of what still comes, and wait: to close at once would tear the answer from the wire."""
    left = LINGER_BYTES
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return
                left -= len(message.get("body", b""))
            await asyncio.sleep(LINGER_SECONDS)
