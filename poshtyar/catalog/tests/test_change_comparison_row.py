"""change_comparison_row …"""

import pytest

from poshtyar.catalog.models import ComparisonRow, Package, Right
from poshtyar.catalog.operations import CellFacts, RowFacts, change_comparison_row, change_package
from poshtyar.catalog.queries import rights_of_package
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from tests import factories


@pytest.fixture
def seo(basic):
    """The row of the SEO review: Basic and Professional have it."""
    return ComparisonRow.objects.get(code="seo-review")


@pytest.fixture
def change(seo, mina, now):
    """Change the row as the manager."""

    def change(version=1, actor=mina, **changes):
        names = [name for name in RowFacts.__dataclass_fields__ if name != "cells"]
        facts = RowFacts(**{**{name: getattr(seo, name) for name in names}, **changes})
        return change_comparison_row(row=seo, facts=facts, version=version, actor=actor, now=now)

    return change


def test_b4_keeps_what_was_typed_and_records_before_and_after(change, changes, seo, basic):
    change(label_en="SEO", explanation_en="We look.", cells={basic: CellFacts(True, "ماهانه", "monthly")})

    seo.refresh_from_db()
    assert (seo.label_en, seo.explanation_en, seo.version) == ("SEO", "We look.", 2)
    [(kind, said)] = changes()
    assert kind == "comparison_row_changed"
    assert said["label_en"] == ["SEO review and guidance", "SEO"]
    assert said["cells"] == [
        {"basic": {"is_included": True, "text_fa": "", "text_en": ""}},
        {"basic": {"is_included": True, "text_fa": "ماهانه", "text_en": "monthly"}},
    ]


def test_b17_takes_a_right_from_what_is_sold_and_not_from_what_is_owned(change, organization, basic):
    factories.make_package(organization, "basic")

    change(cells={basic: CellFacts(False)})

    assert Right.SEO_REVIEW not in rights_of_package(basic)
    assert Right.SEO_REVIEW in organization.owned_packages.get().rights


def test_leaves_the_cells_alone_of_packages_that_are_not_named(change, seo, basic):
    change(cells={basic: CellFacts(False)})

    ticked = seo.cells.filter(is_included=True).values_list("package__code", flat=True)
    assert list(ticked) == ["professional"]


def test_makes_the_pages_stale_of_the_packages_whose_cell_changes(change, basic):
    change(cells={package: CellFacts(True) for package in Package.objects.all()})

    assert list(Package.objects.filter(version=2).values_list("code", flat=True)) == ["essential"]


def test_is_refused_when_a_tick_was_changed_on_a_packages_page_meanwhile(change, seo, basic, facts_of, mina, now):
    kept = tuple(row for row in facts_of(basic).rows if row != seo)
    change_package(package=basic, facts=facts_of(basic, rows=kept), version=1, actor=mina, now=now)

    with pytest.raises(ChangedMeanwhile):
        change(cells={basic: CellFacts(True)})

    assert Right.SEO_REVIEW not in rights_of_package(basic)


def test_says_nothing_new_when_the_form_is_sent_twice(change, changes, seo):
    change(label_en="SEO")
    change(label_en="SEO")

    seo.refresh_from_db()
    assert (seo.version, len(changes())) == (2, 1)


def test_refuses_to_overwrite_what_another_manager_changed(change, seo):
    change(label_en="SEO")

    with pytest.raises(ChangedMeanwhile):
        change(label_en="Search engines")

    seo.refresh_from_db()
    assert seo.label_en == "SEO"


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(change, changes, who, request):
    with pytest.raises(NotAllowed):
        change(label_en="SEO", actor=request.getfixturevalue(who))

    assert changes() == []
