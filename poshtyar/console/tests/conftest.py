"""Who looks at the staff's pages."""

import pytest


@pytest.fixture
def manager(client, mina):
    """The browser of a manager who reads English."""
    mina.language = "en"
    mina.save()
    client.force_login(mina)
    return client
