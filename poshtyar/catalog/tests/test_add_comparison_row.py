"""add_comparison_row …"""

import pytest

from poshtyar.catalog.limits import MOST_ROWS
from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package, Right
from poshtyar.catalog.operations import CatalogFull, CellFacts, RowFacts, add_comparison_row
from poshtyar.catalog.queries import comparison_table, rights_of_package
from poshtyar.common.errors import NotAllowed
from tests.race import race


@pytest.fixture
def facts(basic):
    """A row in which Basic has words and the other two nothing."""
    cells = {package: CellFacts() for package in Package.objects.exclude(pk=basic.pk)}
    return RowFacts(
        label_fa="آموزش زنده",
        label_en="Live training",
        explanation_fa="نیم ساعت در ماه.",
        explanation_en="Half an hour a month.",
        cells=cells | {basic: CellFacts(True, "ماهانه", "monthly")},
    )


def test_stands_last_with_what_each_package_gives(facts, mina, now):
    add_comparison_row(facts=facts, actor=mina, now=now)

    line = comparison_table().lines[-1]
    assert (line.row.code, line.row.explanation_en) == ("live-training", "Half an hour a month.")
    assert [(cell.is_included, cell.text_en) for cell in line.cells] == [(False, ""), (True, "monthly"), (False, "")]
    assert len(comparison_table().lines) == 10


def test_records_what_was_added(facts, changes, mina, now):
    add_comparison_row(facts=facts, actor=mina, now=now)

    [(kind, said)] = changes()
    assert (kind, said["label_en"]) == ("comparison_row_added", [None, "Live training"])
    assert said["cells"][1] == {"basic": {"is_included": True, "text_fa": "ماهانه", "text_en": "monthly"}}


def test_b17_gives_its_right_to_the_packages_that_are_ticked(facts, basic, mina, now):
    ComparisonCell.objects.filter(row__code="phone-support").update(is_included=False)

    add_comparison_row(facts=RowFacts(**{**vars(facts), "right": Right.PHONE}), actor=mina, now=now)

    assert Right.PHONE in rights_of_package(basic)
    assert Right.PHONE not in rights_of_package(Package.objects.get(code="professional"))


def test_makes_one_row_of_a_form_that_is_sent_twice(facts, changes, mina, now):
    first, second = (add_comparison_row(facts=facts, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert len(changes()) == 1


@pytest.mark.django_db(transaction=True)
def test_makes_one_row_of_a_form_that_is_sent_four_times_at_once(facts, changes, mina, now):
    assert len(set(race(4, lambda _: add_comparison_row(facts=facts, actor=mina, now=now).pk))) == 1

    assert len(changes()) == 1


def test_names_rows_apart_that_have_one_english_label(facts, mina, now):
    for label_fa in ("یک", "دو", "سه"):
        add_comparison_row(facts=RowFacts(label_fa=label_fa, label_en="Live training"), actor=mina, now=now)
    add_comparison_row(facts=RowFacts(label_fa="چهار", label_en="چهار"), actor=mina, now=now)

    added = ComparisonRow.objects.order_by("position").values_list("code", flat=True)[9:]
    assert list(added) == ["live-training", "live-training-2", "live-training-3", "row"]


def test_refuses_more_than_the_page_can_show(basic, mina, now):
    for n in range(MOST_ROWS - 9):
        add_comparison_row(facts=RowFacts(label_fa=str(n), label_en=str(n)), actor=mina, now=now)

    with pytest.raises(CatalogFull):
        add_comparison_row(facts=RowFacts(label_fa="x", label_en="x"), actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(facts, now, who, request):
    with pytest.raises(NotAllowed):
        add_comparison_row(facts=facts, actor=request.getfixturevalue(who), now=now)

    assert ComparisonRow.objects.count() == 9
