"""The ASGI root: pages go to Django's WSGI handler, the demo bank to its ASGI handler.

Sync views under pure ASGI measured three to six times slower, and open a database connection for every request, so
pages run in a2wsgi's threads, from when their body is whole until a file that they answer with is opened. The demo
bank answers calls that a page's own thread waits for, so it must not queue for those threads.
"""

import asyncio
import gc
import os
from typing import Any, cast

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
asgi = get_asgi_application()

from django.conf import settings  # noqa: E402 (Django must be set up once, above)
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db import connections  # noqa: E402

from config import env  # noqa: E402
from config.answers import OnePieceMiddleware  # noqa: E402
from config.bodies import reading_bodies, whole_request  # noqa: E402
from config.downloads import forget_file, leaving_files, sending_files  # noqa: E402
from config.heads import plain_head  # noqa: E402
from config.members import is_member  # noqa: E402
from config.wsgi import application as wsgi  # noqa: E402
from poshtyar.common.start import demand_sound_start  # noqa: E402
from poshtyar.jobs.engine import Engine  # noqa: E402

pages = OnePieceMiddleware(
    cast(Any, leaving_files(reading_bodies(wsgi))), workers=env.integer("POSHTYAR_THREADS", default=8)
)


async def application(scope, receive, send):
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
        await _answer(plain_head(scope), receive, send)
    elif scope["type"] == "http":
        async with whole_request(plain_head(scope), receive, send, _is_member) as request:
            if request:
                await _answer(request.scope, request.receive, request.send)
    elif scope["type"] == "websocket":
        # Nobody is answered this way; without a word, each try would be a failure in the log.
        await send({"type": "websocket.close"})


async def _answer(scope, receive, send):
    if scope["path"].startswith("/demo/bank/"):
        await asgi(scope, receive, send)
        return
    try:
        await pages(scope, receive, sending_files(scope, send))
    finally:
        forget_file(scope)


async def _is_member(scope) -> bool:
    """Ask in one of the pages' threads, which have connections to the database."""
    return await asyncio.get_running_loop().run_in_executor(pages.executor, is_member, dict(scope["headers"]))


def _demand_sound_start() -> None:
    try:
        demand_sound_start()
    finally:
        # The thread is gone after this, and its connection would stay for ever.
        connections.close_all()


def _spare_the_collector() -> None:
    """Leave what lives as long as the process out of every collection, and collect less often than Python would.

    A page makes tens of thousands of small objects and few cycles; looking for them at Python's pace took a tenth of
    its time. But each request is a cycle, with its person, its form and what it read. Those that a collection meets
    in the middle wait for the older generations, so these too are looked at every few hundred requests: it costs
    nothing more, since what was frozen is not looked at, and the process stops growing (docs/performance.md).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 5)


async def _lifespan(receive, send):
    """Keep the embedded job engine from the server's start to its end."""
    engine = Engine() if settings.JOBS_ENGINE == "thread" else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await asyncio.to_thread(_demand_sound_start)
            except ImproperlyConfigured as refusal:
                # An exception alone would let uvicorn go on.
                await send({"type": "lifespan.startup.failed", "message": str(refusal)})
                return
            _spare_the_collector()
            if engine:
                engine.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if engine:
                engine.stop()
                await asyncio.to_thread(engine.join, timeout=10)
            await send({"type": "lifespan.shutdown.complete"})
            return
