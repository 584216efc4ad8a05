"""Alice's browser before the checkout."""

import pytest


@pytest.fixture
def buyer(client, alice, organization, essential, bank):
    """Alice's browser, in English."""
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    return client
