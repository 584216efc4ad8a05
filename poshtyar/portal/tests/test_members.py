"""The members' pages and the invitation's pages …"""

import html

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Invitation, Membership
from poshtyar.accounts.tests.codes import last_code, last_link
from poshtyar.common.persian import to_latin_digits
from tests import factories

pytestmark = pytest.mark.django_db

MEMBERS = reverse("portal:members")
MOBILE = "+989121234567"


def membership(user):
    return Membership.objects.get(user=user)


def addresses(user, invitation):
    return [
        ("get", MEMBERS),
        ("post", reverse("portal:invite_member")),
        ("get", reverse("portal:change_member", args=[membership(user).pk])),
        ("post", reverse("portal:change_member", args=[membership(user).pk])),
        ("post", reverse("portal:remove_member", args=[membership(user).pk])),
        ("post", reverse("portal:withdraw_invitation", args=[invitation.pk])),
    ]


@pytest.fixture
def invitation(organization, alice):
    # It ends after days, and the pages read the clock themselves.
    return accounts.invite_member(
        organization=organization, mobile=MOBILE, role="member", may_approve=False, actor=alice, now=timezone.now()
    )


def test_are_missing_for_a_member(client, alice, bob, invitation):
    client.force_login(bob)

    for method, address in addresses(alice, invitation):
        assert getattr(client, method)(address).status_code == 404
    assert Membership.objects.count() == 2


def test_answer_charlie_like_missing_ones(client, alice, bob, charlie, invitation):
    client.force_login(charlie)

    missing = client.get(reverse("portal:change_member", args=[10**9]))
    for method, address in addresses(bob, invitation)[2:]:
        response = getattr(client, method)(address)
        assert (response.status_code, response.content) == (404, missing.content)
    assert "Bob" not in client.get(MEMBERS).content.decode()


def test_invite_change_and_remove(client, organization, alice, bob):
    client.force_login(alice)

    client.post(reverse("portal:invite_member"), {"mobile": "۰۹۱۲۱۲۳۴۵۶۷", "role": "member"})
    client.post(reverse("portal:change_member", args=[membership(bob).pk]), {"role": "member", "may_approve": "on"})
    assert membership(bob).may_approve
    client.post(reverse("portal:remove_member", args=[membership(bob).pk]))

    assert Invitation.objects.get().mobile == MOBILE
    assert list(organization.memberships.values_list("user", flat=True)) == [alice.pk]


def test_say_why_the_last_owner_stays(client, alice, organization):
    client.force_login(alice)
    address = reverse("portal:change_member", args=[membership(alice).pk])

    response = client.post(address, {"role": "member"})

    assert response.status_code == 409
    assert "مالک" in response.content.decode()


def test_keep_what_was_typed(client, alice, organization):
    client.force_login(alice)

    response = client.post(reverse("portal:invite_member"), {"mobile": "0912x", "role": "owner"})

    assert response.status_code == 422
    assert 'value="0912x"' in response.content.decode()


def test_ask_as_few_questions_for_three_members_as_for_one(client, alice, organization, django_assert_max_num_queries):
    client.force_login(alice)
    with django_assert_max_num_queries(12) as one:
        client.get(MEMBERS)
    for n in range(2):
        factories.join(organization, factories.make_user(f"M{n}"))

    with django_assert_max_num_queries(12) as three:
        client.get(MEMBERS)

    assert len(one) == len(three)


def test_bring_an_invited_stranger_in_by_code_and_confirmation(client, organization, invitation):
    link = last_link(MOBILE)

    page = client.get(link, follow=True)
    assert page.redirect_chain[-1][0] == f"{reverse('portal:log_in')}?next=/invitation/"
    client.post(reverse("portal:log_in"), {"mobile": MOBILE, "next": "/invitation/"})
    entered = client.post(reverse("portal:enter_login_code"), {"code": last_code(MOBILE), "next": "/invitation/"})
    assert entered.url == reverse("portal:accept_invitation")
    asked = client.get(entered.url)
    assert organization.memberships.count() == 1  # Following a link changes nothing.
    assert organization.name in asked.content.decode().replace("&#x27;", "'")
    client.post(entered.url)

    assert organization.memberships.filter(user__mobile=MOBILE).count() == 1


