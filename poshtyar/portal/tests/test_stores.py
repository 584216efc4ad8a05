"""The stores' pages and the organizations' pages …"""

import pytest
from django.urls import reverse

from poshtyar.accounts.models import Organization, Store
from tests import factories

STORES = reverse("portal:stores")


def address(name, store):
    return reverse(f"portal:{name}", args=[store.public_id])


def test_add_change_archive_and_restore(client, bob, organization):
    client.force_login(bob)

    client.post(reverse("portal:add_store"), {"name": "چای", "url": "tea.example.com", "version": "9.0.2"})
    store = Store.objects.get()
    assert (store.organization, store.name, store.url) == (organization, "چای", "https://tea.example.com")
    client.post(address("change_store", store), {"name": "قهوه", "url": "http://coffee.example.com/shop"})
    client.post(address("archive_store", store))
    assert "بایگانی" in client.get(STORES).content.decode()
    client.post(address("restore_store", store))

    store.refresh_from_db()
    assert (store.name, store.url, store.archived_at) == ("قهوه", "http://coffee.example.com/shop", None)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://user:secret@example.com",
        "https://",
        "not an address",
        "https://example.com/" + "a" * 300,
    ],
)
def test_refuse_other_addresses_in_one_sentence_and_keep_what_was_typed(client, alice, organization, url):
    client.force_login(alice)

    response = client.post(reverse("portal:add_store"), {"name": "چای سبز", "url": url})

    assert response.status_code == 422
    assert [len(said) for said in response.context["form"].errors.values()] == [1]
    assert "چای سبز" in response.content.decode()
    assert not Store.objects.exists()


def test_answer_charlie_like_missing_ones(client, charlie, store):
    client.force_login(charlie)
    missing = client.get(reverse("portal:change_store", args=["AAAAAAAAAAAAAAAA"]))

    for response in (
        client.get(address("change_store", store)),
        client.post(address("change_store", store), {"name": "x", "url": "https://x.example"}),
        client.post(address("archive_store", store)),
        client.post(address("restore_store", store)),
    ):
        assert (response.status_code, response.content) == (404, missing.content)
    assert store.name not in client.get(STORES).content.decode().replace("&#x27;", "'")
    assert Store.objects.get() == store
    assert Store.objects.get().archived_at is None


def test_ask_as_few_questions_for_three_stores_as_for_one(client, alice, store, django_assert_max_num_queries):
    client.force_login(alice)
    with django_assert_max_num_queries(12) as one:
        client.get(STORES)
    for n in range(2):
        factories.make_store(store.organization, f"Shop {n}")

    with django_assert_max_num_queries(12) as three:
        client.get(STORES)

    assert len(one) == len(three)


def test_make_an_organization_once(client, db):
    dana = factories.make_user("", mobile="+989121234567", email=None)
    client.force_login(dana)
    assert client.get(STORES).url.startswith(reverse("portal:create_organization"))

    for _ in range(2):
        response = client.post(reverse("portal:create_organization"), {"owner_name": "دانا", "name": "فروشگاه دانا"})

    assert response.url == reverse("portal:dashboard")
    assert Organization.objects.get().name == "فروشگاه دانا"
    assert client.get(STORES).status_code == 200


def test_choose_among_ones_own_organizations(client, alice, organization, charlie):
    second = factories.make_organization(alice, "Second")
    client.force_login(alice)
    choose = reverse("portal:choose_organization")

    client.post(choose, {"organization": second.public_id})
    assert client.get(STORES).wsgi_request.organization == second
    foreign = Organization.objects.exclude(memberships__user=alice).get()
    assert client.post(choose, {"organization": foreign.public_id}).status_code == 404
    assert client.get(STORES).wsgi_request.organization == second


def test_fall_back_when_the_chosen_organization_is_left(client, alice, organization):
    second = factories.make_organization(alice, "Second")
    client.force_login(alice)
    client.post(reverse("portal:choose_organization"), {"organization": second.public_id})

    second.memberships.all().delete()

    assert client.get(STORES).wsgi_request.organization == organization
