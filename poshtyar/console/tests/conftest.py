"""Who looks at the staff's pages."""

import pytest

from tests.confirmed import confirm


@pytest.fixture
def manager(client, mina):
    """The browser of a manager who reads English, and has just said that it is her."""
    mina.language = "en"
    mina.save()
    client.force_login(mina)
    return confirm(client, mina)
