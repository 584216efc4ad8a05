"""R87 in real processes: what a site is told in its environment stands in no line that it writes …"""

import re

import httpx2
import pytest

PLANTED = {
    "POSHTYAR_SECRET_KEY": "planted-secret-key-of-a-process-0123456789",
    "SMTP_PASSWORD": "planted-smtp-password",
    "REDIS_URL": "redis://:planted-redis-password@127.0.0.1:1/0",
}
PASSWORD, TOKEN = "planted-password", "planted-token-of-a-link"


def test_r87_a_served_site_that_is_told_to_say_everything_keeps_its_secrets(make_site):
    site = make_site(LOG_LEVEL="DEBUG", SMTP_USER="poshtyar", EMAIL_DRIVER="smtp", SMTP_PORT="1", **PLANTED)
    site.serve()
    session = site.people["customers"][0]["session"]

    with site.browser(session) as browser, httpx2.Client(base_url=site.url, trust_env=False) as stranger:
        mine = {"headers": {"Referer": site.url}}
        browser.post("/login/password/", data={"email": "x@example.com", "password": PASSWORD}, **mine)
        browser.post("/settings/password/", data={"password": PASSWORD}, **mine)
        # Without its cache, a site refuses to count, and says so with all that the driver says.
        assert stranger.post("/login/", data={"mobile": "09121234567"}).status_code == 403
        stranger.cookies.set("csrf", "faults" * 5 + "00")
        told = {"X-CSRFToken": "faults" * 5 + "00"}
        assert stranger.post("/login/", data={"mobile": "09121234567"}, headers=told).status_code == 429
        for place in ("invitation", "password/x", "settings/email", "register"):
            for asked in (f"/{place}/{TOKEN}/", f"/{place}/{TOKEN}/nowhere/"):
                stranger.get(asked)
                stranger.post(asked)
    site.wait_until(lambda: "Forbidden" in site.log.read_text(), 10)

    written = site.log.read_text()
    passwords = {*PLANTED.values(), "planted-redis-password", PASSWORD, TOKEN, session, "faults" * 5 + "00"}
    assert {secret for secret in passwords if secret in written} == set()


@pytest.mark.once
@pytest.mark.parametrize(
    "address",
    [
        "postgresql://poshtyar:planted-password@127.0.0.1:1/poshtyar",
        "postgresql://poshtyar:planted-password/with-a-slash@127.0.0.1/poshtyar",
        "postgresql://poshtyar:planted-password@nowhere.invalid/poshtyar",
        "mysql://poshtyar:planted-password@127.0.0.1/poshtyar",
        "planted-password@127.0.0.1",
    ],
)
def test_r87_no_address_of_a_database_is_repeated(make_site, address):
    site = make_site(is_empty=True)

    told = [site.manage(*command, DATABASE_URL=address) for command in (["check"], ["worker"], ["check_ledger"])]

    assert all(one.returncode for one in told[1:])
    assert not [one for one in told if re.search("planted|with-a-slash", one.stdout + one.stderr)]
