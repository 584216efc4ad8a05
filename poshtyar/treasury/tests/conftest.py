"""A second manager."""

import pytest

from poshtyar.accounts.models import Role
from tests import factories


@pytest.fixture
def mona(db):
    """Mona is another manager."""
    return factories.make_user("Mona", Role.MANAGER)
