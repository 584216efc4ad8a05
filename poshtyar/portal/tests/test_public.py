"""The public pages …"""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package, Service, ServiceGroup
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import install_default_faq
from poshtyar.ordering.models import OrderState
from poshtyar.ordering.operations import place_order
from poshtyar.ordering.queries import most_chosen_as_of
from tests import factories
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db

HOME, SERVICES, FAQ = reverse("portal:home"), reverse("portal:services"), reverse("portal:faq")


@pytest.fixture
def defaults():
    """What a new agency starts with."""
    put_default_catalog()
    install_default_faq()


@pytest.fixture
def english(client):
    """A visitor who reads English."""
    client.cookies["language"] = "en"
    return client


def page(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", [HOME, SERVICES, FAQ])
def test_are_open_to_all_in_both_languages(client, defaults, address):
    assert '<html lang="fa" dir="rtl"' in page(client, address)
    client.cookies["language"] = "en"
    assert '<html lang="en" dir="ltr"' in page(client, address)


@pytest.mark.parametrize(("language", "other", "name"), [("fa", "en", "English"), ("en", "fa", "فارسی")])
def test_offer_the_other_language_to_a_visitor_in_the_header(client, defaults, language, other, name):
    client.cookies["language"] = language

    header = page(client, SERVICES).partition("<header")[2].partition("</header>")[0]

    assert re.search(rf'name="language" value="{other}"[^>]*>{name}<', header)
    assert f'name="next" value="{SERVICES}"' in header


@pytest.mark.parametrize("address", [HOME, SERVICES, FAQ])
def test_are_open_before_anything_is_installed(client, address):
    page(client, address)


@pytest.mark.parametrize("address", [HOME, SERVICES, FAQ])
def test_may_be_kept_for_a_minute_by_a_visitor_but_not_by_a_member(client, defaults, alice, address):
    visitor = client.get(address)
    client.force_login(alice)
    member = client.get(address)

    assert visitor["Cache-Control"] == "private, max-age=60"
    assert "Cookie" in visitor["Vary"]
    assert member["Cache-Control"] == "private, no-cache"


def rows_of(kind: str, n: int) -> None:
    """Make n more rows of what a page lists."""
    group = ServiceGroup.objects.create(code="more", name_fa="بیشتر", name_en="More")
    level = Package.objects.get(code="basic").service_level
    for i in range(n):
        if kind == "packages":
            Package.objects.create(
                code=f"p{i}", name_fa="ب", name_en=f"P{i}", coins=10, price_rial=10, service_level=level
            )
            ComparisonRow.objects.create(code=f"r{i}", label_fa="س", label_en=f"R{i}")
        elif kind == "services":
            Service.objects.create(code=f"S{i}", group=group, name_fa="خ", name_en=f"S{i}", coins=10)
        else:
            FaqEntry.objects.create(question_fa="؟", question_en=f"Q{i}", answer_fa="ج", answer_en="A")


@pytest.mark.parametrize(("address", "kind"), [(HOME, "packages"), (SERVICES, "services"), (FAQ, "questions")])
def test_ask_the_database_as_often_for_three_rows_as_for_one(client, defaults, address, kind):
    def queries():
        most_chosen_as_of.cache_clear()
        with CaptureQueriesContext(connection) as context:
            page(client, address)
        return len(context)

    rows_of(kind, 1)
    with_one = queries()
    ServiceGroup.objects.filter(code="more").update(code="one")
    Package.objects.filter(code="p0").update(code="p-one")
    ComparisonRow.objects.filter(code="r0").update(code="r-one")
    Service.objects.filter(code="S0").update(code="S-ONE")
    rows_of(kind, 3)

    assert queries() == with_one <= 12


def test_b4_home_orders_above_and_below_each_package(english, defaults):
    text = page(english, HOME)

    for package in Package.objects.all():
        address = reverse("portal:order_package", args=[package.code])
        assert text.count(f'href="{address}"') == 2
        assert text.count(f'aria-label="Order {package.name_en}"') == 2


def test_b4_home_says_the_rows_in_order_and_what_they_mean(english, defaults):
    text = page(english, HOME)

    places = [text.index(row.label_en) for row in ComparisonRow.objects.order_by("position")]
    places += [text.index(label) for label in ["Price per coin", "Validity", "First answer"]]
    assert places == sorted(places)
    for row in ComparisonRow.objects.all():
        assert row.explanation_en[:40] in text


def test_b4_home_shows_the_words_of_a_cell_instead_of_its_tick(english, defaults):
    cells = ComparisonCell.objects.filter(row__code="seo-review", package__code="basic")
    with_tick = page(english, HOME)
    cells.update(text_fa="ماهانه", text_en="once a month")

    text = page(english, HOME)

    assert "once a month" in text
    assert text.count('class="tick"') == with_tick.count('class="tick"') - 1


def test_home_says_prices_in_toman(english, defaults):
    text = page(english, HOME).replace('<span class="unit">', "")

    for price in ["6,000,000 toman", "9,900,000 toman", "14,400,000 toman", "20,000 toman", "16,000 toman"]:
        assert price in text


def test_b2_home_says_how_long_coins_last(english, defaults):
    assert page(english, HOME).count("365 days") == 3


def test_home_says_when_a_request_made_now_is_answered(english, defaults, time_machine):
    # Thursday 1405-09-05, 23:00 in Tehran: the best package is served on all days, Essential is not.
    time_machine.move_to("2026-11-26T19:30:00+00:00", tick=False)

    text = page(english, HOME)

    assert "We are answering now. With Professional, an emergency asked this minute is answered by" in text
    assert ">tomorrow 00:00</time>" in text
    assert ">tomorrow 07:00</time>" in text
    assert ">Sun 29 Nov, 00:00</time>" in text


def test_home_shows_five_examples_with_their_coins(english, defaults):
    text = page(english, HOME)

    for service in Service.objects.filter(is_example=True):
        assert service.name_en in text
    assert Service.objects.filter(is_example=True).count() == 5


def test_home_says_how_often_the_coins_of_the_smallest_package_cover_each_example(english, defaults):
    Service.objects.filter(code="UPX").update(is_example=True)
    Service.objects.filter(code="HOM").update(is_example=False)

    text = page(english, HOME)

    assert "What the 300 coins of Essential buy" in text
    said = dict(re.findall(r'<li class="job"><span>([^<]+)</span><span class="muted small">(.+?)</span></li>', text))
    words = {name: re.sub(r"<[^>]+>", "", price).partition("·")[2].strip() for name, price in said.items()}
    names = {service.name_en: service.code for service in Service.objects.filter(is_example=True)}
    assert {names[name]: often for name, often in words.items()} == {
        "GA4": "enough for 6",
        "MOD": "enough for 10",
        "PAY": "enough for 5",
        "UPM": "enough for 2",
        "UPX": "",
    }


def test_home_names_no_package_beside_the_examples_where_none_is_sold(english, defaults):
    Package.objects.update(is_on_sale=False)

    text = page(english, HOME)

    assert "What coins buy" in text
    assert "enough for" not in text


def test_home_calls_no_package_the_most_chosen_that_is_not(client, defaults):
    assert "is-most-chosen" not in page(client, HOME)


def test_home_says_which_package_is_chosen_most(english, defaults, monkeypatch):
    monkeypatch.setattr("poshtyar.ordering.queries.FEWEST_CHOICES", 1)
    alice = factories.make_user("Alice")
    package, now = Package.objects.get(code="basic"), timezone.now()
    order = place_order(
        organization=factories.make_organization(alice), package=package, nonce="a-nonce", actor=alice, now=now
    )
    order.state, order.paid_at = OrderState.PAID, now
    order.save()

    text = page(english, HOME)

    assert text.count("Most chosen") == 1
    assert "is-most-chosen" in text


def test_services_show_groups_prices_and_what_is_needed(english, defaults):
    text = page(english, SERVICES)

    for group in ServiceGroup.objects.all():
        assert f'id="{group.code}"' in text
    assert "Google Analytics 4" in text
    assert "Graphical customization:" in text
    assert "the host, the theme, a module" in text


def test_b31_services_invite_what_is_not_in_the_list(english, defaults):
    assert "Requests that are in no list are welcome" in page(english, SERVICES)


def test_services_leave_out_what_is_not_listed(english, defaults):
    Service.objects.filter(code="GA4").update(is_listed=False)

    assert "Google Analytics 4" not in page(english, SERVICES)


def test_services_leave_out_what_staff_alone_may_know(english, defaults):
    Service.objects.filter(code="GA4").update(effort_minutes=98765)

    assert "98765" not in page(english, SERVICES).replace(",", "")


def test_b29_faq_shows_what_is_published_in_order(english, defaults):
    FaqEntry.objects.filter(position=2).update(is_published=False)

    text = page(english, FAQ)

    shown = FaqEntry.objects.filter(is_published=True).order_by("position")
    places = [text.index(entry.question_en) for entry in shown]
    assert places == sorted(places)
    assert "What happens when the coins run out" not in text
