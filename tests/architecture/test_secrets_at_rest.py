"""R86: log-in details of a store are handed over, shown and erased; nothing that lies about says a word of them."""

import io
from contextlib import closing

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.views.debug import SafeExceptionReporterFilter

from poshtyar.jobs.operations import run_due_jobs
from poshtyar.vault.models import Secret
from tests.log import heard
from tests.pages import text_of

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "canary-of-the-store"
FORM = {
    **{"subject": "The cart", "body": "It is empty.", "effect": "question", "nonce": "form-with-a-secret"},
    "secret": f"ftp.shop.example\nPassword: {CANARY}",
}


@pytest.fixture
def log():
    """Everything that is logged, as the site writes it."""
    with heard("DEBUG") as written:
        yield written


def everything() -> str:
    """Return each row of each table."""
    rows = []
    with closing(connection.cursor()) as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (our own tables)
            rows += cursor.fetchall()
    return str(rows)


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def test_r86_no_table_log_page_or_backup_says_a_word_of_them(log, organization, alice, agnes, tmp_path, monkeypatch):
    customer, staff = signed_in(alice), signed_in(agnes)
    with monkeypatch.context() as broken:
        broken.setattr("poshtyar.vault.operations.insert", lambda row: 1 / 0)
        failed = customer.post(reverse("portal:open_ticket"), FORM)
        reported = SafeExceptionReporterFilter().get_post_parameters(failed.wsgi_request)
    draft = customer.post(reverse("portal:save_ticket_draft", args=[organization.public_id]), FORM)
    page = customer.post(reverse("portal:open_ticket"), FORM, follow=True)
    secret = Secret.objects.get()
    read = staff.get(reverse("console:ticket", args=[secret.ticket_id]))
    run_due_jobs(now=timezone.now())
    call_command("backup", str(tmp_path), stdout=io.StringIO())

    assert reported["secret"] == SafeExceptionReporterFilter.cleansed_substitute
    assert [answer.status_code for answer in (failed, draft, page, read)] == [500, 200, 200, 200]
    assert [answer for answer in (failed, draft, page, read) if CANARY in text_of(answer)] == []
    assert secret.sealed in everything() and CANARY not in everything()
    kept = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert kept and not [content for content in kept if CANARY.encode() in content]

    shown = staff.post(reverse("console:reveal_secret", args=[secret.ticket_id, secret.public_id]))
    assert CANARY in text_of(shown)
    staff.post(reverse("console:erase_secret", args=[secret.ticket_id, secret.public_id]))

    assert secret.sealed not in everything() and CANARY not in everything()
    assert log.getvalue() and CANARY not in log.getvalue()
