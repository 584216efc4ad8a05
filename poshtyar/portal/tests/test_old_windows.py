"""A form of what stands, in a window that is older than what stands there now …"""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from poshtyar.accounts.models import MemberRole, Membership, Store, User
from tests.pages import Page, text_of

pytestmark = pytest.mark.django_db


MAIN = "btn btn-p btn-l"


@dataclass
class Window:
    """A page with a form, as a browser shows it; its person may change fields and send it."""

    client: Client
    address: str

    def __post_init__(self):
        self.show(self.client.get(self.address))

    def show(self, answer):
        """Show what was answered."""
        forms = [element for element in Page(text_of(answer)).elements if element.tag == "form"]
        form = next(form for form in forms if form.all("button")[0].attrs.get("class") == MAIN)
        self.fields = dict(filter(None, map(_said_by, form.inside)))

    def send(self, *unticked, **changed):
        """Send the form with these changes; `unticked` are boxes that lost their tick."""
        fields = {name: value for name, value in (self.fields | changed).items() if name not in unticked}
        return self.client.post(self.address, fields)


def _said_by(field):
    """Return the name and the value that a browser sends of a field, if it sends one."""
    kind, name = field.attrs.get("type"), field.attrs.get("name")
    if field.tag == "textarea":
        return name, field.text.removeprefix("\n").replace("\n", "\r\n")
    if field.tag == "input" and (kind not in {"radio", "checkbox"} or "checked" in field.attrs):
        return name, field.attrs.get("value", "on").replace("\n", "\r\n")
    return None


@pytest.fixture
def preferences(client, alice):
    client.force_login(alice)
    return Window(client, reverse("portal:settings"))


@pytest.fixture
def store_page(client, bob, store):
    Store.objects.update(notes="PHP 8.1\nno cache")
    client.force_login(bob)
    return Window(client, reverse("portal:change_store", args=[store.public_id]))


@pytest.fixture
def member_page(client, alice, bob):
    client.force_login(alice)
    return Window(client, reverse("portal:change_member", args=[Membership.objects.get(user=bob).pk]))


def test_keeps_the_theme_that_was_chosen_elsewhere(preferences, client, alice):
    client.post(reverse("portal:set_theme"), {"theme": "dark"})
    client.post(reverse("portal:set_language"), {"language": "en"})
    User.objects.update(digits="latin", notify_by_sms=False, uses_keys=False)

    preferences.send("notify_by_email", display_name="Alice A.")

    alice.refresh_from_db()
    assert (alice.display_name, alice.notify_by_email) == ("Alice A.", False)
    assert (alice.theme, alice.language, alice.digits) == ("dark", "en", "latin")
    assert (alice.notify_by_sms, alice.uses_keys) == (False, False)


def test_says_that_it_is_kept_in_the_language_that_was_chosen_elsewhere(preferences, client):
    client.post(reverse("portal:set_language"), {"language": "en"})

    preferences.send(digits="latin")

    assert "Your settings are kept." in text_of(client.get(preferences.address))


def test_keeps_what_a_colleague_told_of_a_store(store_page):
    Store.objects.update(name="Tea", version="9.0.2", notes="PHP 8.3\nno cache")

    store_page.send(theme="Warehouse")

    kept = Store.objects.get()
    assert (kept.name, kept.version, kept.theme, kept.notes) == ("Tea", "9.0.2", "Warehouse", "PHP 8.3\nno cache")


def test_keeps_what_another_owner_lets_a_member_do(member_page, bob):
    Membership.objects.filter(user=bob).update(may_approve=True)

    member_page.send()

    assert Membership.objects.get(user=bob).may_approve


def test_takes_nothing_back_from_whom_another_owner_made_an_owner(member_page, bob):
    Membership.objects.filter(user=bob).update(role=MemberRole.OWNER, may_approve=True)

    member_page.send(may_approve="on")

    assert Membership.objects.get(user=bob).role == MemberRole.OWNER


def test_remembers_what_it_showed_through_a_refusal(preferences, alice):
    User.objects.update(theme="dark")
    preferences.show(preferences.send(display_name="", digits="latin"))

    preferences.send(display_name="Alice A.")

    alice.refresh_from_db()
    assert (alice.display_name, alice.digits, alice.theme) == ("Alice A.", "latin", "dark")


def test_clears_what_its_person_cleared(store_page):
    store_page.send(notes="", version="9.0.2")

    kept = Store.objects.get()
    assert (kept.notes, kept.version) == ("", "9.0.2")
