"""The address of a site in a narrow place …"""

import pytest

from poshtyar.ui.templatetags.ui import web_address


@pytest.mark.parametrize(
    ("address", "drawn"),
    [
        ("https://shop.example.ir/fa/", "https:/<wbr>/<wbr>shop<wbr>.example<wbr>.ir/<wbr>fa/<wbr>"),
        ("https://<b>.ir", "https:/<wbr>/<wbr>&lt;b&gt;<wbr>.ir"),
    ],
)
def test_breaks_before_a_dot_or_after_a_slash(address, drawn):
    assert web_address(address) == f'<bdi class="ltr">{drawn}</bdi>'
