"""The staff's pages of customers …"""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import override

from poshtyar.accounts.models import User
from poshtyar.common.jalali import format_moment
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.tickets import operations as tickets
from poshtyar.wallet.tests.coins import buy, gift, hold
from tests import factories
from tests.confirmed import confirm

LIST = reverse("console:organizations")


def page_of(organization):
    return reverse("console:organization", args=[organization.public_id])


def ending(user):
    return reverse("console:deactivate_user", args=[user.public_id])


def text(response):
    return response.content.decode().replace("&#x27;", "'")


def words_of(response):
    return " ".join(strip_tags(text(response).replace("<", " <")).split())


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


def test_show_the_tickets_of_an_organization_and_of_no_other_open_ones_first(
    client, agnes, alice, organization, charlie
):
    theirs = charlie.memberships.get().organization
    asked = [factories.make_ticket(organization, alice, subject) for subject in ("Closed question", "Open question")]
    factories.make_ticket(theirs, charlie, "Charlie's question")
    tickets.close_ticket(ticket=asked[0], actor=agnes, now=timezone.now())
    client.force_login(agnes)

    shown = text(client.get(page_of(organization)))

    assert 0 < shown.index("Open question") < shown.index("Closed question")
    assert reverse("console:ticket", args=[asked[1].pk]) in shown
    assert "Charlie's question" not in shown


def test_show_the_coins_of_an_organization_lot_by_lot(client, agnes, mina, organization):
    now = timezone.now()
    agnes.language = "en"
    agnes.save()
    buy(organization, 300, now=now, expires_at=now + timedelta(days=200))
    gift(organization, 20, actor=mina, now=now, expires_at=now + timedelta(days=5))
    hold(organization, 50, now=now)
    client.force_login(agnes)

    words = words_of(client.get(page_of(organization)))

    assert "Free 270 coins" in words
    # The gift ends first, so it is set aside whole and nothing of it can expire.
    assert "expire within" not in words
    assert "Set aside 50 coins" in words
    assert words.index("Gift until") < words.index("Essential until")
    assert "0 coins · 20 coins set aside" in words
    assert "270 coins · 30 coins set aside" in words


def test_show_the_last_day_of_a_package_and_not_the_day_after(client, agnes, organization):
    agnes.language = "en"
    agnes.save()
    # Midnight between 9 and 10 March 2090 in Tehran.
    factories.make_package(organization, "essential", expires_at=datetime(2090, 3, 9, 20, 30, tzinfo=UTC))
    client.force_login(agnes)

    words = words_of(client.get(page_of(organization)))

    assert words.count("until 9 Mar 2090") == 2
    assert "10 Mar 2090" not in words


def test_show_packages_and_lots_in_one_order_each_with_its_moment(client, agnes, organization):
    now = timezone.now()
    agnes.language = "en"
    agnes.save()
    for code, hours, days in (("professional", 3, 300), ("essential", 2, 100), ("basic", 1, 200)):
        bought_at = now - timedelta(hours=hours)
        factories.make_package(organization, code, now=bought_at, expires_at=now + timedelta(days=days))
    ended = factories.make_package(organization, "essential", expires_at=now + timedelta(days=1))
    OwnedPackage.objects.filter(pk=ended.pk).update(expires_at=now - timedelta(days=1))
    client.force_login(agnes)

    page = text(client.get(page_of(organization)))
    with override("en"):
        moments = [format_moment(now - timedelta(hours=hours), now) for hours in (2, 1, 3)]

    lots, _, packages = page.partition('id="packages"')
    for part in (lots, packages):
        assert [part.index(moment) for moment in moments] == sorted(part.index(moment) for moment in moments)
    assert packages.index("ended") > packages.index(moments[-1])


def test_show_the_coins_that_expire_soon(client, agnes, mina, organization):
    now = timezone.now()
    agnes.language = "en"
    agnes.save()
    gift(organization, 20, actor=mina, now=now, expires_at=now + timedelta(days=5))
    client.force_login(agnes)

    words = words_of(client.get(page_of(organization)))

    assert "Of these, expire within 30 days 20 coins" in words


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
    confirm(client, leo)
    assert client.get(ending(bob)).status_code == 200

    response = client.post(ending(bob))

    assert response.status_code == 302
    assert not User.objects.get(pk=bob.pk).is_active
    assert client.get(ending(bob)).status_code == 404


def test_say_why_an_account_stays(client, leo, alice, bob, organization):
    client.force_login(leo)
    confirm(client, leo)

    response = client.post(ending(alice))

    assert response.status_code == 409
    assert "مالک" in text(response)


@pytest.mark.parametrize("address_of", [page_of, lambda _: LIST], ids=["organization", "list"])
def test_ask_as_few_questions_for_three_rows_as_for_one(
    client, agnes, organization, store, django_assert_max_num_queries, address_of
):
    buy(organization)
    owner = organization.memberships.owners().first().user
    factories.make_ticket(organization, owner, "Question")
    client.force_login(agnes)
    with django_assert_max_num_queries(12) as one:
        client.get(address_of(organization))
    for n in range(2):
        factories.join(organization, factories.make_user(f"M{n}"))
        factories.make_store(organization, f"Shop {n}")
        factories.make_ticket(organization, owner, f"Question {n}")
        factories.make_organization(factories.make_user(f"O{n}"), f"Shops {n}")
        buy(organization, reference=f"order:of-row-{n}")

    with django_assert_max_num_queries(12) as three:
        client.get(address_of(organization))

    assert len(one) == len(three)


def test_ask_staff_for_a_second_factor_first(client, agnes, settings):
    settings.STAFF_TOTP_REQUIRED = True
    client.force_login(agnes)
    assert client.get(LIST).url == reverse("mfa_activate_totp")

    TOTP.activate(agnes, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    assert client.get(LIST).status_code == 200
