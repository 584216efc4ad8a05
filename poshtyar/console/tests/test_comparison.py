"""The manager's pages of the comparison …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package
from poshtyar.events.models import Event
from tests.pages import text_of
from tests.ready_made import put_default_catalog

LIST, NEW, HOME = reverse("console:comparison"), reverse("console:add_comparison_row"), reverse("portal:home")


@pytest.fixture
def seo(db):
    """The row of the SEO review: Basic and Professional have it."""
    put_default_catalog()
    return ComparisonRow.objects.get(code="seo-review")


@pytest.fixture
def typed(seo):
    """Give what the form of the row sends when some of it is typed otherwise."""

    def typed(**changes):
        said = {"version": "1", "right": seo.right}
        said |= {name: getattr(seo, name) for name in ("label_fa", "label_en", "explanation_fa", "explanation_en")}
        for cell in seo.cells.filter(is_included=True):
            said[f"included_{cell.package_id}"] = "on"
        return {name: value for name, value in (said | changes).items() if value is not None}

    return typed


def address(name, row):
    return reverse(f"console:{name}", args=[row.pk])


def test_the_table_shows_every_row_with_its_cells(manager, seo):
    text = text_of(manager.get(LIST))

    assert all(row.label_en in text for row in ComparisonRow.objects.all())
    # As the business has it: of 27 cells six are empty, and those of the coins show three numbers.
    assert (text.count('class="cross"'), text.count('class="tick"'), text.count("550 coins")) == (6, 18, 1)


def test_the_table_takes_as_many_statements_for_three_rows_and_packages_as_for_one(manager, seo):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST).status_code == 200
        return len(queries)

    many = statements()
    ComparisonRow.objects.exclude(pk=seo.pk).delete()
    Package.objects.exclude(code="basic").delete()

    assert statements() == many <= 12


def test_the_page_takes_as_many_statements_for_three_packages_as_for_one(manager, seo):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(address("change_comparison_row", seo)).status_code == 200
        return len(queries)

    three = statements()
    Package.objects.exclude(code="basic").delete()

    assert statements() == three <= 12


def test_b4_the_home_page_shows_what_was_changed(manager, seo, typed):
    basic = Package.objects.get(code="basic")
    sent = typed(
        label_en="Search engines",
        explanation_en="We look once a month.",
        **{f"text_en_{basic.pk}": "once a month", f"text_fa_{basic.pk}": "ماهانه"},
    )

    answer = manager.post(address("change_comparison_row", seo), sent)

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    manager.logout()
    manager.cookies["language"] = "en"
    home = text_of(manager.get(HOME))
    assert all(words in home for words in ("Search engines", "We look once a month.", "once a month"))
    assert "SEO review and guidance" not in home


def test_a_tick_is_given_and_taken(manager, seo, typed):
    essential, basic = (Package.objects.get(code=code) for code in ("essential", "basic"))
    sent = typed(**{f"included_{essential.pk}": "on", f"included_{basic.pk}": None})

    manager.post(address("change_comparison_row", seo), sent)

    ticked = ComparisonCell.objects.filter(row=seo, is_included=True).values_list("package__code", flat=True)
    assert set(ticked) == {"essential", "professional"}


def test_a_stale_form_is_refused_with_what_was_typed_and_what_stands_now(manager, seo, typed):
    opened_before = typed(label_en="Typed meanwhile")
    basic = Package.objects.get(code="basic")
    manager.post(address("change_comparison_row", seo), typed(**{f"included_{basic.pk}": None}))

    answer = manager.post(address("change_comparison_row", seo), opened_before)

    text = text_of(answer)
    assert answer.status_code == 409
    assert 'value="Typed meanwhile"' in text
    assert '<dt>Basic: included</dt><dd class="plain">not ticked</dd>' in text
    assert 'name="version" value="2"' in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"label_fa": ""},
        {"label_en": "\u200b"},
        {"label_en": "x" * 161},
        {"right": "everything"},
        {"explanation_fa": "x" * 1001},
        {"version": ""},
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_typed(manager, seo, typed, wrong):
    answer = manager.post(address("change_comparison_row", seo), typed(**{"explanation_en": "Typed before", **wrong}))

    assert answer.status_code == 422
    assert "Typed before" in text_of(answer)
    assert Event.objects.count() == 0


def test_a_row_is_added_once_and_stands_on_the_home_page(manager, seo, typed):
    sent = typed(version=None, right="", label_en="Live training", label_fa="آموزش زنده")

    assert [manager.post(NEW, sent).status_code for _ in range(2)] == [302, 302]

    manager.logout()
    assert ComparisonRow.objects.count() == 10
    assert "آموزش زنده" in text_of(manager.get(HOME))


def test_buttons_move_a_row(manager, seo):
    answer = manager.post(address("move_comparison_row", seo), {"place": "1"})

    assert answer["Location"] == f"{LIST}#row-{seo.pk}"
    assert ComparisonRow.objects.order_by("position").first() == seo


def test_a_row_is_deleted_but_not_from_a_stale_page(manager, seo):
    assert manager.post(address("delete_comparison_row", seo), {"version": "2"}).status_code == 409
    assert ComparisonRow.objects.count() == 9

    assert manager.post(address("delete_comparison_row", seo), {"version": "1"}).status_code == 302
    assert ComparisonRow.objects.count() == 8
    manager.logout()
    assert "سئو" not in text_of(manager.get(HOME))
