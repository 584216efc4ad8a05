"""Files with dangerous names and contents, in a real browser, are data and never run."""

import pytest

from tests.journeys.conftest import Setting
from tests.journeys.people import send_reply

pytestmark = pytest.mark.browser

SCRIPT = "<script>fetch('/planted/' + document.cookie)</script>"
HTML = f"<!doctype html><html><body>{SCRIPT}</body></html>".encode()
SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='fetch(\"/planted/\")'>{SCRIPT}</svg>".encode()
FILES = {
    "invoice\u202egpj.exe": (b"MZ", "invoicegpj.exe"),
    "report\u200b\ufeff.txt": (b"Fine.", "report.txt"),
    ".htaccess": (b"Deny from all", "htaccess"),
    "page.html": (HTML, "page.html"),
    "picture.svg": (SVG, "picture.svg"),
    "picture.png": (HTML, "picture.png"),
}


@pytest.mark.parametrize("setting", [Setting("fa", 390), Setting("en", 1280, javascript=False)], ids=str)
def test_are_shown_by_a_clean_name_and_only_downloaded(setting, perform, open_browser, site):
    alice = perform("customer", language=setting.language)
    ticket = perform("ticket", organization=alice["organization"])
    page = open_browser(setting, alice["session"])
    planted = []
    page.context.on("request", lambda request: "/planted/" in request.url and planted.append(request.url))
    page.goto(f"/tickets/{ticket['number']}/")
    page.fill("#reply [name=body]", "Look at these.")
    page.set_input_files(
        "#reply [name=files]",
        [{"name": name, "mimeType": "image/png", "buffer": content} for name, (content, _) in FILES.items()],
    )

    send_reply(page)

    links = page.locator("a.file")
    names = page.locator("a.file bdi").all_inner_texts()
    assert names == [name for _, name in FILES.values()]
    for i in range(links.count()):
        with page.expect_download() as download:
            links.nth(i).click()
        assert download.value.suggested_filename == names[i]
        # Its address, opened alone, is a download too: the browser leaves the page where it was.
        answer = page.context.request.get(links.nth(i).get_attribute("href"))
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert "html" not in answer.headers["content-type"]
        assert "svg" not in answer.headers["content-type"]
    assert planted == []
