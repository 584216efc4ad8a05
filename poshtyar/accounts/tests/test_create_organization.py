"""create_organization …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts import permissions
from poshtyar.accounts.models import Organization
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from tests import factories


@pytest.fixture
def dana(db):
    """Dana has just registered."""
    return factories.make_user("", mobile="+989121234567", email=None)


def create(actor, now, name="Dana's shops", owner_name="Dana"):
    return accounts.create_organization(name=name, owner_name=owner_name, actor=actor, now=now)


def test_makes_the_person_its_owner(dana, now):
    organization = create(dana, now)

    dana.refresh_from_db()
    assert dana.display_name == "Dana"
    assert permissions.may_buy(dana, organization)
    assert permissions.may_approve(dana, organization)
    assert Event.objects.get().kind == "accounts.organization_created"


def test_makes_one_of_two_clicks(dana, now):
    assert create(dana, now) == create(dana, now)

    assert Organization.objects.count() == 1
    assert Event.objects.count() == 1


def test_refuses_staff(agnes, now):
    """B32"""
    with pytest.raises(NotAllowed):
        create(agnes, now)


@pytest.mark.parametrize(
    "name",
    [
        "پشتیبان",
        "پشتيبان",
        "پُشتیبان",
        "پشتیبـان",
        "پشتی\u200cبان",
        "مدير",
        "SUPPORT",
        "Admin",
        "ＡＤＭＩＮ",
        "پشتیبانی پشتیار",
        "Poshtyar Team",
    ],
)
def test_refuses_a_name_that_reads_like_ours(dana, now, name):
    with pytest.raises(accounts.NameReserved):
        create(dana, now, owner_name=name)
    with pytest.raises(accounts.NameReserved):
        create(dana, now, name=name)

    assert not Organization.objects.exists()


@pytest.mark.parametrize("name", ["مدیر فروشگاه", "Supporter", "پشتیبانان", "Adminton"])
def test_accepts_names_that_only_resemble_them(dana, now, name):
    assert create(dana, now, name=name).name == name
