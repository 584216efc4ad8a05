"""The first load of every public page, over the wire with its font and scripts …"""

import pytest
from django.urls import reverse

from tests.architecture.authorization_table import ANONYMOUS
from tests.journeys.visits import of_the_table

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_SCRIPT_BYTES = 200 * 1024, 45 * 1024
PUBLIC = [visit.route for visit in of_the_table() if visit.reader == ANONYMOUS and not visit.thing]


@pytest.mark.parametrize("language", ["fa", "en"])
def test_stays_within_its_budget(language, chromium, site):
    too_large = {}
    for route in PUBLIC:
        context = chromium.new_context(base_url=site)
        context.add_cookies([{"name": "language", "value": language, "url": site}])
        page, received, kinds = context.new_page(), {}, {}
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.responseReceived", lambda event, kinds=kinds: kinds.update({event["requestId"]: event["type"]})
        )
        wire.on(
            "Network.loadingFinished",
            lambda event, received=received: received.update({event["requestId"]: event["encodedDataLength"]}),
        )
        page.goto(reverse(route), wait_until="networkidle")
        total = sum(received.values())
        scripts = sum(size for request, size in received.items() if kinds.get(request) == "Script")
        context.close()
        assert scripts > 0
        if total > MOST_BYTES or scripts > MOST_SCRIPT_BYTES:
            too_large[route] = (total, scripts)
        print(f"{route} ({language}): {total} bytes, of them scripts {scripts}")

    assert too_large == {}
