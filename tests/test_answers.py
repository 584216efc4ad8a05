"""Answers on their way from a thread to the event loop …"""

import asyncio
import threading

import pytest

from config.answers import OnePieceMiddleware
from config.downloads import CHUNK

SCOPE = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "http_version": "1.1", "headers": []}
HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"x-from", b"a thread")]}


def piece(body: bytes) -> dict:
    return {"type": "http.response.body", "body": body, "more_body": True}


END = {"type": "http.response.body", "body": b""}


def saying(*pieces: bytes):
    """Make a WSGI application of these words."""

    def app(environ, start_response):
        start_response("200 OK", [("X-From", "a thread")])
        yield from pieces

    return app


async def ask(app, send) -> None:
    async def receive():
        return {"type": "http.request"}

    middleware = OnePieceMiddleware(app, workers=1)
    try:
        await middleware(SCOPE, receive, send)
    finally:
        middleware.executor.shutdown()


def answer_of(app) -> list[dict]:
    heard: list[dict] = []

    async def send(message):
        heard.append(message)

    asyncio.run(ask(app, send))
    return heard


def test_bring_a_small_one_whole_and_in_order():
    assert answer_of(saying(b"one", b"two")) == [HEAD, piece(b"one"), piece(b"two"), END]


def test_bring_an_empty_one():
    assert answer_of(saying()) == [HEAD, END]


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK // 2])
def test_bring_a_large_one_in_order(size):
    pieces = [bytes([number]) * size for number in range(30)]

    assert answer_of(saying(*pieces)) == [HEAD, *map(piece, pieces), END]


def test_bring_many_small_words_in_order():
    words = [b"%d" % number for number in range(500)]

    assert answer_of(saying(*words)) == [HEAD, *map(piece, words), END]


def test_wait_for_a_slow_client():
    """The thread has said no more than what fits between it and the client, however much it has to say."""
    said = 0
    heard, goes_on = threading.Event(), asyncio.Event()

    def endless(environ, start_response):
        nonlocal said
        start_response("200 OK", [])
        for _ in range(60):
            said += 1
            yield b"x" * CHUNK

    async def send(message):
        heard.set()
        await goes_on.wait()

    async def run() -> int:
        task = asyncio.create_task(ask(endless, send))
        await asyncio.to_thread(heard.wait, 5)
        await asyncio.sleep(0.2)
        said_meanwhile = said
        goes_on.set()
        await task
        return said_meanwhile

    assert 1 <= asyncio.run(run()) < 15
    assert said == 60


def test_bring_nothing_of_an_application_that_fails_before_its_head():
    heard: list[dict] = []

    def fails(environ, start_response):
        raise ValueError("before the head")

    async def send(message):
        heard.append(message)

    with pytest.raises(ValueError, match="before the head"):
        asyncio.run(ask(fails, send))
    assert heard == []
