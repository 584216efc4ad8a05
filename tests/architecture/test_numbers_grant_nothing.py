"""R67: whoever counts numbers up and down finds nothing: they are labels, and what grants something is random."""

import os

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.common.ids import public_id
from poshtyar.quotes.tests import world
from tests import factories
from tests.architecture.test_authorization_matrix import without_address

# How far the neighbours are tried; 1000 when one wishes to be sure (`docs/promises.md`).
REACH = int(os.environ.get("ENUMERATION_REACH", "25"))


@pytest.fixture
def neighbours(organization, alice, agnes):
    """Many tickets of Alice with quotes, among the numbers that Charlie tries."""
    now = timezone.now()
    tickets = [factories.make_ticket(organization, alice, now=now) for _ in range(10)]
    return tickets, [world.announce(ticket, actor=agnes, now=now) for ticket in tickets]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ticket", "quote"])
def test_r67_every_number_answers_a_stranger_alike(name, neighbours, charlie):
    middle = neighbours[name == "quote"][5].pk
    client, answers = Client(), set()
    client.force_login(charlie)

    for number in range(max(1, middle - REACH), middle + REACH):
        address = reverse(f"portal:{name}", args=[number])
        response = client.get(address)
        answers.add((response.status_code, without_address(response.content.decode(), address)))

    assert [status for status, _ in answers] == [404]


@pytest.mark.django_db
def test_r67_asking_for_a_hidden_number_costs_what_asking_for_none_costs(
    neighbours, charlie, django_assert_num_queries
):
    client = Client()
    client.force_login(charlie)
    client.get(reverse("portal:tickets"))

    with django_assert_num_queries(4) as hidden:
        client.get(reverse("portal:ticket", args=[neighbours[0][0].pk]))
    with django_assert_num_queries(len(hidden.captured_queries)):
        client.get(reverse("portal:ticket", args=[987_654_321]))


def test_r67_what_grants_something_has_96_random_bits():
    made = {public_id() for _ in range(1000)}

    assert len(made) == 1000
    assert {len(one) for one in made} == {16}


def test_r67_whatever_has_a_random_name_gets_it_when_it_is_made():
    """The matrix tests the routes."""
    named = {
        model.__name__: model._meta.get_field("public_id")
        for model in apps.get_models()
        if any(field.name == "public_id" for field in model._meta.fields)
    }

    assert named.keys() == {"Order", "Organization", "Payment", "Secret", "Store", "StoredFile", "User"}
    assert {name for name, field in named.items() if field.default is not public_id or not field.unique} == set()
