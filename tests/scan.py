"""R85: known scanners walk a running site as everybody who comes to it:  python -m tests.scan [role …]

A demonstration is served from a folder of its own. wapiti crawls it and tries its modules on whatever it found; sqlmap
then tries every parameter and every name in the addresses of that. Exits with 1 when one of them finds something, when
the scan was logged out on its way, or when they miss the holes of a page that is made of holes.
`SCAN_SECONDS` (600) bounds each of wapiti's modules, and all of sqlmap, for one role.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
import venv
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.faults.site import CSRF_TOKEN, ROOT, Site, environment_of

SCANNERS = ("wapiti3==3.2.3", "sqlmap==1.10.10")
# They want other versions of what we want, so they are made apart, once.
ENVIRONMENT = ROOT / ".venv" / "scanners"
SECONDS = int(os.environ.get("SCAN_SECONDS", "600"))
PEOPLE = {
    "nobody": ("", "/ /services/ /faq/ /login/ /login/password/ /register/ /advice/ /password/"),
    "owner": ("+989120000001", "/dashboard/ /wallet/ /members/ /stores/ /orders/ /settings/ /tickets/new/"),
    "customer": ("+989120000002", "/dashboard/ /wallet/ /tickets/ /notices/"),
    "agent": ("agent@example.com", "/console/ /console/organizations/"),
    "lead": ("lead@example.com", "/console/ /console/coin-requests/ /console/jobs/"),
    "manager": ("manager@example.com", "/console/ /console/catalog/ /console/orders/ /console/organizations/"),
}
# Of wapiti's modules those that ask no other site and know no product by name.
MODULES = (
    "backup,brute_login_form,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,"
    "redirect,shellshock,spring4shell,sql,ssrf,timesql,upload,xss,xxe"
)
# What would end the session or the account, and the demonstration's own bank and outbox.
LEFT_OUT = ("/logout/", "/settings/deactivate/", "/settings/sessions/", "/settings/password/", "/demo/", "/static/")
# Cookies are `Secure` where there is TLS, which `tests/faults/test_https.py` asks.
ANSWERED = {"Secure Flag cookie"}
TAKEN_BACK = "false positive or unexploitable"
UNTRIED = "csrfmiddlewaretoken,nonce,session,csrf,language,theme"


def main() -> int:
    """Scan the page of holes and then the site; return 1 when anything is not as it should be."""
    roles = sys.argv[1:] or list(PEOPLE)
    wrong = []
    # wapiti gives up where its own notes wait for a busy disk.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 (a folder of its own is made there)
    with tempfile.TemporaryDirectory(prefix="poshtyar-scan-", dir=memory) as place, listening() as (endpoint, calls):
        scanner = Scanner(Path(place), endpoint)
        with holes() as address:
            found = scanner.wapiti(address, "holes", "", ["/?word=a&number=1"], "sql,xss")
            found += scanner.sqlmap("holes", "", only=None)
        if not {"SQL Injection", "Reflected Cross Site Scripting", "sqlmap"} <= {kind for kind, _ in found}:
            wrong.append(("the scanners missed the holes of a page of holes", str(found)))
        with demonstration(Path(place)) as site:
            for role in roles:
                wrong += scan(scanner, site, role)
        wrong += [("the site called somebody", call) for call in calls]
    print(*(f"{kind}: {said}" for kind, said in wrong), f"{len(wrong)} findings.", sep="\n")
    return int(bool(wrong))


def scan(scanner: "Scanner", site: Site, role: str) -> list[tuple[str, str]]:
    """Scan the site as somebody of a role; return what was found."""
    person, starts = PEOPLE[role]
    session = session_of(site, person) if person else ""
    found = scanner.wapiti(site.url, role, session, starts.split(), MODULES)
    found += scanner.sqlmap(role, session, only=site.url)
    if person and site.browser(session).get("/settings/").status_code != 200:
        found.append(("logged out", role))
    if re.search("Traceback|Internal Server Error", site.log.read_text()):
        found.append(("something failed", site.tail()))
    found = [(kind, said) for kind, said in found if kind not in ANSWERED]
    print(f"{role}: {len(found)} findings", *found, sep="\n", flush=True)
    return found


class Scanner:
    """The two scanners, in an environment of their own, and what they wrote down."""

    def __init__(self, folder: Path, endpoint: str):
        self.folder, self.endpoint = folder, endpoint
        self.bin = ENVIRONMENT / "bin"
        if not all((self.bin / name).exists() for name in ("wapiti", "sqlmap")):
            venv.create(ENVIRONMENT, with_pip=True)
            subprocess.run([self.bin / "pip", "install", "--quiet", *SCANNERS], check=True)

    def wapiti(self, site: str, role: str, session: str, starts: list[str], modules: str) -> list[tuple[str, str]]:
        """Crawl and attack; return each finding with what it is."""
        report = self.folder / f"{role}.json"
        options = ["--url", f"{site}/", "--module", modules, "--endpoint", self.endpoint]
        options += ["--skip", "csrfmiddlewaretoken", "--store-session", str(self.folder / role)]
        options += [word for start in starts for word in ("--start", site + start)]
        options += [word for path in LEFT_OUT for word in ("--exclude", f"{site}{path}*")]
        # With a token of the browser from the start, the forms that are crawled can be sent. What the site would set
        # does not take its place; `--drop-set-cookie` would take ours away, and wapiti would be nobody.
        options += ["--cookie-value", f"csrf={CSRF_TOKEN}; session={session}"]
        options += ["--no-bugreport", "--verbose", "0", "--timeout", "30", "--tasks", "4", "--format", "json"]
        # The addresses of lists do not end; two steps from where a person begins is every page of ours.
        options += ["--depth", "2", "--max-files-per-dir", "20"]
        options += ["--max-attack-time", str(SECONDS), "--output", str(report)]
        self._run("wapiti", *options)
        said = json.loads(report.read_text())
        print(f"{role}: wapiti tried {said['infos']['crawled_pages_nbr']} addresses and forms", flush=True)
        kinds = [*said["vulnerabilities"].items(), *said["anomalies"].items()]
        return [(kind, f"{one['method']} {one['path']} {one['info']}") for kind, ones in kinds for one in ones]

    def sqlmap(self, role: str, session: str, only: str | None) -> list[tuple[str, str]]:
        """Try what wapiti found, one address of a shape; return what an injection got through."""
        targets = {shape_of(target): target for target in self._targets(role) if not only or target[0].startswith(only)}
        results, end = self.folder / f"{role}.csv", f"--time-limit={SECONDS}"
        log = self.folder / f"{role}.log"
        log.write_text("".join(map(as_request, targets.values())))
        options = ["-l", str(log), "--batch", "--level=3", "--technique=BEUS", "--flush-session", "--disable-coloring"]
        options += [f"--skip={UNTRIED}", f"--headers=X-CSRFToken: {CSRF_TOKEN}", "--ignore-redirects", end]
        options += [f"--cookie=session={session}; csrf={CSRF_TOKEN}", f"--results-file={results}", "--threads=2"]
        options += [f"--output-dir={self.folder / 'sqlmap'}", "--skip-waf", "--answers=crack=N,dict=N,redirect=N"]
        self._run("sqlmap", *options)
        print(f"{role}: sqlmap was given {len(targets)} requests", flush=True)
        rows = results.read_text().splitlines()[1:] if results.exists() else []
        # What sqlmap suspected because a page lives, as a queue does, and took back when it tried again.
        rows = [row for row in rows if not row.endswith(TAKEN_BACK)]
        return [("sqlmap", row) for row in rows if row.split(",")[2:3] != [""]]

    def _targets(self, role: str) -> Iterator[tuple[str, str, str]]:
        """Yield address, method and body of everything that the crawl found."""
        (crawled,) = (self.folder / role).glob("*.db")
        with closing(sqlite3.connect(crawled)) as rows:
            paths = rows.execute("SELECT path_id, path, method FROM paths WHERE NOT evil").fetchall()
            for number, path, method in paths:
                sent = rows.execute("SELECT type, name, value1 FROM params WHERE path_id = ?", [number]).fetchall()
                query = urlencode([(name, value or "") for kind, name, value in sent if kind == "GET"])
                body = urlencode([(name, value or "") for kind, name, value in sent if kind == "POST"])
                yield f"{path.partition('?')[0]}?{query}".rstrip("?"), method, body

    def _run(self, name: str, *options: str) -> None:
        """Run a scanner to its end; what it says goes to a file, and on the screen when it fails."""
        with (self.folder / f"{name}.log").open("w+") as log:
            home = {**os.environ, "HOME": str(self.folder)}
            code = subprocess.call([self.bin / name, *options], stdout=log, stderr=log, env=home)
            if code:
                log.seek(0)
                print(log.read()[-3000:])
                raise SystemExit(f"{name} ended with {code}")


def shape_of(target: tuple[str, str, str]) -> tuple:
    """Return what two addresses of one page have in common."""
    address, method, body = target
    parts = urlsplit(address)
    path = re.sub(r"/(\d+|[\w-]{16})(?=/)", "/*", parts.path)
    return path, method, *sorted(parse_qs(parts.query, True)), *sorted(parse_qs(body, True))


def as_request(target: tuple[str, str, str]) -> str:
    """Write a request into a proxy's log, which sqlmap reads; what names something in the path is tried too."""
    address, method, body = target
    parts = urlsplit(address)
    path = re.sub(r"/(\d+|[\w-]{16})(?=/)", r"/\1*", parts.path) + (f"?{parts.query}" if parts.query else "")
    kind = f"Content-Type: application/x-www-form-urlencoded\nContent-Length: {len(body)}\n" if body else ""
    line = "=" * 54
    head = f"{method} {path} HTTP/1.1\nHost: {parts.netloc}\n{kind}"
    return f"{line}\n00:00:00  {parts.scheme}://{parts.netloc}\n{line}\n{head}\n{body}\n{line}\n\n\n"


