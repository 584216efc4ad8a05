"""A customer without a mobile number, and adding one …"""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode, MemberRole
from poshtyar.accounts.tests.codes import last_code, last_link, wrong
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.portal.tests.checkout import come_back, go_to_the_bank
from poshtyar.wallet.queries import balance_of
from tests import factories
from tests.confirmed import confirm

MOBILE, PASSWORD = "+989121234567", "a long sentence of Dana"
SEND, ADD, SETTINGS = "/settings/mobile/", "/settings/mobile/code/", "/settings/"


@pytest.fixture
def dana(db):
    """Dana began with an e-mail address."""
    person = factories.make_user("Dana", mobile=None, language="en")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def danas(dana):
    """Dana's shops."""
    return factories.make_organization(dana, "Dana's shops")


@pytest.fixture
def browser(client, dana):
    """Dana's browser, whose person has just said that it is her."""
    client.force_login(dana)
    return confirm(client, dana)


def add(browser, typed="۰۹۱۲ ۱۲۳ ۴۵۶۷", mobile=MOBILE, **more):
    browser.post(SEND, {"mobile": typed, **more})
    return browser.post(ADD, {"code": last_code(mobile), **more})


def test_begins_in_the_settings_of_whoever_has_none(browser, danas):
    assert f'href="{SEND}"' in browser.get(SETTINGS).content.decode()
    assert browser.get(SEND).status_code == 200

    response = add(browser)

    page = browser.get(response.url).content.decode()
    assert response.url == SETTINGS
    assert "tel:+989121234567" in page and f'href="{SEND}"' not in page


def test_asks_for_the_password_first(client, dana):
    """ASVS 7.5.1"""
    client.force_login(dana)

    asked = client.post(SEND, {"mobile": MOBILE})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not LoginCode.objects.exists()


def test_answers_the_same_of_a_number_that_somebody_has_until_its_code_is_right(browser, dana, alice):
    """R78"""
    answers = [browser.post(SEND, {"mobile": mobile}) for mobile in (alice.mobile, MOBILE)]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, ADD)] * 2

    browser.post(SEND, {"mobile": alice.mobile})
    guessed = browser.post(ADD, {"code": wrong(last_code(alice.mobile))})
    proved = browser.post(ADD, {"code": last_code(alice.mobile)})

    dana.refresh_from_db()
    assert (guessed.status_code, proved.status_code, dana.mobile) == (409, 409, None)
    assert "another account" not in guessed.content.decode()
    assert "another account" in proved.content.decode() and "Alice" not in proved.content.decode()


def test_counts_what_one_account_sends(browser):
    answers = [browser.post(SEND, {"mobile": f"0912123{n:04}"}).status_code for n in range(11)]

    assert answers == [302] * 10 + [429]


def test_leads_back_whoever_asked_for_no_code_or_has_a_number(browser, alice):
    assert browser.get(ADD).url == SEND
    other = Client()
    other.force_login(alice)
    confirm(other, alice)

    assert [other.get(address).url for address in (SEND, ADD)] == [SETTINGS] * 2


def test_knows_the_browser_by_the_number_afterwards(browser, dana):
    add(browser)
    browser.post(reverse("portal:log_out"))
    LoginCode.objects.all().delete()

    browser.post(reverse("portal:log_in"), {"mobile": MOBILE})
    response = browser.post(reverse("portal:enter_login_code"), {"code": last_code(MOBILE)})

    assert response.status_code == 302
    assert browser.get(SETTINGS).wsgi_request.user == dana


def test_opens_an_invitation_that_came_to_the_number(browser, dana, organization, alice):
    accounts.invite_member(
        organization=organization, mobile=MOBILE, role="member", may_approve=False, actor=alice, now=timezone.now()
    )
    page = browser.get(browser.get(last_link(MOBILE)).url)
    assert page.status_code == 404
    assert f"{SEND}?next=%2Finvitation%2F" in page.content.decode()

    response = add(browser, next="/invitation/")
    browser.post(response.url)

    assert organization.memberships.filter(user=dana).exists()


def test_is_missed_on_no_page(browser, dana, danas, organization, agnes, mina):
    ticket = factories.make_ticket(danas, dana)
    mine = danas.memberships.get(user=dana)
    for address in (
        reverse("portal:dashboard"),
        reverse("portal:members"),
        reverse("portal:change_member", args=[mine.pk]),
        reverse("portal:ticket", args=[ticket.pk]),
        reverse("portal:ask_for_advice"),
        reverse("portal:sessions"),
        reverse("portal:deactivate_account"),
    ):
        page = browser.get(address)
        assert (page.status_code, "None" in page.content.decode()) == (200, False)
    staff = Client()
    staff.force_login(mina)
    for address in (
        reverse("console:organization", args=[danas.public_id]),
        reverse("console:ticket", args=[ticket.pk]),
        reverse("console:deactivate_user", args=[dana.public_id]),
    ):
        page = confirm(staff, mina).get(address).content.decode()
        assert dana.email in page and "None" not in page


def test_is_not_needed_to_buy_and_to_be_told(browser, dana, danas, essential, bank):
    go_to_the_bank(browser)
    payment = danas.orders.get().payments.get()
    bank.pay(payment.authority)

    come_back(browser, payment)
    run_due_jobs(now=timezone.now())

    assert balance_of(danas, timezone.now()).available == 300
    assert set(OutgoingMessage.objects.values_list("channel", "to")) == {("email", dana.email)}
    assert not Job.objects.exclude(last_error="").exists()


def test_is_not_needed_to_end_the_account(browser, dana, organization):
    factories.join(organization, dana)

    browser.post(reverse("portal:deactivate_account"))

    dana.refresh_from_db()
    assert not dana.is_active
    assert organization.memberships.get().role == MemberRole.OWNER
