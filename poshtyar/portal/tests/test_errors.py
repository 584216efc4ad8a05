"""error pages …"""

import re

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import path, reverse

from config.urls import handler400, handler403, handler404, handler500, urlpatterns  # noqa: F401  The handlers are read.


def fail(request):
    raise RuntimeError("broken")


def deny(request):
    raise PermissionDenied


def suspect(request):
    raise SuspiciousOperation


# This module stands in for config.urls: the same addresses, and three that fail.
urlpatterns = [path("fail/", fail), path("deny/", deny), path("suspect/", suspect), *urlpatterns]


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
        ("/suspect/", 400, "این درخواست رو نفهمیدیم", "This request makes no sense to us"),
        ("/fail/", 500, "مشکلی از سمت ما پیش اومد", "Something went wrong on our side"),
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
    assert f"follow-up code {code}: GET /fail/ failed" in caplog.text


def test_after_a_failed_post_nobody_is_told_that_nothing_happened(browser):
    browser.cookies["language"] = "en"

    assert "Nothing changed" in browser.get("/fail/").content.decode()
    assert "Nothing changed" not in browser.post("/fail/").content.decode()


def test_htmx_gets_the_sentence_alone(browser):
    answer = browser.get("/fail/", headers={"HX-Request": "true"}).content.decode()

    assert answer.startswith('<p class="notice notice-bad" role="alert">')


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
