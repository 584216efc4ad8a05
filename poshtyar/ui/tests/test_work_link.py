"""The link to a piece of work …"""

from types import SimpleNamespace

from poshtyar.ui.templatetags.ui import work_link


def test_leads_to_its_ticket_at_the_reader_s_door_and_takes_its_title_for_text():
    work = SimpleNamespace(ticket_number=12, title="<b>SEO</b>")

    drawn = [work_link(work, f"{door}:ticket") for door in ("portal", "console")]

    said = '<bdi class="ltr">#12</bdi> <bdi>&lt;b&gt;SEO&lt;/b&gt;</bdi></a>'
    assert drawn == [f'<a href="/tickets/12/">{said}', f'<a href="/console/tickets/12/">{said}']
