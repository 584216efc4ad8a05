"""MembershipQuerySet …"""

import pytest

from poshtyar.accounts.models import Membership
from tests.factories import make_organization

pytestmark = pytest.mark.django_db


def test_chosen_first_sorts_the_chosen_place_before_the_oldest(alice, organization):
    second, third = make_organization(alice, "Second"), make_organization(alice, "Third")
    mine = Membership.objects.filter(user=alice)

    def first(chosen):
        return [place.organization for place in mine.chosen_first(chosen)]

    assert first(third.public_id) == [third, organization, second]
    assert first("") == first("of-a-stranger") == [organization, second, third]
