"""set_vat_rate …"""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import VatRate
from tests.race import race

TOMORROW = date(2026, 11, 29)


def test_is_in_force_from_its_day_on(mina, now):
    ordering.set_vat_rate(percent=12, valid_from_date=TOMORROW, actor=mina, now=now)

    days = [TOMORROW - timedelta(days=1), TOMORROW, TOMORROW + timedelta(days=400)]
    assert [VatRate.objects.percent_on(day) for day in days] == [10, 12, 12]
    assert Event.objects.get().data == {"percent": 12, "valid_from_date": "2026-11-29"}


def test_corrects_a_rate_whose_day_has_not_begun(mina, now):
    for percent in (21, 12):
        ordering.set_vat_rate(percent=percent, valid_from_date=TOMORROW, actor=mina, now=now)

    assert [(rate.valid_from_date, rate.percent) for rate in VatRate.objects.all()] == [(TOMORROW, 12)]


def test_b33_refuses_a_day_that_has_begun(mina, now):
    with pytest.raises(ordering.DayHasBegun):
        ordering.set_vat_rate(percent=12, valid_from_date=localdate(now), actor=mina, now=now)

    assert VatRate.objects.count() == 0


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_is_for_managers_only(who, now, request):
    with pytest.raises(NotAllowed):
        ordering.set_vat_rate(percent=0, valid_from_date=TOMORROW, actor=request.getfixturevalue(who), now=now)

    assert VatRate.objects.count() == 0


def test_says_nothing_new_when_the_form_is_sent_twice(mina, now):
    for _ in range(2):
        ordering.set_vat_rate(percent=12, valid_from_date=TOMORROW, actor=mina, now=now)

    assert (VatRate.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_records_one_rate_when_the_form_is_sent_twice_at_once(mina, now):
    race(2, lambda _: ordering.set_vat_rate(percent=12, valid_from_date=TOMORROW, actor=mina, now=now))

    assert (VatRate.objects.count(), Event.objects.count()) == (1, 1)
