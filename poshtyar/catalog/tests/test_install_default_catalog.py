"""install_default_catalog …, and the answers that read it."""

import pytest

from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package, Right, Service, ServiceGroup
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.catalog.queries import comparison_table, rights_of_package
from poshtyar.sla.models import Calendar, CalendarInterval, ServiceLevel

pytestmark = pytest.mark.django_db

TABLES = [Package, ComparisonRow, ComparisonCell, ServiceGroup, Service, Calendar, CalendarInterval, ServiceLevel]


def test_b1_makes_three_packages(catalog):
    packages = Package.objects.order_by("position").values_list("code", "coins", "price_rial", "service_level__code")

    assert list(packages) == [
        ("essential", 300, 60_000_000, "essential"),
        ("basic", 550, 99_000_000, "basic"),
        ("professional", 900, 144_000_000, "professional"),
    ]


def test_b2_makes_packages_that_last_a_year_not_a_month(catalog):
    assert set(Package.objects.values_list("validity_days", flat=True)) == {365}


def test_b4_compares_nine_rows_in_the_order_of_the_business(catalog):
    table = comparison_table()

    ticks = {line.row.code: "".join("✓" if cell.is_included else "–" for cell in line.cells) for line in table.lines}
    assert [column.package.code for column in table.columns] == ["essential", "basic", "professional"]
    assert list(ticks.items()) == [
        ("coins", "✓✓✓"),
        ("ticketing", "✓✓✓"),
        ("five-days", "✓✓✓"),
        ("functional-customization", "✓✓✓"),
        ("graphical-customization", "–✓✓"),
        ("font-gift", "–✓✓"),
        ("seo-review", "–✓✓"),
        ("seven-days", "–✓✓"),
        ("phone-support", "––✓"),
    ]


def test_b4_says_what_each_row_means_in_both_languages(catalog):
    for row in ComparisonRow.objects.all():
        assert len(row.explanation_fa) > 40, row.code
        assert len(row.explanation_en) > 40, row.code


@pytest.mark.parametrize("extra_rows", [0, 3])
def test_compares_in_four_queries_whatever_the_size(catalog, django_assert_num_queries, extra_rows):
    for n in range(extra_rows):
        ComparisonRow.objects.create(code=f"row-{n}", label_fa="سطر", label_en="Row")

    with django_assert_num_queries(4):
        table = comparison_table()

    assert len(table.lines) == 9 + extra_rows


def test_compares_what_the_service_levels_promise(catalog):
    facts = {
        column.package.code: (column.terms.general_minutes, column.terms.emergency_minutes, column.terms.rank)
        for column in comparison_table().columns
    }

    assert facts == {"essential": (1440, 360, 1), "basic": (1440, 120, 2), "professional": (480, 60, 3)}


def test_compares_only_what_is_on_sale(catalog):
    Package.objects.filter(code="basic").update(is_on_sale=False)

    assert [column.package.code for column in comparison_table().columns] == ["essential", "professional"]


@pytest.mark.parametrize(
    ("code", "rights"),
    [
        ("essential", {Right.FUNCTIONAL}),
        ("basic", {Right.FUNCTIONAL, Right.GRAPHICAL, Right.FONT_GIFT, Right.SEO_REVIEW, Right.SEVEN_DAYS}),
        ("professional", set(Right)),
    ],
)
def test_gives_each_package_the_rights_of_its_ticks(catalog, code, rights):
    assert rights_of_package(Package.objects.get(code=code)) == rights


def test_prices_services_by_the_rule_of_hours(catalog):
    # Agreed by hand: the anchor of the catalog, the fee and the half hour of training.
    by_hand = {"GA4": 50, "INV": 15, "TRA": 25}
    assert Service.objects.count() == 50
    for service in Service.objects.exclude(code__in=by_hand):
        # 45 coins for an hour, rounded to 5.
        assert abs(service.coins - service.effort_minutes * 45 / 60) <= 2.5, service.code
        assert service.coins % 5 == 0
        assert service.coins >= 10
    for code, coins in by_hand.items():
        assert Service.objects.get(code=code).coins == coins


def test_marks_services_as_the_catalog_does(catalog):
    def codes(**facts):
        return set(Service.objects.filter(**facts).values_list("code", flat=True))

    assert codes(is_starting_price=True) == {"UPX", "DEV", "API"}
    assert codes(required_right=Right.GRAPHICAL) == {"CSS", "THM", "HOM", "RTL"}
    assert codes(required_right=Right.FUNCTIONAL) == {"CUS", "DEV"}
    assert codes(required_right="") == codes() - {"CSS", "THM", "HOM", "RTL", "CUS", "DEV"}
    assert " ".join(sorted(codes(needs_backup=True))) == "CUS DBC HAK IMP MCF MIG MUP PHP RST THM UPM UPX URL"
    assert Service.objects.get(code="UPM").usual_obstacles == "host,theme,module"


def test_changes_nothing_when_it_runs_again(catalog):
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]

    install_default_catalog()

    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


def test_keeps_what_a_manager_edited(catalog):
    Package.objects.filter(code="basic").update(price_rial=1, coins=600, name_fa="میانه")
    Service.objects.filter(code="GA4").update(coins=55, is_listed=False)
    ComparisonCell.objects.filter(row__code="seo-review").update(is_included=False, text_fa="جدا")

    install_default_catalog()

    basic = Package.objects.get(code="basic")
    assert (basic.price_rial, basic.coins, basic.name_fa) == (1, 600, "میانه")
    assert Service.objects.get(code="GA4").coins == 55
    assert set(ComparisonCell.objects.filter(row__code="seo-review").values_list("is_included", "text_fa")) == {
        (False, "جدا")
    }


def test_does_not_bring_back_what_a_manager_renamed_or_deleted(catalog):
    Package.objects.filter(code="basic").update(code="middle")
    ComparisonRow.objects.filter(code="ticketing").delete()
    Service.objects.filter(code="GA4").update(code="GOOGLE")
    Service.objects.filter(code="TRA").delete()
    ServiceGroup.objects.filter(code="speed").update(code="fast")
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]

    install_default_catalog()

    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before
