"""A browser that costs little: it keeps its connection and its cookies, and sends forms as pages do."""

import http.client
import re
import threading
from functools import cache
from http.cookies import SimpleCookie
from urllib.parse import urlencode

BOUNDARY = "a-boundary-of-a-benchmark"
CSRF_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_here = threading.local()


class Browser:
    """One person's browser."""

    def __init__(self, port: int, session_key: str = "") -> None:
        self.port = port
        self.cookies = {"session": session_key} if session_key else {}
        self.token = ""

    def get(self, path: str, **headers: str) -> bytes:
        """Return a page; anything but a page is a failure."""
        status, body = self.ask("GET", path, None, headers)
        assert status == 200, f"{path} answered {status}."
        return body

    def read_token(self, path: str) -> None:
        """Read a page with a form for the token that its forms carry."""
        self.token = CSRF_FIELD.search(self.get(path).decode())[1]

    def send(self, path: str, fields: dict, *, status: int, multipart: bool = False, headers: dict | None = None):
        """Send a form as its page would; anything but this status is a failure."""
        fields = {"csrfmiddlewaretoken": self.token, **fields}
        if multipart:
            body, kind = _multipart(fields), f"multipart/form-data; boundary={BOUNDARY}"
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        seen, _ = self.ask("POST", path, body, {"Content-Type": kind, **(headers or {})})
        assert seen == status, f"{path} answered {seen}, not {status}."

    def ask(self, method: str, path: str, body: bytes | None, headers: dict) -> tuple[int, bytes]:
        """Send a request over this thread's connection; return the status and the body."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Origin": f"http://127.0.0.1:{self.port}", **headers}
        try:
            response = _exchange(self.port, method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):
            # The server hangs up on a connection that was silent for five seconds.
            _here.connections.pop(self.port)
            response = _exchange(self.port, method, path, body, headers)
        for header in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        return response.status, response.read()


def _exchange(port: int, method: str, path: str, body: bytes | None, headers: dict) -> http.client.HTTPResponse:
    if not hasattr(_here, "connections"):
        _here.connections = {}
    connection = _here.connections.setdefault(port, http.client.HTTPConnection("127.0.0.1", port, timeout=60))
    connection.request(method, path, body, headers)
    return connection.getresponse()


def _multipart(fields: dict) -> bytes:
    # Browsers send an empty file for a file field in which nothing was chosen.
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    no_file = 'Content-Disposition: form-data; name="files"; filename=""\r\nContent-Type: application/octet-stream'
    return "".join([*parts, f"--{BOUNDARY}\r\n{no_file}\r\n\r\n\r\n--{BOUNDARY}--\r\n"]).encode()


class LocalBrowser(Browser):
    """The same person's browser, but the site answers within this process, where statements can be counted."""

    def ask(self, method: str, path: str, body: bytes | None, headers: dict) -> tuple[int, bytes]:
        """Give the request to Django's own handler; return the status and the body."""
        from django.test import RequestFactory

        factory = RequestFactory(headers={"Host": "127.0.0.1", **headers})
        factory.cookies.load(self.cookies)
        kind = headers.get("Content-Type", "application/octet-stream")
        response = _handler()(factory.generic(method, path, body or b"", content_type=kind).environ)
        self.cookies |= {name: morsel.value for name, morsel in response.cookies.items()}
        return response.status_code, response.content


@cache
def _handler():
    """Return Django's handler with its middleware, loaded once as a server does."""
    from django.test.client import ClientHandler

    handler = ClientHandler()
    handler.load_middleware()
    return handler
