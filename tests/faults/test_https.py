"""A site with an https address, served as behind our own proxy …"""

import httpx2
import pytest

pytestmark = pytest.mark.once

HOST = "help.example.com"
MOBILE = "09121234567"


@pytest.fixture
def behind_proxy(make_site):
    """Return a site as the proxy asks it, and a browser beyond the proxy."""
    site = make_site(
        POSHTYAR_SITE_URL=f"https://{HOST}", POSHTYAR_HOSTS=f"{HOST},127.0.0.1", POSHTYAR_BEHIND_PROXY="yes"
    )
    site.serve()
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.7",
        "Referer": f"https://{HOST}/",
    }
    with httpx2.Client(base_url=site.url, headers=headers, trust_env=False, timeout=60) as browser:
        yield site, browser


def cookies_of(response) -> dict[str, list[str]]:
    """Return the attributes of each cookie that an answer sets, with its value first."""
    lines = [line.split("; ") for line in response.headers.get_list("set-cookie")]
    return {line[0].partition("=")[0]: [line[0].partition("=")[2], *line[1:]] for line in lines}


def assert_host_only(attributes: list[str]):
    """ASVS 3.3.1 and 3.3.3: what `__Host-` demands, and hidden from scripts and other sites."""
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(attributes[1:])
    assert not [one for one in attributes if one.lower().startswith("domain")]


def test_every_cookie_is_host_only_and_every_answer_demands_tls(behind_proxy):
    site, browser = behind_proxy
    page = browser.get("/login/")
    token = cookies_of(page)["__Host-csrf"][0]
    # The client would keep a Secure cookie from plain http, which is what the proxy speaks with us.
    kept = {"__Host-csrf": token}

    def ask(method, address, **form):
        cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
        answer = browser.request(method, address, data=form or None, headers={"Cookie": cookie, "X-CSRFToken": token})
        for name, attributes in cookies_of(answer).items():
            if name in ("language", "theme"):
                assert "Secure" in attributes
                continue
            assert_host_only(attributes)
            kept[name] = attributes[0]
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        return answer

    assert ask("POST", "/login/", mobile=MOBILE).status_code == 302
    sms = site.column("SELECT body FROM outbox_outgoingmessage WHERE body LIKE %s", f"%@{HOST} #%")[-1]
    assert ask("POST", "/login/code/", code=sms.rpartition("#")[2]).status_code == 302
    assert ask("GET", "/settings/").status_code == 200
    assert ask("GET", "/nowhere/").status_code == 404
    assert ask("GET", "/invitation/made-up/").status_code == 302
    assert ask("GET", "/static/nothing.css").status_code == 404

    assert set(kept) == {"__Host-csrf", "__Host-session", "__Host-browser", "__Host-link"}


def test_plain_requests_are_sent_to_https_and_health_is_asked_from_inside(behind_proxy):
    site, _ = behind_proxy
    with httpx2.Client(base_url=site.url, headers={"Host": HOST}, trust_env=False) as plain:
        answer = plain.get("/login/?next=/wallet/")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"https://{HOST}/login/?next=/wallet/")
        assert "set-cookie" not in answer.headers
        assert plain.get("/healthz").status_code == 200
