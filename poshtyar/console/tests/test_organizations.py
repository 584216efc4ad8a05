"""The staff's pages of customers …"""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse

from poshtyar.accounts.models import User
from tests import factories

LIST = reverse("console:organizations")


def page_of(organization):
    return reverse("console:organization", args=[organization.public_id])


def ending(user):
    return reverse("console:deactivate_user", args=[user.public_id])


def text(response):
    return response.content.decode().replace("&#x27;", "'")


def test_list_and_find_organizations(client, agnes, organization, charlie):
    client.force_login(agnes)

    assert "Alice's shops" in text(client.get(LIST))
    assert "Charlie's shops" in text(client.get(LIST))
    found = text(client.get(LIST, {"q": "charlie"}))

    assert "Charlie's shops" in found
    assert "Alice's shops" not in found


@pytest.mark.parametrize("query", ["%", "_", "a%s"])
def test_take_signs_for_what_they_are(client, agnes, organization, query):
    client.force_login(agnes)

    assert "Alice's shops" not in text(client.get(LIST, {"q": query}))


def test_show_an_organization(client, agnes, organization, bob, store):
    client.force_login(agnes)

    shown = text(client.get(page_of(organization)))

    for expected in ("Alice", "Bob", "Alice's shop", "shop.example.com"):
        assert expected in shown


def test_are_missing_for_customers(client, alice, bob, organization):
    client.force_login(alice)

    for address in (LIST, page_of(organization), ending(bob)):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert User.objects.get(pk=bob.pk).is_active


def test_keep_the_end_of_an_account_from_agents(client, agnes, bob, organization):
    client.force_login(agnes)

    assert client.post(ending(bob)).status_code == 404
    assert "deactivate" not in text(client.get(page_of(organization)))


def test_end_an_account_for_a_lead(client, leo, bob, organization):
    client.force_login(leo)
    assert client.get(ending(bob)).status_code == 200

    response = client.post(ending(bob))

    assert response.status_code == 302
    assert not User.objects.get(pk=bob.pk).is_active
    assert client.get(ending(bob)).status_code == 404


def test_say_why_an_account_stays(client, leo, alice, bob, organization):
    client.force_login(leo)

    response = client.post(ending(alice))

    assert response.status_code == 409
    assert "مالک" in text(response)


def test_ask_as_few_questions_for_three_rows_as_for_one(
    client, agnes, organization, store, django_assert_max_num_queries
):
    client.force_login(agnes)
    with django_assert_max_num_queries(12) as one:
        client.get(page_of(organization))
        client.get(LIST)
    for n in range(2):
        factories.join(organization, factories.make_user(f"M{n}"))
        factories.make_store(organization, f"Shop {n}")
        factories.make_organization(factories.make_user(f"O{n}"), f"Shops {n}")

    with django_assert_max_num_queries(12) as three:
        client.get(page_of(organization))
        client.get(LIST)

    assert len(one) == len(three)


def test_ask_staff_for_a_second_factor_first(client, agnes, settings):
    settings.STAFF_TOTP_REQUIRED = True
    client.force_login(agnes)
    assert client.get(LIST).url == reverse("mfa_activate_totp")

    TOTP.activate(agnes, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    assert client.get(LIST).status_code == 200
