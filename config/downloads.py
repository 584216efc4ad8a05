"""Files on their way out: a thread opens them, and has gone on before a slow client has read them (`bar.md` R55)."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from io import UnsupportedOperation
from typing import Any, BinaryIO

CHUNK = 256 * 1024
# The key of an ASGI scope under which a thread leaves the file that is to be sent.
LEFT = "poshtyar.file"


@dataclass(frozen=True)
class OpenFile:
    """A file descriptor of our own, where to read on, and how much."""

    descriptor: int
    offset: int
    length: int


class FileWrapper:
    """What Django hands a file to: it goes to the client at once if it is small, and is left for later if it is large.

    https://peps.python.org/pep-3333/#optional-platform-specific-file-handling
    """

    def __init__(self, scope: dict, file: BinaryIO, length: int) -> None:
        self.scope, self.file, self.length = scope, file, length

    def __iter__(self) -> Iterator[bytes]:
        head = self.file.read(min(CHUNK, self.length))
        yield head
        if len(head) < CHUNK:
            return
        try:
            # Django closes its own descriptor with the response, in the thread whose database connection it tidies.
            descriptor = os.dup(self.file.fileno())
        except UnsupportedOperation:
            yield from iter(lambda: self.file.read(CHUNK), b"")
        else:
            self.scope[LEFT] = OpenFile(descriptor, self.file.tell(), self.length - len(head))

    def close(self) -> None:
        """Close the response, which Django has put in place of the file's own close."""
        self.file.close()


def leaving_files(app: Callable) -> Callable:
    """Return the WSGI application with a place where it can leave a file."""

    def answer(environ: dict, start_response: Callable):
        length = 0

        def start_and_measure(status, headers, *exc_info):
            nonlocal length
            if environ["REQUEST_METHOD"] != "HEAD":
                length = int(dict(headers).get("Content-Length", sys.maxsize))
            return start_response(status, headers, *exc_info)

        environ["wsgi.file_wrapper"] = lambda file, _size: FileWrapper(environ["asgi.scope"], file, length)
        return app(environ, start_and_measure)

    return answer


def sending_files(scope: dict, send: Callable[[Any], Awaitable[None]]) -> Callable[[Any], Awaitable[None]]:
    """Return a `send` that sends the file that was left, before the answer ends."""

    async def send_with_file(message: dict) -> None:
        ends = message["type"] == "http.response.body" and not message.get("more_body")
        if ends and (file := scope.pop(LEFT, None)):
            await _send_file(file, send)
        await send(message)

    return send_with_file


def forget_file(scope: dict) -> None:
    """Close a file that was left and that nobody will send, because the client has gone."""
    if file := scope.pop(LEFT, None):
        os.close(file.descriptor)


async def _send_file(file: OpenFile, send: Callable[[Any], Awaitable[None]]) -> None:
    offset, end = file.offset, file.offset + file.length
    try:
        # Each piece waits until the client has taken the one before.
        while chunk := await asyncio.to_thread(os.pread, file.descriptor, min(CHUNK, end - offset), offset):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            offset += len(chunk)
    finally:
        os.close(file.descriptor)
