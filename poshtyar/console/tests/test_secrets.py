"""Log-in details on the staff's pages …"""

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.vault.models import Secret
from poshtyar.vault.operations import erase_secret, reveal_secret
from tests import factories
from tests.pages import line_of, text_of

TEXT = "ftp.shop.example <b>\nPassword: canary"


@pytest.fixture
def ticket(organization, alice):
    """A question of Alice's with log-in details."""
    return factories.make_ticket(organization, alice, secret=TEXT, now=timezone.now())


@pytest.fixture
def secret(ticket):
    return Secret.objects.get()


def address(name, secret):
    return reverse(f"console:{name}", args=[secret.ticket_id, secret.public_id])


def page_of(client, ticket):
    return client.get(reverse("console:ticket", args=[ticket.pk]))


def test_are_shown_once_on_a_page_that_is_kept_nowhere(client, ticket, secret, agnes, leo):
    client.force_login(agnes)
    assert address("reveal_secret", secret) in text_of(page_of(client, ticket))

    answer = client.post(address("reveal_secret", secret))

    assert "ftp.shop.example &lt;b&gt;\nPassword: canary</pre>" in text_of(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "canary" not in text_of(page_of(client, ticket))
    assert "اطلاعات ورود، فقط به Agnes نشون داده شد" in line_of(page_of(client, ticket))

    client.force_login(leo)
    assert address("reveal_secret", secret) not in text_of(page_of(client, ticket))
    refused = client.post(address("reveal_secret", secret))
    assert refused.status_code == 409
    assert "Agnes این اطلاعات ورود رو" in line_of(refused)
    assert "canary" not in text_of(refused)


def test_are_opened_by_a_button_alone(client, secret, agnes):
    client.force_login(agnes)

    assert client.get(address("reveal_secret", secret)).status_code == 405
    secret.refresh_from_db()
    assert secret.shown_at is None


def test_that_were_erased_say_so(client, ticket, secret, agnes, alice):
    erase_secret(secret=secret, actor=alice, now=timezone.now())
    client.force_login(agnes)

    page = text_of(page_of(client, ticket))

    assert "پاک شد:" in page
    assert address("reveal_secret", secret) not in page
    assert client.post(address("reveal_secret", secret)).status_code == 409


def test_are_erased_by_whoever_needs_them_no_more(client, secret, agnes):
    reveal_secret(secret=secret, actor=agnes, now=timezone.now())
    client.force_login(agnes)

    answer = client.post(address("erase_secret", secret))

    assert answer.url == reverse("console:ticket", args=[secret.ticket_id])
    secret.refresh_from_db()
    assert secret.sealed == ""


def test_r86_a_stolen_session_opens_so_many_an_hour(client, secret, organization, alice, agnes, settings, caplog):
    settings.REVEALS_AN_HOUR = 1
    other = factories.make_ticket(organization, alice, secret=TEXT, now=timezone.now()).messages.get().secret
    client.force_login(agnes)

    with caplog.at_level("INFO"):
        answers = [client.post(address("reveal_secret", one)) for one in (secret, other)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert "secret_revealed" in caplog.text and "canary" not in caplog.text
    other.refresh_from_db()
    assert other.shown_at is None


@pytest.mark.parametrize(("text", "warns"), [("shop\u202eb", True), ("shop\u200b", True), ("رمز\u200cها: ۱۲", False)])
def test_with_characters_that_nobody_sees_say_so(client, organization, alice, agnes, text, warns):
    hidden = factories.make_ticket(organization, alice, secret=text, now=timezone.now()).messages.get().secret
    client.force_login(agnes)

    page = text_of(client.post(address("reveal_secret", hidden)))

    assert ("نویسه‌هایی داره که دیده نمی‌شن" in page) == warns
    assert text in page


@pytest.mark.parametrize("name", ["reveal_secret", "erase_secret"])
def test_of_another_ticket_are_not_there(client, secret, agnes, organization, alice, name):
    other = factories.make_ticket(organization, alice)
    client.force_login(agnes)

    assert client.post(reverse(f"console:{name}", args=[other.pk, secret.public_id])).status_code == 404
    secret.refresh_from_db()
    assert (secret.shown_at, secret.erased_at) == (None, None)
