"""The pages of requests that wait for a second person …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts.models import Role
from poshtyar.treasury.acts import Gift, Taking
from poshtyar.treasury.models import RequestState
from poshtyar.treasury.tests.asking import ask
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import buy, hold
from tests import factories
from tests.confirmed import confirm
from tests.pages import line_of, text_of

LIST = reverse("console:coin_requests")


@pytest.fixture
def today():
    """The pages' own clock."""
    return timezone.now()


@pytest.fixture
def large_gift(organization, leo, today):
    """A gift of 150 coins that Leo asked for."""
    return ask(organization, Gift(150, today + timedelta(days=90)), actor=leo, reason="A bad week", now=today)


@pytest.fixture
def lead(client, leo):
    """The browser of a lead who reads English."""
    leo.language = "en"
    leo.save()
    client.force_login(leo)
    return confirm(client, leo)


def at(request, act=""):
    return reverse(f"console:{act or 'coin'}_request", args=[request.pk])


def test_are_counted_in_the_menu_of_leads_and_managers_alone(manager, client, agnes, large_gift):
    counted = line_of(manager.get(reverse("console:queue")))
    client.force_login(agnes)

    assert '1<span class="vh"> waiting</span>' in counted and LIST in counted
    assert LIST not in text_of(client.get(reverse("console:queue")))


def test_list_what_waits_and_what_was_decided(manager, large_gift, organization, leo, today):
    shown = line_of(manager.get(LIST))
    manager.post(at(large_gift, "reject"), {"reason": "Too much"})
    later = line_of(manager.get(LIST))

    assert "Give a gift: 150 coins" in shown and "asked by Leo" in shown
    assert "Nothing waits for a second person." in later and "Decided lately" in later


def test_show_what_was_asked_and_what_it_would_do_now(manager, organization, large_gift, today):
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))

    shown, tried = line_of(manager.get(at(large_gift))), line_of(manager.post(at(large_gift, "rehearse")))

    assert "A bad week" in shown and at(large_gift, "rehearse") in shown and at(large_gift, "approve") not in shown
    assert "<dt>Free before</dt><dd>300 coins</dd>" in tried
    assert "<dt>Free after it</dt><dd><strong>450 coins</strong></dd>" in tried
    assert "A bad week" in tried and "Approve, and move 150 coins" in tried
    assert balance_of(organization, timezone.now()).available == 300


def test_write_nothing_and_lock_nothing_when_they_are_only_read(manager, large_gift):
    with CaptureQueriesContext(connection) as queries:
        manager.get(at(large_gift))

    said = [query["sql"] for query in queries]
    assert len(said) <= 9
    assert [sql for sql in said if not sql.startswith("SELECT") or "FOR UPDATE" in sql] == []


def test_are_tried_no_more_once_they_are_decided(manager, large_gift):
    manager.post(at(large_gift, "reject"), {"reason": "Too much"})

    tried = line_of(manager.post(at(large_gift, "rehearse")))

    assert "Free before" not in tried and at(large_gift, "approve") not in tried


def test_a_manager_approves_and_it_is_done_once(manager, organization, large_gift):
    for _ in range(2):
        assert manager.post(at(large_gift, "approve")).status_code == 302

    large_gift.refresh_from_db()
    assert large_gift.state == RequestState.APPROVED
    assert balance_of(organization, timezone.now()).available == 150
    assert "approved by Mina" in line_of(manager.get(reverse("console:wallet", args=[organization.public_id])))


def test_a_manager_rejects_with_a_reason(manager, organization, large_gift):
    empty = manager.post(at(large_gift, "reject"), {"reason": " "})
    manager.post(at(large_gift, "reject"), {"reason": "Too much"})

    large_gift.refresh_from_db()
    assert (empty.status_code, large_gift.state, large_gift.decision_reason) == (422, RequestState.REJECTED, "Too much")
    assert balance_of(organization, timezone.now()).available == 0
    assert "Too much" in text_of(manager.get(at(large_gift)))


def test_who_asked_may_take_it_back_and_not_approve_it(lead, large_gift):
    text, tried = text_of(lead.get(at(large_gift))), text_of(lead.post(at(large_gift, "rehearse")))

    assert at(large_gift, "withdraw") in text
    assert "Free after it" in tried and at(large_gift, "approve") not in tried
    assert lead.post(at(large_gift, "withdraw")).status_code == 302
    large_gift.refresh_from_db()
    assert large_gift.state == RequestState.WITHDRAWN


def test_a_manager_cannot_approve_what_she_asked(manager, mina, organization, today):
    own = ask(organization, Gift(150, today + timedelta(days=90)), actor=mina, now=today)

    shown, answer = manager.post(at(own, "rehearse")), manager.post(at(own, "approve"))

    assert at(own, "approve") not in text_of(shown)
    assert answer.status_code == 409
    assert "You asked this yourself; another manager has to decide about it." in text_of(answer)


def test_say_how_to_add_the_manager_who_is_missing(manager, mina, organization, today):
    asked = ask(organization, Gift(150, today + timedelta(days=90)), actor=mina, reason="A bad week", now=today)

    alone = text_of(manager.get(at(asked)))
    factories.make_user("Marta", Role.MANAGER)
    accompanied = text_of(manager.get(at(asked)))

    assert "there is no other yet" in alone and "manage.py create_staff --role manager" in alone
    assert "A manager who did not ask for it decides." in accompanied


def test_a_stale_request_is_refused_with_numbers_and_stays_open(manager, organization, leo, today):
    buy(organization, 300, now=today, expires_at=today + timedelta(days=200))
    taking = ask(organization, Taking(300), actor=leo, now=today)
    hold(organization, 50, now=today)

    shown, answer = manager.post(at(taking, "rehearse")), manager.post(at(taking, "approve"))

    assert "As things stand it cannot be done: Free coins there: 250; asked for: 300." in line_of(shown)
    assert answer.status_code == 409
    assert "Free coins there: 250; asked for: 300. No coins moved." in line_of(answer)
    taking.refresh_from_db()
    assert taking.state == RequestState.OPEN


def test_say_who_was_first(manager, large_gift, leo):
    manager.post(at(large_gift, "reject"), {"reason": "Too much"})

    answer = manager.post(at(large_gift, "approve"))

    assert answer.status_code == 409
    assert "decided about this at" in line_of(answer) and "Rejected" in line_of(answer)


def test_take_the_same_statements_for_three_requests_as_for_one(manager, organization, large_gift, leo, today):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            manager.get(LIST)
        return len(queries)

    one = statements()
    for n in (1, 2):
        ask(organization, Gift(150 + n, today + timedelta(days=9)), actor=leo, nonce=f"another-form-{n:06}", now=today)

    assert statements() == one <= 9
