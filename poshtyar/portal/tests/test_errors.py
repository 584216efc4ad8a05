"""error pages …"""

import errno
import re
from unittest.mock import patch

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import AsyncClient, Client
from django.urls import path, reverse

from config.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401  The handlers are read.
from poshtyar.accounts.models import User
from poshtyar.common.bodies import REFUSED, BodyRefusal
from poshtyar.common.transactions import operation_of_a_form


def fail(request, rest=""):
    raise RuntimeError("broken")


def deny(request):
    raise PermissionDenied


def suspect(request):
    raise SuspiciousOperation


def lose(request, rest=""):
    raise OperationalError("could not connect to 10.0.0.7 as poshtyar")


def lose_the_way_back(request):
    """Of two clicks one was first, and the database goes away before the other can look again."""

    def fails(execute, sql, params, many, context):
        if sql.startswith("ROLLBACK TO"):
            raise OperationalError("could not connect to 10.0.0.7 as poshtyar")
        return execute(sql, params, many, context)

    @operation_of_a_form(User.objects.first)
    def be_second():
        raise IntegrityError("The nonce is taken.")

    with transaction.atomic(), connection.execute_wrapper(fails):
        be_second()


def swell(request):
    raise RequestDataTooBig


def fill(request):
    raise OSError(errno.ENOSPC, "no space left")


# This module stands in for config.urls: the same addresses, and some that fail.
failing = {
    "fail": fail,
    "deny": deny,
    "suspect": suspect,
    "lose": lose,
    "lose-the-way-back": lose_the_way_back,
    "fill": fill,
    "swell": swell,
}
urlpatterns = [
    *(path(f"{name}/", view) for name, view in failing.items()),
    path("fail/<str:rest>/", fail),
    path("lose/<str:rest>/", lose),
    *urlpatterns,
]


@pytest.fixture
def browser(settings):
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "persian", "english"),
    [
        ("/nowhere/", 404, "همچین صفحه‌ای نیست", "There is no such page"),
        ("/deny/", 403, "این صفحه برای شما باز نیست", "You may not see this page"),
        ("/preferences/theme/", 405, "این نشانی صفحه‌ای برای خوندن نداره", "There is nothing to read at this address"),
        ("/suspect/", 400, "این درخواست رو نفهمیدیم", "This request makes no sense to us"),
        ("/swell/", 413, "این بیشتر از چیزیه که یک‌جا می‌تونیم بگیریم", "This is more than we can take at once"),
        ("/fail/", 500, "مشکلی از سمت ما پیش اومد", "Something went wrong on our side"),
        ("/lose/", 503, "چند لحظه در دسترس نیستیم", "We are away for a moment"),
        (
            "/fill/",
            503,
            "الان می‌تونیم همه‌چیز رو نشون بدیم، ولی چیز تازه‌ای ثبت نمی‌شه",
            "We can show everything, but keep nothing new just now",
        ),
    ],
)
def test_each_error_has_its_page_in_both_languages(browser, address, status, persian, english):
    in_persian = browser.get(address)
    browser.cookies["language"] = "en"
    in_english = browser.get(address)

    assert (in_persian.status_code, in_english.status_code) == (status, status)
    assert f"<h1>{persian}</h1>" in in_persian.content.decode()
    assert '<html lang="fa" dir="rtl"' in in_persian.content.decode()
    assert f"<h1>{english}</h1>" in in_english.content.decode()
    assert '<html lang="en" dir="ltr"' in in_english.content.decode()


def test_a_failure_is_told_without_the_database_and_can_be_found_in_the_log(browser, caplog):
    # Without the mark for the database, a single statement would fail this test.
    answer = browser.get("/fail/")

    code = re.search(r"E-[2-9A-HJ-NP-Z]{4}", answer.content.decode()).group()
    assert answer.headers["X-Follow-Up"] == code
    assert f"follow-up code {code}: GET '/fail/' failed" in caplog.text


@pytest.mark.parametrize("address", ["/fail/", "/lose/"])
def test_r87_an_address_writes_no_line_of_its_own_into_the_log(browser, caplog, address):
    browser.get(f"{address}\nWARNING forged \x1b[31m\u2028/")

    lines = [record.getMessage() for record in caplog.records if record.name == "poshtyar.errors"]
    assert len(lines) == 1
    assert lines[0].isprintable()


