"""The manager's pages of the service levels …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.catalog.models import Package
from poshtyar.events.models import Event
from poshtyar.sla.models import Calendar, ServiceLevel
from poshtyar.tickets.models import Ticket
from tests import factories
from tests.pages import text_of
from tests.ready_made import put_default_catalog

LIST, NEW, HOME = reverse("console:service_levels"), reverse("console:create_service_level"), reverse("portal:home")


@pytest.fixture
def basic(db):
    """Basic: 24 hours, 2 in an emergency, on all days."""
    put_default_catalog()
    return ServiceLevel.objects.get(code="basic")


@pytest.fixture
def typed(basic):
    """Give what the form of the level sends when some of it is typed otherwise."""

    def typed(**changes):
        said = {
            "version": "1",
            "name_fa": "پایه",
            "name_en": "Basic",
            "calendar": str(basic.calendar_id),
            "general_minutes": "24",
            "emergency_minutes": "2",
            "rank": "2",
        }
        return {name: value for name, value in (said | changes).items() if value is not None}

    return typed


def address(level):
    return reverse("console:change_service_level", args=[level.pk])


def test_the_list_says_what_each_level_promises(manager, basic):
    text = text_of(manager.get(LIST))

    assert "first answer within 24 hours, in an emergency 6 hours · Saturday to Wednesday · rank 1" in text
    assert "first answer within 8 hours, in an emergency 1 hour · every day · rank 3" in text


def test_the_list_takes_as_many_statements_for_three_levels_as_for_one(manager, basic):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST).status_code == 200
        return len(queries)

    three = statements()
    Package.objects.exclude(service_level=basic).delete()
    ServiceLevel.objects.exclude(pk=basic.pk).delete()

    assert statements() == three <= 12


@pytest.mark.parametrize(
    ("written", "minutes"), [("12", 720), ("۱۲", 720), (" 12 ", 720), ("2:30", 150), ("۲:۰۰", 120), ("720", 43_200)]
)
def test_targets_are_typed_in_hours(manager, basic, typed, written, minutes):
    assert manager.post(address(basic), typed(general_minutes=written)).status_code == 302

    basic.refresh_from_db()
    assert basic.general_minutes == minutes


def test_the_home_page_shows_a_changed_promise(manager, basic, typed):
    five_days = Calendar.objects.get(code="five-days")
    manager.post(address(basic), typed(general_minutes="12:30", calendar=str(five_days.pk)))
    manager.logout()
    manager.cookies["language"] = "en"

    text = text_of(manager.get(HOME))

    assert "within 750 minutes" in text
    assert text.count("Saturday to Wednesday") >= 2


@pytest.mark.parametrize("name", ["general_minutes", "emergency_minutes"])
@pytest.mark.parametrize("wrong", ["", "0", "-1", "1e3", "1.5", "721", "9223372036854775808", "1:60"])
def test_a_target_that_makes_no_sense_is_refused_with_what_was_typed(manager, basic, typed, name, wrong):
    answer = manager.post(address(basic), typed(**{name: wrong, "name_en": "Typed before"}))

    assert answer.status_code == 422
    assert 'value="Typed before"' in text_of(answer)
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "wrong", [{"rank": "101"}, {"rank": "-1"}, {"rank": "2147483648"}, {"calendar": "0"}, {"name_fa": ""}]
)
def test_what_makes_no_sense_is_refused(manager, basic, typed, wrong):
    assert manager.post(address(basic), typed(**wrong)).status_code == 422
    assert Event.objects.count() == 0


def test_an_emergency_later_than_a_general_request_is_refused_in_words(manager, basic, typed):
    answer = manager.post(address(basic), typed(emergency_minutes="24:01"))

    assert answer.status_code == 409
    assert "An emergency is answered at least as soon as a general request" in text_of(answer)
    assert 'value="24:01"' in text_of(answer)


def test_a_stale_form_is_refused_with_what_was_typed_and_what_stands_now(manager, basic, typed):
    manager.post(address(basic), typed(general_minutes="12:30", has_phone="on"))

    answer = manager.post(address(basic), typed(general_minutes="10"))

    text = text_of(answer)
    assert answer.status_code == 409
    assert 'name="general_minutes" value="10"' in text
    assert '<dd class="plain">12:30</dd>' in text
    assert '<dt>Telephone support</dt><dd class="plain">ticked</dd>' in text


def test_a_calendar_without_service_time_is_not_offered(manager, basic):
    Calendar.objects.create(code="never", name_fa="هیچ‌وقت", name_en="Never at all")

    assert "Never at all" not in text_of(manager.get(address(basic)))


def test_a_level_is_made_once_and_offered_to_packages(manager, basic, typed):
    sent = typed(version=None, name_en="VIP", name_fa="ویژه", emergency_minutes="0:30")

    assert [manager.post(NEW, sent).status_code for _ in range(2)] == [302, 302]

    assert ServiceLevel.objects.get(code="vip").emergency_minutes == 30
    assert ">VIP</option>" in text_of(manager.get(reverse("console:create_package")))


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_the_pages_are_missing_to_those_who_may_not(client, basic, who, request):
    client.force_login(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in (LIST, NEW, address(basic))} == {404}
    assert client.post(address(basic), {"rank": "9"}).status_code == 404


def test_a_level_that_a_package_or_a_ticket_has_is_not_deleted(client, mina, organization, alice, basic):
    client.force_login(mina)
    delete = reverse("console:delete_service_level", args=[basic.pk])

    of_a_package = client.post(delete, {"version": "1"})
    Package.objects.filter(service_level=basic).update(service_level=ServiceLevel.objects.get(code="essential"))
    ticket = factories.make_ticket(organization, alice)
    Ticket.objects.filter(pk=ticket.pk).update(service_level=basic)
    of_a_ticket = client.post(delete, {"version": "1"})
    Ticket.objects.update(service_level=None)
    of_none = client.post(delete, {"version": "1"})

    assert [answer.status_code for answer in (of_a_package, of_a_ticket, of_none)] == [409, 409, 302]
    assert not ServiceLevel.objects.filter(code="basic").exists()
    assert Event.objects.filter(kind="sla.service_level_deleted").count() == 1