def test_name_the_organization_where_the_invited_log_in(client, organization, invitation):
    pages = [reverse("portal:log_in"), reverse("portal:log_in_with_password")]
    behind = [f"{page}?next=/invitation/" for page in pages]

    def naming(*addresses):
        return [organization.name in html.unescape(client.get(address).content.decode()) for address in addresses]

    assert naming(*behind) == [False, False]
    client.get(last_link(MOBILE))
    assert naming(*behind, *pages) == [True, True, False, False]
    refused = client.post(pages[0], {"mobile": "12", "next": "/invitation/"})
    assert organization.name in html.unescape(refused.content.decode())

    Invitation.objects.update(withdrawn_at=invitation.invited_at)
    assert naming(*behind) == [False, False]


def test_tell_the_invited_who_come_without_the_link_and_nobody_else(client, organization, invitation):
    welcome = reverse("portal:create_organization")
    told = "open the link in our SMS"
    verified = {"mobile_verified_at": invitation.invited_at, "language": "en"}

    client.force_login(factories.make_user("Ida", mobile=MOBILE, **verified))
    invited = client.get(welcome).content.decode()
    client.force_login(factories.make_user("Dora", **verified))
    other = client.get(welcome).content.decode()

    assert told in invited and organization.name in invited.replace("&#x27;", "'")
    assert told not in other


def test_show_nothing_of_an_invitation_to_somebody_else(client, organization, charlie, invitation):
    client.force_login(charlie)
    link = last_link(MOBILE)

    page = client.get(link, follow=True)
    refused = client.post(reverse("portal:accept_invitation"))

    assert (page.status_code, refused.status_code) == (404, 409)
    assert organization.name not in page.content.decode().replace("&#x27;", "'")
    assert organization.memberships.count() == 1


def test_following_links_leaves_no_row_behind(client, db):
    """A link that anybody made up is worth no row of the database."""
    links = [
        reverse("portal:open_invitation", args=["made-up"]),
        reverse("portal:open_password_link", args=["somebody", "made-up"]),
        reverse("portal:open_email_link", args=["made-up"]),
    ]
    for link in links:
        opened = client.get(link)
        client.get(opened.url)

    assert "made-up" not in opened.url
    assert not Session.objects.exists()


@pytest.mark.parametrize("name", ["open_invitation", "open_registration_link", "open_email_link"])
@pytest.mark.parametrize("token", ["سلام", "\ufffd", "a\r\nb", "\0", ";,\"'"])
def test_following_a_link_of_any_letters_is_answered(client, db, name, token):
    """No header carries other letters than those of Latin-1, and ours none but ASCII."""
    response = client.get(reverse(f"portal:{name}", args=[token]))

    assert response.status_code == 302
    assert response.cookies["link"].OutputString().isascii()


def test_say_why_nobody_is_invited_and_keep_what_was_typed(client, organization, alice, bob):
    client.force_login(alice)

    response = client.post(reverse("portal:invite_member"), {"mobile": bob.mobile, "role": "member"})

    assert response.status_code == 409
    assert "عضو" in response.content.decode()
    typed = to_latin_digits(response.context["form"]["mobile"].value()).replace(" ", "")
    assert typed.removeprefix("0") == bob.mobile.removeprefix("+98")
    assert list(response.context["page"])


def test_invite_a_number_five_times_in_a_day_whoever_does(client, organization, alice, charlie):
    """R49: a stranger's telephone is not filled with our messages."""
    statuses = []
    for number in range(6):
        client.force_login((alice, charlie)[number % 2])
        response = client.post(reverse("portal:invite_member"), {"mobile": MOBILE, "role": "member"})
        statuses.append(response.status_code)

    assert statuses == [302] * 5 + [429]
    assert Invitation.objects.count() == 5
