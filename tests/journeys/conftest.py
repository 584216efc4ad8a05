"""A served Poshtyar, a stage beside it and a browser: what every journey starts from."""

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.ports import free_port
from tests.ready_made import put_database, put_static

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
# The suggestions of an address bar that nobody sees are two pages in each window, and cost more than a window itself.
# Chromium hears the last list of features alone, and Playwright keeps its own inside its driver, where nothing can be
# added to it; so what it switches off on Linux stands here too.
UNUSED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
    "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={UNUSED}",
]


@pytest.fixture(scope="session")
def environment(tmp_path_factory):
    """Give the settings of a demonstration with a data folder of its own."""
    return {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "POSHTYAR_DATA": str(tmp_path_factory.mktemp("data")),
        "POSHTYAR_DEMO": "yes",
        "POSHTYAR_SITE_URL": f"http://127.0.0.1:{free_port()}",
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture(scope="session")
def site(environment):
    """Serve a demonstration from a new data folder, as ./run does; yield its address."""
    url = environment["POSHTYAR_SITE_URL"]
    put_database(Path(environment["POSHTYAR_DATA"]))
    put_static(Path(environment["POSHTYAR_DATA"], "static"))
    subprocess.run([sys.executable, "manage.py", "prepare", "--seed", "demo"], cwd=ROOT, env=environment, check=True)
    served = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--log-level", "warning"]
    served += ["--http", "config.heads:BoundedHeads"]
    server = subprocess.Popen([*served, "--port", url.rpartition(":")[2]], cwd=ROOT, env=environment)
    try:
        wait_until_served(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def perform(site, environment):
    """Give a function that performs a scene of `scenes.py` in the site's data, and returns what it made."""
    stage = subprocess.Popen(
        [sys.executable, "-m", "tests.journeys.stage"],
        cwd=ROOT,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )

    def performed(scene: str, **facts):
        stage.stdin.write(json.dumps([scene, facts]) + "\n")
        stage.stdin.flush()
        answer = stage.stdout.readline()
        assert answer, f"the scene {scene} failed; its reason stands in the captured errors"
        return json.loads(answer)

    yield performed
    stage.stdin.close()
    stage.wait(timeout=20)


def wait_until_served(url: str, server: subprocess.Popen) -> None:
    """Return when the site answers; fail when it stops or does not answer within a minute and a half."""
    for _ in range(900):
        try:
            with urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 (our own server)
                return
        except OSError:  # Nobody listens yet, or a busy machine has not answered in time.
            assert server.poll() is None, "the server stopped"
            time.sleep(0.1)
    raise AssertionError("the server did not answer")


@pytest.fixture(scope="session")
def chromium():
    """Start the system's chromium; without one, skip loudly."""
    if not CHROMIUM:
        pytest.skip("NO BROWSER TESTS: chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    # Playwright keeps a loop in this thread, and Django is careful about one; nothing here is asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Setting:
    """How a person reads the site."""

    language: str
    width: int
    javascript: bool = True
    theme: str = "light"

    def __str__(self):
        return f"{self.language}-{self.width}-{'js' if self.javascript else 'nojs'}-{self.theme}"


@pytest.fixture
def open_browser(chromium, site):
    """Return a function that opens a fresh browser in a setting, and in the session of somebody if one is given.

    Every request to another host fails the test.
    """
    contexts, strangers = [], []

    def opened(setting: Setting, session: str = ""):
        context = chromium.new_context(
            base_url=site,
            viewport={"width": setting.width, "height": 900},
            java_script_enabled=setting.javascript,
            color_scheme=setting.theme,
        )
        context.add_cookies([{"name": "language", "value": setting.language, "url": site}])
        if session:
            context.add_cookies([{"name": "session", "value": session, "url": site}])
        context.on("request", lambda request: request.url.startswith((site, "data:")) or strangers.append(request.url))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)  # Machines that test are busy.
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strangers == []
