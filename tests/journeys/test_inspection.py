"""The inspection of a page …"""

import pytest

from tests.journeys.inspection import DESKTOP, HEIGHT, LOOKS, Listener, inspect

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https://elsewhere.example"
FAULTY = """<!doctype html><html lang="en" dir="ltr"><head><title>#12 Ticket</title>
<link rel="stylesheet" href="/faulty.css"></head><body><main><h1>Faulty</h1>
<img src="https://elsewhere.example/pixel.png">
<p class="faint">Seen by day only.</p><p class="broad">Broad.</p><p class="narrow">Narrow.</p><p class="low">Low.</p>
<div class="wide">wide</div><p class="thin">Torn</p><div class="strip"><p class="wide">strip</p></div>
<details><summary>More</summary><input></details>
<p class="slim">10 coins</p><p class="slim">20&nbsp;coins</p><p class="slim"><b>30</b> <i>coins</i></p>
<p class="slim">۱۰ درصد</p><p class="slim">۲۰&nbsp;درصد</p><p class="slim" dir="auto">40 coins</p>
<table><tr><td>50</td> <td>coins</td></tr></table><p>60 coins</p>
<script>document.title = "Inline"</script><script src="/faulty.js"></script></main></body></html>"""
STYLE = """.broad,.narrow{color:#777;background:#888}.narrow{display:none}.wide{inline-size:600px}.strip{overflow:auto}
.thin{inline-size:1em;overflow-wrap:anywhere}.slim{inline-size:1em}
@media (prefers-color-scheme:dark){body{background:#111;color:#eee}.faint{color:#333}}
@media (max-width:640px){.broad{display:none}.narrow{display:block}.low{color:#777;background:#888}}"""


def test_finds_each_fault(chromium, site):
    context = chromium.new_context(base_url=site, viewport={"width": DESKTOP, "height": HEIGHT})
    page = context.new_page()
    listener = Listener(page, site)
    headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
    page.route("**/faulty/", lambda route: route.fulfill(body=FAULTY, headers=headers))
    page.route("**/faulty.css", lambda route: route.fulfill(body=STYLE, content_type="text/css"))
    page.route("**/faulty.js", lambda route: route.fulfill(body="nothing.there", content_type="text/javascript"))
    page.route("https://elsewhere.example/**", lambda route: route.fulfill(body="", content_type="image/png"))
    faults = {}
    for language in LOOKS:
        page.goto("/faulty/")
        faults[language] = inspect(page, listener, language=language)

    context.close()
    assert "lang=en dir=ltr" in faults["fa"]
    assert "lang=en dir=ltr" not in faults["en"]
    both = "\n".join([*faults["fa"], *faults["en"]])
    for expected in (
        "title: '#12 Ticket'",
        "1280 light: image-alt: img",
        "390 dark: label: input",
        "390 dark: color-contrast: .faint",
        "1280 light: color-contrast: .broad",
        "1280 dark: color-contrast: .broad",
        "390 light: color-contrast: .narrow",
        "390 dark: color-contrast: .narrow",
        "390 light: color-contrast: .low",
        "390 scrolls sideways: div.wide",
        "320 scrolls sideways: div.strip",
        "320 tears a word: Torn",
        "another host: https://elsewhere.example/pixel.png",
        "Content Security Policy",
        "script: nothing is not defined",
    ):
        assert expected in both, expected
    assert "light: color-contrast: .faint" not in both
    # Asked once where it was seen already, in the same colours.
    assert "390 light: image-alt" not in both
    for language, pairs in {"fa": ["۱۰ درصد"], "en": ["10 coins", "30 coins"]}.items():
        found = [fault for fault in faults[language] if fault.startswith("390 tears apart")]
        assert found == [f"390 tears apart: {pair}" for pair in pairs]
