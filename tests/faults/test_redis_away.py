"""R29: when Redis is emptied, silent or gone, …"""

import shutil
import signal
import subprocess
import time
from importlib.util import find_spec

import pytest

from tests.faults.conftest import SECONDS
from tests.faults.load import Load, demand_nothing_lost_or_half_done
from tests.ports import free_port

LOG_IN = {"mobile": "09129999999"}


@pytest.fixture
def redis(tmp_path):
    """Start a Redis of our own; without the server or Python's library for it, skip loudly."""
    if not shutil.which("redis-server") or not find_spec("redis"):
        pytest.skip("NO TEST OF REDIS: it needs redis-server and the Python package redis")
    port = free_port()
    options = ["--port", str(port), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    server.port = port
    yield server
    server.send_signal(signal.SIGCONT)
    server.kill()
    server.wait()


def test_r29_log_ins_survive_reading_goes_on_and_logging_in_is_refused(make_site, redis):
    site = make_site(REDIS_URL=f"redis://127.0.0.1:{redis.port}")
    site.serve()
    people = site.people["customers"]
    with site.browser("") as stranger, Load(site) as load:
        assert stranger.post("/login/", data=LOG_IN).status_code == 302

        subprocess.run(["redis-cli", "-p", str(redis.port), "flushall"], check=True, stdout=subprocess.DEVNULL)
        time.sleep(SECONDS / 6)
        redis.send_signal(signal.SIGSTOP)
        silent = stranger.post("/login/", data=LOG_IN)
        with site.browser(people[0]["session"]) as alice:
            assert alice.get("/dashboard/").status_code == 200
        time.sleep(SECONDS / 2)
        redis.send_signal(signal.SIGCONT)
        redis.kill()
        gone = stranger.post("/login/", data=LOG_IN)
        with site.browser(people[1]["session"]) as bob:
            pages = [bob.get(page).status_code for page in ("/dashboard/", "/wallet/", "/settings/", "/healthz")]
        time.sleep(SECONDS / 6)

    assert pages == [200] * 4
    assert {silent.status_code, gone.status_code} <= {429, 503}
    assert set(load.tally.statuses) <= {200, 302}
    assert (load.tally.bare, load.tally.lost) == (0, 0)
    site.wait_until_idle()
    demand_nothing_lost_or_half_done(site, load.tally)
