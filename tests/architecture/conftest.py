"""People of every role, and whatever an address may name: what every test of all routes starts from."""

import pytest

from tests import factories
from tests.architecture import authorization_table as table
from tests.architecture.routes import URLS
from tests.architecture.things import NAMED, Things


@pytest.fixture
def demonstration(settings):
    """Serve the addresses of a demonstration too, without being one."""
    settings.ROOT_URLCONF = URLS
    settings.DEMO = False


@pytest.fixture
def people(alice, bob, charlie, agnes, leo, mina, organization):
    """One person of each role; nobody is anonymous."""
    approver = factories.make_user("Parisa")
    factories.join(organization, approver, may_approve=True)
    everybody = (None, alice, approver, bob, charlie, agnes, leo, mina)
    return dict(zip(table.ROLES, everybody, strict=True))


@pytest.fixture
def kwargs_of(people, organization):
    """Give a maker of what an address names."""
    made = Things(organization, people)
    return lambda name: NAMED[name](made)
