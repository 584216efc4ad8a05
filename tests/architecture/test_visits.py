"""A browser visits every page that the authorization table lets anybody open (tests/journeys/test_every_page.py)."""

from tests.architecture.authorization_table import TABLE
from tests.journeys.visits import THINGS, WITHOUT_A_PAGE, all_visits, shows_a_page


def test_every_page_is_visited_or_has_a_reason():
    visited = {visit.route for visit in all_visits()}

    assert {route for route in TABLE if shows_a_page(route)} - visited == set()
    assert set(WITHOUT_A_PAGE) - set(TABLE) == set()


def test_the_gallery_makes_what_an_address_names():
    assert {visit.thing for visit in all_visits()} - THINGS == set()
