"""The manager's pages of packages …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.catalog.models import ComparisonRow, Package
from poshtyar.events.models import Event
from tests.pages import text_of
from tests.ready_made import put_default_catalog

LIST, NEW = reverse("console:packages"), reverse("console:create_package")


@pytest.fixture
def basic(db):
    """Basic: 550 coins for 9,900,000 toman."""
    put_default_catalog()
    return Package.objects.get(code="basic")


@pytest.fixture
def typed(basic):
    """Give what the form of Basic sends when some of it is typed otherwise."""

    def typed(**changes):
        said = {
            "version": "1",
            "name_fa": "پایه",
            "name_en": "Basic",
            "summary_fa": basic.summary_fa,
            "summary_en": basic.summary_en,
            "code": "basic",
            "coins": "550",
            "price_rial": "9900000",
            "validity_days": "365",
            "service_level": str(basic.service_level_id),
            "rows": list(
                ComparisonRow.objects.filter(cells__package=basic, cells__is_included=True).values_list("pk", flat=True)
            ),
            "is_on_sale": "on",
        }
        return {name: value for name, value in (said | changes).items() if value is not None}

    return typed


def address(name, package):
    return reverse(f"console:{name}", args=[package.pk])


def test_the_list_shows_the_packages_in_order_with_what_they_sell(manager, basic):
    Package.objects.filter(code="essential").update(is_on_sale=False)

    text = text_of(manager.get(LIST))

    places = [text.index(f"<strong>{name}</strong>") for name in ("Essential", "Basic", "Professional")]
    assert places == sorted(places)
    assert "9,900,000 toman" in text
    assert text.count("withdrawn from sale") == 1


def test_the_list_takes_as_many_statements_for_three_packages_as_for_one(manager, basic):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST).status_code == 200
        return len(queries)

    three = statements()
    Package.objects.exclude(pk=basic.pk).delete()

    assert statements() == three <= 12


def test_the_page_takes_as_many_statements_for_three_rows_as_for_one(manager, basic):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(address("change_package", basic)).status_code == 200
        return len(queries)

    nine = statements()
    ComparisonRow.objects.exclude(code="coins").delete()

    assert statements() == nine <= 12


def test_the_page_shows_the_price_in_toman_and_its_ticks(manager, basic):
    text = text_of(manager.get(address("change_package", basic)))

    assert 'name="price_rial" value="9,900,000"' in text
    assert text.count("checked") == 8 + 1  # the ticks, and that it is on sale


@pytest.mark.parametrize("written", ["10000000", "۱۰۰۰۰۰۰۰", "١٠٠٠٠٠٠٠", " 10000000 ", "۱۰٬۰۰۰٬۰۰۰", "10,000,000"])
def test_a_price_is_typed_in_toman_and_kept_in_rials(manager, basic, typed, written):
    answer = manager.post(address("change_package", basic), typed(price_rial=written))

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    basic.refresh_from_db()
    assert basic.price_rial == 100_000_000
    assert Event.objects.get().data["changes"] == {"price_rial": [99_000_000, 100_000_000]}


def test_the_home_page_and_the_checkout_show_a_changed_price(client, manager, alice, organization, basic, typed):
    manager.post(address("change_package", basic), typed(price_rial="10000000", name_en="Middle"))
    client.logout()
    client.cookies["language"] = "en"

    home = text_of(client.get(reverse("portal:home")))
    client.force_login(alice)
    client.cookies["language"] = "en"
    checkout = text_of(client.get(reverse("portal:order_package", args=["basic"])))

    assert '10,000,000 <span class="unit">toman</span>' in home
    assert "9,900,000 <" not in home
    assert 'aria-label="Order Middle"' in home
    assert "۱۱٬۰۰۰٬۰۰۰ تومان" in checkout


def test_a_package_withdrawn_from_sale_leaves_the_home_page(client, manager, basic, typed):
    manager.post(address("change_package", basic), typed(is_on_sale=None))

    assert 'aria-label="Order Basic"' not in text_of(client.get(reverse("portal:home")))


@pytest.mark.parametrize("wrong", ["", "-1", "−۱", "0", "1e3", "1.5", "12٫5", "9223372036854775808", "twelve", "۱ ۲"])
def test_numbers_that_make_no_sense_are_refused_with_what_was_typed(manager, basic, typed, wrong):
    numbers = dict.fromkeys(["coins", "price_rial", "validity_days"], wrong)

    answer = manager.post(address("change_package", basic), typed(**numbers, name_en="Typed before"))

    text = text_of(answer)
    assert (answer.status_code, text.count("has-error")) == (422, 3)
    assert 'value="Typed before"' in text
    assert all(f'name="{name}" value="{wrong}"' in text for name in numbers if wrong)
    basic.refresh_from_db()
    assert (basic.version, Event.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    "wrong", [{"code": "a b"}, {"code": "پایه"}, {"code": ""}, {"name_fa": "\u200b"}, {"name_en": "x" * 81}]
)
def test_a_text_that_makes_no_sense_is_refused(manager, basic, typed, wrong):
    assert manager.post(address("change_package", basic), typed(**wrong)).status_code == 422
    assert Event.objects.count() == 0


def test_a_stale_form_is_refused_with_what_was_typed_and_what_stands_now(manager, basic, typed):
    manager.post(address("change_package", basic), typed(coins="600"))

    answer = manager.post(address("change_package", basic), typed(coins="700"))

    text = text_of(answer)
    assert answer.status_code == 409
    assert "Somebody changed this after you opened it" in text
    assert '<dt>Coins</dt><dd class="plain">600</dd>' in text
    assert 'name="coins" value="700"' in text
    assert 'name="version" value="2"' in text
    basic.refresh_from_db()
    assert basic.coins == 600

    assert manager.post(address("change_package", basic), typed(coins="700", version="2")).status_code == 302
    basic.refresh_from_db()
    assert basic.coins == 700


@pytest.mark.parametrize("version", [None, "", "x", "0", "99", "9223372036854775808"])
def test_a_form_with_a_made_up_version_changes_nothing(manager, basic, typed, version):
    answer = manager.post(address("change_package", basic), typed(coins="700", version=version))

    assert answer.status_code in {409, 422}
    assert Event.objects.count() == 0


def test_a_package_is_added(manager, basic, typed):
    sent = typed(code="VIP", name_en="VIP", name_fa="ویژه", version=None)

    answers = [manager.post(NEW, sent) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert [package.code for package in Package.objects.in_order()] == ["essential", "basic", "professional", "vip"]


def test_the_code_of_another_package_is_refused_at_its_field(manager, basic, typed):
    answer = manager.post(NEW, typed(version=None, coins="1"))

    assert answer.status_code == 409
    assert 'href="#id_code"' in text_of(answer)
    assert Package.objects.count() == 3


def test_buttons_move_a_package_up_and_down(manager, basic):
    text = text_of(manager.get(LIST))
    assert text.count('name="place"') == 4

    answer = manager.post(address("move_package", basic), {"place": "1"})

    assert answer["Location"] == f"{LIST}#row-{basic.pk}"
    assert Package.objects.in_order().first() == basic


@pytest.mark.parametrize("place", ["", "0", "4", "x", "9223372036854775808"])
def test_a_place_that_is_not_there_moves_nothing(manager, basic, place):
    answer = manager.post(address("move_package", basic), {"place": place}, follow=True)

    assert "It cannot be moved further." in text_of(answer)
    assert Event.objects.count() == 0


def test_a_package_that_nobody_ordered_is_deleted(manager, basic):
    answer = manager.post(address("delete_package", basic), {"version": "1"})

    assert (answer.status_code, Package.objects.count()) == (302, 2)


@pytest.mark.parametrize("version", ["", "2", "x"])
def test_a_package_is_not_deleted_from_a_stale_page(manager, basic, version):
    answer = manager.post(address("delete_package", basic), {"version": version})

    assert answer.status_code == 409
    assert "Somebody changed this after you opened it" in text_of(answer)
    assert Package.objects.count() == 3


def test_the_place_of_all_settings_says_what_stands_there_in_few_statements(manager, basic):
    with CaptureQueriesContext(connection) as queries:
        text = text_of(manager.get(reverse("console:catalog")))

    for words in ("3 on sale", "rows: 9", "50 on the public list", "levels: 3", "10 percent today"):
        assert words in text
    assert len(queries) <= 12


def test_a_manager_finds_the_pages_and_nobody_else_does(client, manager, agnes, leo, alice, basic):
    assert f'href="{LIST}"' in text_of(manager.get(reverse("console:catalog")))
    assert f'href="{reverse("console:catalog")}"' in text_of(manager.get(LIST))

    for person in (agnes, leo, alice):
        client.force_login(person)
        assert client.get(LIST).status_code == 404
        assert client.post(address("move_package", basic), {"place": "1"}).status_code == 404
        assert reverse("console:catalog") not in text_of(client.get(reverse("console:queue"), follow=True))
    assert Event.objects.count() == 0
