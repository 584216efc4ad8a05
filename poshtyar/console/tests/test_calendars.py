"""The manager's pages of the calendars …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.events.models import Event
from poshtyar.sla.calendars import Interval
from poshtyar.sla.models import Calendar
from poshtyar.sla.queries import hours_of
from tests.pages import text_of
from tests.ready_made import put_default_catalog

LIST, NEW = reverse("console:calendars"), reverse("console:create_calendar")
OFFICE = "9:00-13:00, 14:00-18:00"


@pytest.fixture
def five_days(db):
    """Saturday to Wednesday, all day."""
    put_default_catalog()
    return Calendar.objects.get(code="five-days")


@pytest.fixture
def typed(five_days):
    """Give what the form of the calendar sends when some of it is typed otherwise."""

    def typed(**changes):
        said = {"version": "1", "name_fa": "شنبه تا چهارشنبه", "name_en": "Saturday to Wednesday"}
        said |= {f"day_{day}": "00:00-24:00" if day < 5 else "" for day in range(7)}
        return {name: value for name, value in (said | changes).items() if value is not None}

    return typed


def address(calendar):
    return reverse("console:change_calendar", args=[calendar.pk])


def test_the_list_says_the_service_time_of_each_in_words(manager, five_days, typed):
    manager.post(address(five_days), typed(**{f"day_{day}": OFFICE for day in range(5)}, day_5="9-13"))

    text = text_of(manager.get(LIST))

    assert "Saturday to Wednesday: 09:00–13:00, 14:00–18:00; Thursday: 09:00–13:00" in text
    assert ">every day<" in text


def test_the_list_takes_as_many_statements_for_five_calendars_as_for_two(manager, five_days):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST).status_code == 200
        return len(queries)

    two = statements()
    for n in range(3):
        Calendar.objects.create(code=f"more-{n}", name_fa="دیگر", name_en="More")

    assert statements() == two <= 12


@pytest.mark.parametrize(
    ("written", "stretches"),
    [
        ("9:00-17:00", [(540, 1020)]),
        ("9-17", [(540, 1020)]),
        ("۹:۰۰ تا ۱۷:۳۰", [(540, 1050)]),
        ("۹:۰۰–۱۳:۰۰، ۱۴:۰۰–۱۸:۰۰", [(540, 780), (840, 1080)]),
        (" 14:00-18:00 ; 9:00 to 13:00 ", [(540, 780), (840, 1080)]),
        ("0-24", [(0, 1440)]),
        ("  ", []),
        ("", []),
    ],
)
def test_hours_are_typed_as_people_write_them(manager, five_days, typed, written, stretches):
    assert manager.post(address(five_days), typed(day_6=written)).status_code == 302

    assert [(one.start_minute, one.end_minute) for one in hours_of(five_days) if one.weekday == 6] == stretches


@pytest.mark.parametrize(
    "wrong",
    [
        "9",
        "9:00",
        "9:00-",
        "9:60-10:00",
        "17:00-9:00",
        "9-9",
        "9-25",
        "24:00-24:01",
        "9-12,",
        "a-b",
        "9" * 121,
        "1e1-12",
    ],
)
def test_hours_that_make_no_sense_are_refused_beside_their_day(manager, five_days, typed, wrong):
    answer = manager.post(address(five_days), typed(day_6=wrong, name_en="Typed before"))

    assert answer.status_code == 422
    assert 'value="Typed before"' in text_of(answer)
    assert 'href="#id_day_6"' in text_of(answer)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("wrong", [{"day_6": "9-12, 11-14"}, {f"day_{day}": "" for day in range(7)}])
def test_hours_that_no_week_has_are_refused_in_words_with_what_was_typed(manager, five_days, typed, wrong):
    answer = manager.post(address(five_days), typed(**wrong, name_en="Typed before"))

    assert answer.status_code == 409
    assert 'value="Typed before"' in text_of(answer)
    assert len(hours_of(five_days)) == 5


def test_the_form_shows_the_hours_that_stand(manager, five_days, typed):
    manager.post(address(five_days), typed(day_6=OFFICE))

    text = text_of(manager.get(address(five_days)))

    assert 'name="day_0" value="00:00-24:00"' in text
    assert 'name="day_6" value="09:00-13:00, 14:00-18:00"' in text


def test_a_stale_form_is_refused_with_what_was_typed_and_what_stands_now(manager, five_days, typed):
    manager.post(address(five_days), typed(day_6=OFFICE))

    answer = manager.post(address(five_days), typed(day_5="9-13"))

    text = text_of(answer)
    assert answer.status_code == 409
    assert 'name="day_5" value="9-13"' in text
    assert '<dt>Friday</dt><dd class="plain">09:00-13:00, 14:00-18:00</dd>' in text
    assert '<dt>Thursday</dt><dd class="plain">–</dd>' in text
    assert 'name="version" value="2"' in text


def test_a_calendar_is_made_once_and_offered_to_levels(manager, five_days, typed):
    sent = typed(
        version=None, name_en="Fridays", name_fa="جمعه‌ها", **{f"day_{day}": "" for day in range(5)}, day_6="9-17"
    )

    assert [manager.post(NEW, sent).status_code for _ in range(2)] == [302, 302]

    assert hours_of(Calendar.objects.get(code="fridays")) == (Interval(6, 540, 1020),)
    assert ">Fridays</option>" in text_of(manager.get(reverse("console:create_service_level")))


def test_the_home_page_says_changed_hours(manager, five_days, typed):
    manager.post(address(five_days), typed(**{f"day_{day}": "9-17" for day in range(5)}))
    manager.logout()
    manager.cookies["language"] = "en"

    assert "Saturday to Wednesday: 09:00–17:00" in text_of(manager.get(reverse("portal:home")))


def test_a_calendar_that_a_level_has_is_not_deleted_in_words(manager, five_days):
    answer = manager.post(reverse("console:delete_calendar", args=[five_days.pk]), {"version": "1"})

    assert answer.status_code == 409
    assert "A service level has these service days" in text_of(answer)
    assert Calendar.objects.filter(code="five-days").exists()


def test_a_calendar_that_nothing_has_is_deleted_once(manager, five_days, typed):
    manager.post(NEW, typed(version=None, name_en="Unused"))
    delete = reverse("console:delete_calendar", args=[Calendar.objects.get(code="unused").pk])

    assert [manager.post(delete, {"version": "1"}).status_code for _ in range(2)] == [302, 404]


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_the_pages_are_missing_to_those_who_may_not(client, five_days, who, request):
    client.force_login(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in (LIST, NEW, address(five_days))} == {404}
    assert client.post(address(five_days), {"day_6": "9-17"}).status_code == 404