@contextmanager
def demonstration(folder: Path) -> Iterator[Site]:
    """Serve a demonstration that does not count tries: each of thousands would be one too many."""
    database, own = f"sqlite:///{folder}/site/data/poshtyar.sqlite3", folder / "site"
    (own / "data").mkdir(parents=True)
    prepare = [sys.executable, "manage.py", "prepare", "--seed", "demo"]
    subprocess.run(prepare, env=environment_of(own, database), check=True, stdout=subprocess.DEVNULL)
    many = dict.fromkeys(("LOGIN_TRIES_PER_ADDRESS", "PASSWORD_TRIES_IN_ALL", "LOGIN_CODES_IN_ALL"), "1000000")
    site = Site(own, database, {}, **many)
    try:
        site.serve(application="tests.scanned:application")
        yield site
    finally:
        site.stop()


def session_of(site: Site, name: str) -> str:
    """Log a person of the demonstration in, and return the key of the session."""
    words = (
        "import django; django.setup(); from poshtyar.accounts.models import User; from django.db.models import Q;"
        "from tests.faults.people import session_of;"
        f"print(session_of(User.objects.get(Q(mobile={name!r}) | Q(email={name!r}))))"
    )
    return site.run("-c", words, DJANGO_SETTINGS_MODULE="config.settings").stdout.split()[-1]


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve on loopback; give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class Answering(BaseHTTPRequestHandler):
    """Answers in a few lines, and writes nothing down."""

    def answer(self, words: str, kind: str = "text/html", status: int = 200) -> None:
        """Send a page."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *args) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """Listen where wapiti says that the attacker is; give the address, and a list of who called but wapiti itself."""
    calls: list[str] = []

    class Endpoint(Answering):
        def do_GET(self):
            if not self.path.startswith("/get_"):
                calls.append(self.path)
            self.answer("{}", "application/json")

    with serving(Endpoint) as address:
        yield f"{address}/", calls


@contextmanager
def holes() -> Iterator[str]:
    """Serve a page that repeats a word as it is, and asks a database with a number as it is."""

    class Holes(Answering):
        def do_GET(self):
            asked = parse_qs(urlsplit(self.path).query)
            word, number = asked.get("word", [""])[0], asked.get("number", ["1"])[0]
            with closing(sqlite3.connect(":memory:")) as rows:
                rows.executescript("CREATE TABLE things (id, name); INSERT INTO things VALUES (1, 'one'), (2, 'two')")
                try:
                    named = rows.execute(f"SELECT name FROM things WHERE id = {number}").fetchall()  # noqa: S608
                except sqlite3.Error as fault:
                    self.answer(f"<p>sqlite3.OperationalError: {fault}</p>", status=500)
                    return
            self.answer(f'<p>{word}</p><p>{named}</p><a href="/?word=a&number=1">again</a>')

    with serving(Holes) as address:
        yield address


if __name__ == "__main__":
    raise SystemExit(main())
