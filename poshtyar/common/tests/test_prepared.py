"""Queries that are composed once answer as Django's own would."""

from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.db.models import Count, Max, Q
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from poshtyar.common.prepared import over_all, prepared

pytestmark = pytest.mark.django_db


@prepared
def living(now):
    return Session.objects.filter(expire_date__gt=now).order_by("session_key")


@prepared
def one(key):
    return Session.objects.filter(session_key=key)


@prepared
def locked(key):
    return Session.objects.select_for_update().filter(session_key=key)


@pytest.fixture
def sessions():
    now = timezone.now()
    kept = [
        Session(session_key=key, session_data=key, expire_date=now + timedelta(days=n)) for n, key in enumerate("abc")
    ]
    return Session.objects.bulk_create(kept)


def test_finds_the_rows_that_django_finds_by_numbers_texts_and_moments(sessions, django_assert_num_queries):
    for session in sessions:
        moment = session.expire_date
        asked = Session.objects.filter(expire_date__gt=moment).order_by("session_key")
        assert living(now=moment) == list(asked)
        with django_assert_num_queries(1):
            assert one.get(key=session.session_key) == session


def test_composes_once_and_keeps_no_value(sessions):
    composed = 0

    @prepared
    def counted(key):
        nonlocal composed
        composed += 1
        return Session.objects.filter(session_key=key).values_list("session_data", flat=True)

    assert [counted(key=key) for key in "abcd"] == [["a"], ["b"], ["c"], []]
    assert composed == 1


def test_takes_a_row_in_place_of_its_key(sessions):
    assert one.first(key=sessions[1]) == sessions[1]


def test_first_is_none_and_get_raises_where_nothing_is_found(sessions):
    assert one.first(key="z") is None
    with pytest.raises(Session.DoesNotExist):
        one.get(key="z")


def test_a_number_that_no_column_holds_finds_nothing():
    @prepared
    def after(number):
        return Session.objects.filter(session_data=number)

    assert after(number=2**63) == []


@pytest.mark.parametrize("values", [{}, {"key": "a", "more": 1}])
def test_refuses_other_values_than_the_query_has_holes(values):
    with pytest.raises(TypeError, match="wants values for"):
        one(**values)


@pytest.mark.parametrize("value", [None, Group(), ["a"], Q()], ids=repr)
def test_refuses_a_value_that_sql_would_compare_with_nothing(value):
    with pytest.raises(TypeError, match="takes numbers, texts, moments and rows"):
        one(key=value)


def test_refuses_what_is_fetched_after_the_rows():
    @prepared
    def with_permissions(key):
        return Group.objects.filter(pk=key).prefetch_related("permissions")

    with pytest.raises(TypeError, match="fetched after"):
        with_permissions(key=1)


def test_over_all_counts_everything_at_once_and_nothing_too(sessions):
    @prepared
    def count(key):
        return over_all(Session.objects.filter(session_key__gte=key), found=Count("pk"), last=Max("session_key"))

    assert count(key="b") == [(2, "c")]
    assert count(key="z") == [(0, None)]


def test_holes_within_conditions_and_annotations(sessions):
    @prepared
    def marked(key):
        return (
            Session.objects.annotate(is_it=Q(session_key=key)).order_by("session_key").values_list("is_it", flat=True)
        )

    assert list(map(bool, marked(key="b"))) == [False, True, False]


@pytest.mark.django_db(transaction=True)
def test_locks_inside_a_transaction_only(sessions):
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite locks the whole file with the transaction.")
    with pytest.raises(TransactionManagementError):
        locked.get(key="a")


@pytest.mark.django_db(transaction=True)
def test_threads_ask_each_over_their_own_connection(sessions):
    found = {}

    def ask(key):
        try:
            found[key] = [one.get(key=key).session_data for _ in range(50)]
        finally:
            connections.close_all()

    threads = [Thread(target=ask, args=[key]) for key in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert found == {key: [key] * 50 for key in "abc"}
