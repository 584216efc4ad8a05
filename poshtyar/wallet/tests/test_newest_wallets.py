"""newest_wallets …"""

import pytest

from poshtyar.wallet.models import Entry, Wallet
from poshtyar.wallet.queries.newest import newest_wallets
from poshtyar.wallet.tests.coins import buy, hold
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def wallets(alice):
    """Four wallets of one, three, two and no entries; the last three moved in this order, and the first moved last."""
    names = ("one", "three", "two", "none")
    organizations = [factories.make_organization(alice, name) for name in names]
    for number, holds in ((1, 2), (2, 1), (0, 0)):
        buy(organizations[number], 30, reference=f"order:{number}")
        for turn in range(holds):
            hold(organizations[number], 1, reference=f"work:{number}:{turn}")
    Wallet.objects.create(organization=organizations[3])
    return [Wallet.objects.get(organization=organization) for organization in organizations]


def test_are_all_of_them_while_there_are_no_more_entries(wallets):
    last = Entry.objects.latest("id").pk

    assert set(newest_wallets(last)) == set(wallets)


def test_are_those_that_moved_last(wallets):
    one, three, two, _none = wallets

    assert [set(newest_wallets(most)) for most in (1, 2, 3, 4, 5)] == [{one}, {one}, {one, two}, {one, two}, {one, two}]
    assert three.seq == 3


def test_pass_over_one_that_is_too_long(wallets):
    one, three, two, _none = wallets
    hold(three.organization, 1, reference="work:late")

    assert set(newest_wallets(3)) == {one, two}
    assert set(newest_wallets(4)) == {three}


def test_are_found_in_as_many_statements_as_ever(wallets, django_assert_num_queries):
    with django_assert_num_queries(4):
        list(newest_wallets(3))
