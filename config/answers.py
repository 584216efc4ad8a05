"""Answers on their way from a thread to the event loop: one that is small goes over in one piece.

a2wsgi hands over the head, each piece and the end one by one, and the thread waits each time until the loop has it: a
tenth of what the cheapest page costs, although Django's answers are whole before the first word of them is sent.
"""

from typing import Any

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi import WSGIResponder

from config.downloads import CHUNK


class OnePieceMiddleware(WSGIMiddleware):
    """a2wsgi's threads, with answers in one piece."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        await _OnePieceResponder(self.app, self.executor, self.send_queue_size)(scope, receive, send)


class _OnePieceResponder(WSGIResponder):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._said: list[Any] = []
        self._size, self._is_small = 0, True

    def send(self, message: Any) -> None:
        """Keep what is said; when it is as much as a piece of a file, wait until the event loop has taken it."""
        self._said.append(message)
        self._size += len(message.get("body", b""))
        if self._size >= CHUNK or len(self._said) == self.send_queue.maxsize:
            self._is_small = False
            self._hand_over()

    def wsgi(self, environ: Any, start_response: Any) -> None:
        """Run the application in this thread, and leave the rest of its answer with the event loop."""
        super().wsgi(environ, start_response)
        if self._is_small:
            # Nothing is before it in the queue, which has room for it, so nobody need wait.
            self.loop.call_soon_threadsafe(self._put_all)
        else:
            self._hand_over()

    def _put_all(self) -> None:
        for message in self._said:
            self.send_queue.put_nowait(message)

    def _hand_over(self) -> None:
        for message in self._said:
            super().send(message)
        self._said, self._size = [], 0
