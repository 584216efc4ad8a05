"""change_package …"""

import pytest

from poshtyar.catalog.models import ComparisonRow, Package, Right
from poshtyar.catalog.operations import CodeTaken, TermsOutOfRange, change_package
from poshtyar.catalog.queries import rights_of_package
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from poshtyar.sla.models import ServiceLevel
from tests.race import race


@pytest.fixture
def change(basic, facts_of, mina, now):
    """Change Basic as the manager; a stale form is one that names an older version."""

    def change(version=1, actor=mina, **changes):
        return change_package(package=basic, facts=facts_of(basic, **changes), version=version, actor=actor, now=now)

    return change


def test_keeps_what_was_typed_and_records_before_and_after(change, changes, basic):
    level = ServiceLevel.objects.get(code="professional")

    changed = change(price_rial=100_000_000, name_fa="میانه", service_level=level, is_on_sale=False)

    basic.refresh_from_db()
    assert basic == changed
    assert (basic.price_rial, basic.name_fa, basic.service_level, basic.version) == (100_000_000, "میانه", level, 2)
    assert changes() == [
        (
            "package_changed",
            {
                "name_fa": ["پایه", "میانه"],
                "price_rial": [99_000_000, 100_000_000],
                "service_level": ["basic", "professional"],
                "is_on_sale": [True, False],
            },
        )
    ]


def test_b17_changes_the_rights_that_are_sold_from_now_on(change, changes, basic):
    rows = ComparisonRow.objects.filter(code__in=["phone-support", "font-gift", "coins"])

    change(rows=tuple(rows))

    assert rights_of_package(basic) == {Right.PHONE, Right.FONT_GIFT}
    [(_kind, said)] = changes()
    assert said["rows"][1] == ["coins", "font-gift", "phone-support"]


def test_makes_the_pages_stale_of_the_rows_whose_tick_changes(change, basic, facts_of):
    kept = [row for row in facts_of(basic).rows if row.code != "seo-review"]

    change(rows=tuple(kept))

    assert set(ComparisonRow.objects.filter(version=2).values_list("code", flat=True)) == {"seo-review"}


def test_says_nothing_new_when_the_form_is_sent_twice(change, changes, basic):
    change(coins=600)
    change(coins=600)

    basic.refresh_from_db()
    assert (basic.coins, basic.version, len(changes())) == (600, 2, 1)


def test_refuses_to_overwrite_what_another_manager_changed(change, changes, basic):
    change(coins=600)

    with pytest.raises(ChangedMeanwhile):
        change(version=1, coins=700)

    basic.refresh_from_db()
    assert (basic.coins, len(changes())) == (600, 1)
    assert change(version=2, coins=700).coins == 700


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_managers_win_when_they_save_at_once(basic, facts_of, mina, now):
    def save(n):
        try:
            change_package(package=basic, facts=facts_of(basic, coins=600 + n), version=1, actor=mina, now=now)
        except ChangedMeanwhile:
            return "refused"
        return "saved"

    assert sorted(race(2, save)) == ["refused", "saved"]
    assert Package.objects.get(code="basic").version == 2


def test_refuses_the_code_of_another_package(change, changes):
    with pytest.raises(CodeTaken):
        change(code="essential")

    assert changes() == []


@pytest.mark.parametrize("wrong", [{"coins": 0}, {"price_rial": 2**63}, {"validity_days": -1}])
def test_refuses_terms_that_no_package_has(change, changes, wrong):
    with pytest.raises(TermsOutOfRange):
        change(**wrong)

    assert changes() == []


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(change, changes, who, request):
    with pytest.raises(NotAllowed):
        change(coins=1, actor=request.getfixturevalue(who))

    assert changes() == []
