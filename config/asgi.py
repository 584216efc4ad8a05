"""The ASGI root: ordinary pages go to Django's WSGI handler, waiting ones to its ASGI handler.

Sync views under pure ASGI measured three to six times slower, so pages run in a2wsgi's threads. A slow client must
not hold one of those threads (`bar.md` R55), so a body of form parts goes to the ASGI handler, which spools it
first; so does the demo bank, which answers calls that a page's own thread waits for.
"""

import asyncio
import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
asgi = get_asgi_application()

from django.conf import settings  # noqa: E402 (Django must be set up once, above)
from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db import connections  # noqa: E402

from config.wsgi import application as wsgi  # noqa: E402
from poshtyar.jobs.engine import Engine  # noqa: E402
from poshtyar.wallet.checks import require_sound_ledger  # noqa: E402

pages = WSGIMiddleware(cast(Any, wsgi), workers=int(os.environ.get("POSHTYAR_THREADS", "8")))


async def application(scope, receive, send):
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and _waits(scope):
        await asgi(scope, receive, send)
    elif scope["type"] == "http":
        await pages(scope, receive, send)


def _waits(scope) -> bool:
    headers = dict(scope["headers"])
    return headers.get(b"content-type", b"").startswith(b"multipart/form-data") or scope["path"].startswith(
        "/demo/bank/"
    )


def _check_ledger() -> None:
    try:
        require_sound_ledger()
    finally:
        # The thread is gone after this, and its connection would stay for ever.
        connections.close_all()


async def _lifespan(receive, send):
    """Keep the embedded job engine from the server's start to its end."""
    engine = Engine() if settings.JOBS_ENGINE == "thread" else None
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                await asyncio.to_thread(_check_ledger)
            except ImproperlyConfigured as refusal:
                # An unguarded ledger is not served; an exception alone would let uvicorn go on.
                await send({"type": "lifespan.startup.failed", "message": str(refusal)})
                return
            if engine:
                engine.start()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            if engine:
                engine.stop()
                await asyncio.to_thread(engine.join, timeout=10)
            await send({"type": "lifespan.shutdown.complete"})
            return