def test_after_a_failed_post_nobody_is_told_that_nothing_happened(browser):
    browser.cookies["language"] = "en"

    assert "Nothing changed" in browser.get("/fail/").content.decode()
    assert "Nothing changed" not in browser.post("/fail/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_r27_a_lost_way_back_to_a_savepoint_is_an_outage_too(browser):
    browser.cookies["language"] = "en"

    answer = browser.post("/lose-the-way-back/")

    assert (answer.status_code, answer.headers.get("Retry-After")) == (503, "10")
    assert "We are away for a moment" in answer.content.decode()
    assert browser.get(reverse("portal:home")).status_code == 200


def test_r28_an_outage_says_when_to_come_back_and_nothing_of_the_inside(browser):
    browser.cookies["language"] = "en"

    answer = browser.get("/lose/?page=2")

    assert answer.headers["Retry-After"] == "10"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "10.0.0.7" not in answer.content.decode()
    assert 'href="/lose/?page=2">Try again' in answer.content.decode()


def test_r28_after_a_lost_post_the_page_keeps_what_was_written_and_promises_nothing(browser):
    browser.cookies["language"] = "en"

    page = browser.post("/lose/").content.decode()

    assert "data-keep-drafts" in page
    assert "see whether it is already in" in page
    assert "Nothing changed" not in page
    assert "Try again" not in page.partition("<main")[2]


@pytest.mark.django_db
def test_r28_a_reader_whose_own_row_cannot_be_read_is_answered_in_the_language_of_the_browser(alice, settings):
    browser = Client(raise_request_exception=False)
    alice.language, alice.theme = "en", "dark"
    alice.save(update_fields=["language", "theme"])
    browser.force_login(alice)
    browser.get(reverse("portal:settings"))

    # Without its database the session cannot be read, so nobody knows who asks.
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        answer = browser.get(reverse("portal:dashboard"))

    assert answer.status_code == 503
    assert '<html lang="en" dir="ltr" data-theme="dark">' in answer.content.decode()
    assert "We are away for a moment" in answer.content.decode()


@pytest.mark.django_db
def test_r75_an_outage_leads_nobody_to_another_site(alice):
    browser = Client(raise_request_exception=False)
    browser.force_login(alice)

    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        answer = browser.get("/", PATH_INFO="//evil.example/login/")

    assert answer.status_code == 503
    assert 'href="/%2Fevil.example/login/"' in answer.content.decode()


@pytest.mark.django_db
def test_r28_a_form_with_files_which_goes_another_way_is_answered_alike(settings):
    settings.ROOT_URLCONF = __name__

    answer = async_to_sync(AsyncClient(raise_request_exception=False).post)("/lose/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("refusal", "status", "words"),
    [
        (BodyRefusal.TOO_LARGE, 413, "up to 20 files of 50 MB each, and a form without files up to 8 MB"),
        (BodyRefusal.STRANGER, 403, "Log in before you send files"),
        (BodyRefusal.ENCODED, 415, "We cannot read compressed requests"),
        (BodyRefusal.NO_ROOM, 503, "keep nothing new just now"),
    ],
)
def test_r56_a_request_that_was_not_heard_out_is_told_why(refusal, status, words):
    browser = Client()
    browser.cookies["language"] = "en"

    answer = browser.post("/", **{"asgi.scope": {REFUSED: refusal}})

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Content-Length" in answer.headers
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_htmx_gets_the_sentence_alone_beside_what_was_typed(browser):
    answer = browser.get("/nowhere/", headers={"HX-Request": "true"})

    assert answer.content.decode().startswith('<p class="toast toast-error" data-toast>')
    assert (answer["HX-Retarget"], answer["HX-Reswap"]) == ("#messages", "innerHTML")


@pytest.mark.django_db
def test_a_form_without_its_token_says_what_to_do(settings):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies["language"] = "en"

    answer = browser.post(reverse("portal:set_theme"), {"theme": "dark"})

    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()


@pytest.mark.django_db
def test_an_error_page_says_nothing_of_the_inside(browser):
    assert "broken" not in browser.get("/fail/").content.decode()


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("/tickets/10/rate/", 'href="/tickets/10/">To the page it belongs to'),
        ("/console/quotes/5/deliver/", 'href="/console/quotes/5/">To the page it belongs to'),
        ("/preferences/theme/", 'href="/">Front page'),
    ],
)
def test_405_leads_to_the_page_that_the_button_stands_on(client, alice, agnes, address, button):
    person = agnes if address.startswith("/console/") else alice
    person.language = "en"
    person.save(update_fields=["language"])
    client.force_login(person)

    answer = client.get(address)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert button in answer.content.decode()


@pytest.mark.django_db
def test_405_has_words_for_htmx_and_none_for_machines(client):
    fragment = client.get("/preferences/theme/", headers={"HX-Request": "true"})
    machine = client.delete("/healthz")

    assert (fragment.status_code, fragment.headers["HX-Retarget"]) == (405, "#messages")
    assert (machine.status_code, machine.headers["Allow"], machine.content) == (405, "GET, HEAD", b"")


def test_404_of_a_staff_page_leads_to_the_queue(client, agnes):
    client.force_login(agnes)

    staff, public = (client.get(address).content.decode() for address in ("/console/nowhere/", "/nowhere/"))

    assert f'href="{reverse("console:queue")}"' in staff
    assert f'href="{reverse("console:queue")}"' not in public
