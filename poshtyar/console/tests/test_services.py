"""The manager's pages of services and their groups …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.catalog.models import Service, ServiceGroup
from poshtyar.events.models import Event
from tests.pages import text_of
from tests.ready_made import put_default_catalog

LIST, NEW, PUBLIC = reverse("console:services"), reverse("console:add_service"), reverse("portal:services")
GROUPS, NEW_GROUP = reverse("console:service_groups"), reverse("console:add_service_group")


@pytest.fixture
def analytics(db):
    """Google Analytics: 50 coins."""
    put_default_catalog()
    return Service.objects.get(code="GA4")


@pytest.fixture
def typed(analytics):
    """Give what the form of the service sends when some of it is typed otherwise."""

    def typed(**changes):
        said = {
            "version": "1",
            "name_fa": analytics.name_fa,
            "name_en": analytics.name_en,
            "code": "GA4",
            "group": str(analytics.group_id),
            "coins": "50",
            "effort_minutes": "1:06",
            "required_right": "",
            "usual_obstacles": ["theme", "module"],
            "is_listed": "on",
            "is_example": "on",
        }
        return {name: value for name, value in (said | changes).items() if value is not None}

    return typed


def address(name, row):
    return reverse(f"console:{name}", args=[row.pk])


def shown(client, **query):
    """Return the codes of the services on the list, in order."""
    return [service.code for service in client.get(LIST, query).context["page"]]


def test_the_list_shows_fifty_at_once_in_the_order_of_the_public_list(manager, analytics):
    Service.objects.create(
        code="LAST", group=ServiceGroup.objects.get(code="advice"), name_fa="x", name_en="x", coins=1, position=99
    )

    assert len(shown(manager)) == 50
    assert shown(manager)[:3] == ["INS", "UPM", "UPX"]
    assert shown(manager, page="2") == ["LAST"]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"group": "speed"}, ["PRF", "DBC", "IMG"]),
        ({"group": "speed", "q": "پايگاه داده"}, ["DBC"]),
        ({"q": "گوگل آناليتيكس"}, ["GA4"]),
        ({"q": "analytics GOOGLE"}, ["GA4"]),
        ({"q": "ga4"}, ["GA4"]),
        ({"q": "حمل ونقل"}, ["SHP"]),
        ({"q": "حمل‌ونقل"}, ["SHP"]),
        ({"q": "۳۰۱"}, ["URL"]),
        ({"q": "%"}, []),
        ({"q": "nothing like it"}, []),
        ({"group": "nowhere", "q": "ga4"}, ["GA4"]),
    ],
)
def test_the_list_finds_by_group_and_by_words_however_they_are_typed(manager, analytics, query, codes):
    assert shown(manager, **query) == codes


def test_words_of_which_nothing_is_left_find_everything(manager, analytics):
    assert shown(manager, q="\u200f" * 500) == shown(manager)


def test_the_list_takes_as_many_statements_for_three_services_as_for_one(manager, analytics):
    def statements(**query):
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST, query).status_code == 200
        return len(queries)

    three = statements(group="speed")
    Service.objects.filter(code__in=["PRF", "DBC"]).delete()

    assert statements(group="speed") == three <= 12


def test_the_groups_take_as_many_statements_for_three_as_for_one(manager, analytics):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(GROUPS).status_code == 200
        return len(queries)

    eight = statements()
    Service.objects.exclude(group=analytics.group).delete()
    ServiceGroup.objects.exclude(pk=analytics.group_id).delete()

    assert statements() == eight <= 12


def test_the_page_shows_what_stands(manager, analytics):
    text = text_of(manager.get(address("change_service", analytics)))

    assert 'name="effort_minutes" value="1:06"' in text
    assert text.count("checked") == 2 + 2  # two obstacles, listed, an example


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("2", 120), ("۲", 120), (" 2 ", 120), ("1:30", 90), ("٠:٠٥", 5), ("0", 0), ("1000", 60_000)],
)
def test_hours_are_kept_in_minutes(manager, analytics, typed, written, minutes):
    assert manager.post(address("change_service", analytics), typed(effort_minutes=written)).status_code == 302

    analytics.refresh_from_db()
    assert analytics.effort_minutes == minutes


def test_the_public_list_and_the_home_page_show_what_was_changed(manager, analytics, typed):
    sent = typed(coins="۵۵", name_fa="آمار بازدید", is_starting_price="on", needs_backup="on")

    answer = manager.post(address("change_service", analytics), sent)

    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?group=search")
    manager.logout()
    public, home = text_of(manager.get(PUBLIC)), text_of(manager.get(reverse("portal:home")))
    assert all("آمار بازدید" in page and "۵۵ سکه" in page for page in (public, home))
    assert "گوگل آنالیتیکس" not in public


def test_a_service_that_is_not_listed_leaves_the_public_list_and_the_home_page(manager, analytics, typed):
    manager.post(address("change_service", analytics), typed(is_listed=None))

    manager.logout()
    assert "گوگل آنالیتیکس" not in text_of(manager.get(PUBLIC)) + text_of(manager.get(reverse("portal:home")))


@pytest.mark.parametrize(
    "wrong", ["", "-1", "−۱", "1e3", "1.5", "9223372036854775808", "x", "1:60", "1:5", ":30", "1001"]
)
def test_numbers_that_make_no_sense_are_refused_with_what_was_typed(manager, analytics, typed, wrong):
    answer = manager.post(address("change_service", analytics), typed(effort_minutes=wrong, name_en="Typed before"))

    text = text_of(answer)
    assert (answer.status_code, text.count("has-error")) == (422, 1)
    assert 'value="Typed before"' in text
    assert f'name="effort_minutes" value="{wrong}"' in text or not wrong
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"coins": "-1"},
        {"coins": "1e3"},
        {"coins": "9223372036854775808"},
        {"code": "GA-4"},
        {"code": "گوگل"},
        {"code": "ABCDEFGHIJK"},
        {"name_fa": "\u200b"},
        {"group": "0"},
        {"required_right": "everything"},
        {"usual_obstacles": ["weather"]},
        {"usual_obstacles": ["other"]},
        {"version": "x"},
    ],
)
def test_what_makes_no_sense_is_refused(manager, analytics, typed, wrong):
    answer = manager.post(address("change_service", analytics), typed(**{"name_en": "Typed before", **wrong}))

    assert answer.status_code == 422
    assert 'value="Typed before"' in text_of(answer)
    assert Event.objects.count() == 0


def test_a_stale_form_is_refused_with_what_was_typed_and_what_stands_now(manager, analytics, typed):
    manager.post(address("change_service", analytics), typed(coins="55", usual_obstacles=["host"], effort_minutes="2"))

    answer = manager.post(address("change_service", analytics), typed(coins="60"))

    text = text_of(answer)
    assert answer.status_code == 409
    for label, words in [("Usual coins", "55"), ("Usual hours of work, for staff alone", "2")]:
        assert f'<dt>{label}</dt><dd class="plain">{words}</dd>' in text
    assert '<dt>What usually makes it impossible</dt><dd class="plain">the host</dd>' in text
    assert 'name="coins" value="60"' in text


def test_a_sixth_example_is_refused_in_words(manager, analytics, typed):
    sent = typed(version=None, code="NEW", name_fa="تازه")

    answer = manager.post(NEW, sent)

    assert answer.status_code == 409
    assert "The home page shows 5 examples already" in text_of(answer)
    assert Service.objects.count() == 50


def test_a_service_is_added_once_with_a_code_in_capitals(manager, analytics, typed):
    sent = typed(version=None, code="new", name_fa="تازه", is_example=None)

    assert [manager.post(NEW, sent).status_code for _ in range(2)] == [302, 302]

    assert Service.objects.filter(code="NEW").count() == 1
    manager.logout()
    assert "تازه" in text_of(manager.get(PUBLIC))


def test_the_code_of_another_service_is_refused_at_its_field(manager, analytics, typed):
    answer = manager.post(NEW, typed(version=None, coins="1", is_example=None))

    assert answer.status_code == 409
    assert 'href="#id_code"' in text_of(answer)


def test_buttons_move_a_service_in_its_group_but_not_among_what_was_found(manager, analytics):
    assert 'name="place"' in text_of(manager.get(LIST, {"group": "search"}))
    assert 'name="place"' not in text_of(manager.get(LIST, {"q": "google"}))

    answer = manager.post(address("move_service", analytics), {"place": "2"})

    assert answer["Location"] == f"{LIST}?group=search#row-{analytics.pk}"
    assert shown(manager, group="search")[:2] == ["GTM", "GA4"]


def test_a_service_is_deleted_but_not_from_a_stale_page(manager, analytics):
    assert manager.post(address("delete_service", analytics), {"version": "2"}).status_code == 409
    assert manager.post(address("delete_service", analytics), {"version": "1"}).status_code == 302

    assert Service.objects.count() == 49


def test_a_group_is_added_renamed_moved_and_deleted(manager, analytics):
    for _ in range(2):
        manager.post(NEW_GROUP, {"name_fa": "موبایل", "name_en": "Mobile apps"})
    group = ServiceGroup.objects.get(code="mobile-apps")

    manager.post(address("change_service_group", group), {"version": "1", "name_fa": "اپ", "name_en": "Apps"})
    manager.post(address("move_service_group", group), {"place": "1"})
    group.refresh_from_db()
    assert (group.name_en, ServiceGroup.objects.order_by("position").first()) == ("Apps", group)

    manager.post(address("delete_service_group", group), {"version": "2"})
    assert ServiceGroup.objects.count() == 8


def test_a_group_with_services_is_not_deleted_and_says_why(manager, analytics):
    answer = manager.post(address("delete_service_group", analytics.group), {"version": "1"})

    assert answer.status_code == 409
    assert "Services stand in this group" in text_of(answer)


def test_the_public_list_shows_renamed_groups_in_their_new_order(manager, analytics):
    manager.post(address("move_service_group", analytics.group), {"place": "1"})
    manager.post(
        address("change_service_group", analytics.group), {"version": "1", "name_fa": "آمار", "name_en": "Data"}
    )
    manager.logout()
    manager.cookies["language"] = "en"

    text = text_of(manager.get(PUBLIC))

    assert text.index('id="search">Data</h2>') < text.index('id="setup"')


def test_an_empty_catalog_asks_for_a_group_first(manager):
    text = text_of(manager.get(LIST))

    assert "add a group first" in text
    assert NEW not in text


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_the_pages_are_missing_to_those_who_may_not(client, analytics, who, request):
    client.force_login(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in (LIST, NEW, GROUPS, NEW_GROUP)} == {404}
