"""change_service …"""

import pytest

from poshtyar.catalog.models import Service, ServiceGroup
from poshtyar.catalog.operations import (
    CodeTaken,
    ServiceFacts,
    TermsOutOfRange,
    TooManyExamples,
    change_service,
    move_service,
)
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from tests.race import race


@pytest.fixture
def analytics(catalog):
    """Google Analytics: 50 coins."""
    return Service.objects.get(code="GA4")


@pytest.fixture
def change(analytics, mina, now):
    """Change the service as the manager."""

    def change(version=1, actor=mina, **changes):
        said = {name: getattr(analytics, name) for name in ServiceFacts.__dataclass_fields__}
        return change_service(
            service=analytics, facts=ServiceFacts(**said | changes), version=version, actor=actor, now=now
        )

    return change


def test_keeps_what_was_typed_and_records_before_and_after(change, changes, analytics):
    change(coins=55, is_listed=False, usual_obstacles="", name_fa="راه‌اندازی آمار گوگل")

    analytics.refresh_from_db()
    assert (analytics.coins, analytics.is_listed, analytics.obstacles, analytics.version) == (55, False, [], 2)
    assert changes() == [
        (
            "service_changed",
            {
                "name_fa": ["راه‌اندازی گوگل آنالیتیکس", "راه‌اندازی آمار گوگل"],
                "coins": [50, 55],
                "usual_obstacles": ["theme,module", ""],
                "is_listed": [True, False],
            },
        )
    ]


def test_is_found_by_its_new_words_and_not_by_the_old(change, analytics):
    change(name_fa="آمار بازدید", name_en="Visits")

    assert list(Service.objects.matching("امار بازديد")) == [analytics]
    assert list(Service.objects.matching("آنالیتیکس")) == []


def test_stands_last_in_another_group(change, analytics):
    change(group=ServiceGroup.objects.get(code="speed"))

    assert [one.code for one in Service.objects.filter(group__code="speed").in_order()] == ["PRF", "DBC", "IMG", "GA4"]


def test_can_be_moved_in_its_new_group(change, analytics, mina, now):
    change(group=ServiceGroup.objects.get(code="speed"))

    move_service(service=analytics, place=1, actor=mina, now=now)

    assert [one.code for one in Service.objects.filter(group__code="speed").in_order()] == ["GA4", "PRF", "DBC", "IMG"]


def test_says_nothing_new_when_the_form_is_sent_twice(change, changes, analytics):
    change(coins=55)
    change(coins=55)

    analytics.refresh_from_db()
    assert (analytics.version, len(changes())) == (2, 1)


def test_refuses_to_overwrite_what_another_manager_changed(change, analytics):
    change(coins=55)

    with pytest.raises(ChangedMeanwhile):
        change(coins=60)

    analytics.refresh_from_db()
    assert analytics.coins == 55


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_managers_win_when_they_save_at_once(analytics, change):
    def save(n):
        try:
            change(coins=60 + n)
        except ChangedMeanwhile:
            return "refused"
        return "saved"

    assert sorted(race(2, save)) == ["refused", "saved"]


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"code": "MOD"}, CodeTaken),
        ({"coins": -1}, TermsOutOfRange),
        ({"effort_minutes": 10**9}, TermsOutOfRange),
    ],
)
def test_refuses_what_no_service_is(change, changes, wrong, refusal):
    with pytest.raises(refusal):
        change(**wrong)

    assert changes() == []


def test_refuses_a_sixth_example_and_keeps_one_of_the_five(change, analytics, catalog):
    assert change(coins=55).is_example

    Service.objects.filter(code="GA4").update(is_example=False)
    Service.objects.filter(code="TRA").update(is_example=True)
    with pytest.raises(TooManyExamples):
        change(version=2, is_example=True)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(change, changes, who, request):
    with pytest.raises(NotAllowed):
        change(coins=1, actor=request.getfixturevalue(who))

    assert changes() == []
