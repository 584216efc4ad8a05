"""R68 in a browser: with payloads in every text nothing runs, nothing comes from elsewhere, no policy is broken."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from poshtyar.common.richtext import cleaner, render
from tests.architecture.injection.dompurify import FIXTURES
from tests.journeys.conftest import CHROMIUM, QUIET, ROOT, wait_until_served
from tests.ports import free_port
from tests.ready_made import put_database, put_static

pytestmark = pytest.mark.browser
MOST_PAGES = 25
WATCH = """
    window.broken = [];
    document.addEventListener("securitypolicyviolation", event => window.broken.push(event.violatedDirective));
"""
HANDLERS = """
    [...document.querySelectorAll("*")].flatMap(one => [...one.attributes].map(attribute => attribute.name))
        .filter(name => name.startsWith("on"))
"""


@pytest.fixture(scope="module")
def planted_site(environment, tmp_path_factory):
    """Serve a demonstration whose every text is a payload; give its address and two session keys."""
    url = f"http://127.0.0.1:{free_port()}"
    own = environment | {"POSHTYAR_DATA": str(tmp_path_factory.mktemp("planted")), "POSHTYAR_SITE_URL": url}
    put_database(Path(own["POSHTYAR_DATA"]))
    put_static(Path(own["POSHTYAR_DATA"], "static"))
    subprocess.run([sys.executable, "manage.py", "prepare", "--seed", "demo"], cwd=ROOT, env=own, check=True)
    planting = [sys.executable, "-m", "tests.architecture.injection"]
    planted = subprocess.run(planting, cwd=ROOT, env=own, check=True, text=True, stdout=subprocess.PIPE).stdout
    served = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--log-level", "warning"]
    server = subprocess.Popen([*served, "--port", url.rpartition(":")[2]], cwd=ROOT, env=own)
    try:
        wait_until_served(url, server)
        yield url, json.loads(planted.splitlines()[-1])
    finally:
        server.terminate()
        server.wait(timeout=20)


# Into the page, and once more as the browser wrote it down: what mutates does so on the second way.
WRITE = """
    texts => {
        // Some fixtures put elements in the place of what the page is made with.
        const [make, body] = [Document.prototype.createElement, document.body];
        window.ran = [];
        for (const name of ["alert", "xss", "prompt", "confirm", "print"]) window[name] = () => window.ran.push(name);
        for (const text of texts) {
            const [first, second] = [make.call(document, "div"), make.call(document, "div")];
            body.append(first, second);
            first.innerHTML = text;
            second.innerHTML = first.innerHTML;
        }
    }
"""
LEAD_ELSEWHERE = """
    [...Document.prototype.querySelectorAll.call(document, "a[href]")].map(link => link.href)
        .filter(address => !/^(https?|mailto):/.test(address))
"""


@pytest.mark.parametrize("clean", [render, cleaner.clean], ids=["markdown", "the cleaner alone"])
def test_r69_no_fixture_of_dompurify_calls_anything(clean, chromium):
    """On a page without our policy, which would stop it anyhow."""

    def run(texts):
        # A browser of its own: what is not cleaned makes chromium fall now and then, mostly as it closes the page.
        browser, asked = chromium.browser_type.launch(executable_path=CHROMIUM, args=QUIET), []
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.set_content("<!doctype html><title>x</title>")
        page.evaluate(WRITE, texts)
        page.wait_for_timeout(500)
        found = page.evaluate("window.ran.length"), asked, page.evaluate(LEAD_ELSEWHERE)
        browser.close()
        return found

    ran, asked, elsewhere = run(FIXTURES)
    assert ran > 10 and asked and elsewhere  # Without us they do.
    assert run([str(clean(text)) for text in FIXTURES]) == (0, [], [])


@pytest.mark.parametrize(("who", "start"), [(0, "/console/"), (1, "/dashboard/")], ids=["manager", "customer"])
def test_r68_nothing_runs_in_a_browser(who, start, chromium, planted_site):
    url, keys = planted_site
    ran, elsewhere, written = [], [], 0
    context = chromium.new_context(base_url=url)
    context.add_cookies([{"name": "session", "value": keys[who], "url": url}])
    context.add_init_script(WATCH)
    context.on("request", lambda request: request.url.startswith((url, "data:")) or elsewhere.append(request.url))
    page = context.new_page()
    page.on("dialog", lambda dialog: (ran.append(page.url), dialog.dismiss()))

    waiting, visited = [start], []
    while waiting and len(visited) < MOST_PAGES:
        address = waiting.pop(0)
        visited.append(address)
        page.goto(address)
        written += "alert(1)" in page.inner_text("body")
        assert (address, page.evaluate("window.broken")) == (address, [])
        assert (address, page.evaluate(HANDLERS)) == (address, [])
        pages = "a[href^='/']:not([download])"
        links = page.eval_on_selector_all(pages, "links => links.map(link => link.getAttribute('href'))")
        for link in (link.partition("#")[0] for link in links):
            # A statement as PDF is a document, which a browser keeps and does not show.
            is_page = not link.startswith(("/files/", "/wallet/statement.pdf", "//"))
            if is_page and link not in [*visited, *waiting]:
                waiting.append(link)
    context.close()

    assert (ran, elsewhere) == ([], [])
    # The payloads were there to be read.
    assert (len(visited) > 10, written > 5) == (True, True)
