"""The health page …"""

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_answers_ok_to_anybody_in_one_statement(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get(reverse("portal:healthz"))

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_r28_answers_503_while_the_database_is_away_and_tells_no_more(client, monkeypatch, error):
    def refuse(*_args, **_kwargs):
        raise error("could not connect to 10.0.0.7 as poshtyar")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get(reverse("portal:healthz"))

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
