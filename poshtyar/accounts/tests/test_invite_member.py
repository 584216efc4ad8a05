"""invite_member …"""

import re
from datetime import timedelta

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Invitation, MemberRole
from poshtyar.accounts.tests.codes import last_link, last_sms
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.outbox.models import OutgoingMessage
from tests import factories

MOBILE = "+989121234567"


def invite(organization, actor, now, mobile=MOBILE, role=MemberRole.MEMBER, may_approve=False):
    return accounts.invite_member(
        organization=organization, mobile=mobile, role=role, may_approve=may_approve, actor=actor, now=now
    )


def test_sends_a_link_and_keeps_only_its_hash(organization, alice, now):
    invitation = invite(organization, alice, now)

    token = last_link(MOBILE).split("/")[-2]
    assert len(token) >= 43  # 256 bits
    assert token not in (invitation.token_hash, str(Event.objects.get().data))
    assert "Alice" in last_sms(MOBILE)
    assert OutgoingMessage.objects.get().is_secret
    assert invitation.expires_at == now + timedelta(hours=72)
    assert Event.objects.get().kind == "accounts.member_invited"


def test_lets_an_owner_always_approve(organization, alice, now):
    assert invite(organization, alice, now, role=MemberRole.OWNER).may_approve


def test_refuses_members_staff_and_strangers(organization, bob, charlie, mina, now):
    for person in (bob, charlie, mina):
        with pytest.raises(NotAllowed):
            invite(organization, person, now)

    assert not Invitation.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_refuses_a_member(organization, alice, bob, now):
    with pytest.raises(accounts.AlreadyMember):
        invite(organization, alice, now, mobile=bob.mobile)


def test_replaces_the_invitation_of_the_same_number(organization, alice, now):
    first = invite(organization, alice, now)

    second = invite(organization, alice, now + timedelta(minutes=1), may_approve=True)

    first.refresh_from_db()
    assert first.withdrawn_at == now + timedelta(minutes=1)
    assert organization.invitations.waiting().get() == second


def test_sends_twenty_in_a_day(organization, alice, now):
    for n in range(20):
        invite(organization, alice, now, mobile=f"+9891212345{n:02}")

    with pytest.raises(accounts.TooManyInvitations, match="۲۰"):
        invite(organization, alice, now + timedelta(hours=23))
    invite(organization, alice, now + timedelta(hours=24, seconds=1))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_begins_with_a_name_that_does_not_turn_the_sentence_around(organization, alice, now, language):
    alice.display_name, alice.language = {"fa": "Alice", "en": "سارا رستمی"}[language], language
    alice.save()
    organization.name = "فروشگاه سارا"

    invite(organization, alice, now)

    # A first-strong isolate is left out when the direction of a paragraph is looked for.
    assert last_sms(MOBILE).startswith(f"\u2068{alice.display_name}\u2069 ")
    assert "\u2068فروشگاه سارا\u2069" in last_sms(MOBILE)


def test_sends_twenty_in_a_day_of_a_person_with_many_organizations(organization, alice, now):
    other = factories.make_organization(alice, "Other shops")
    for n in range(20):
        invite((organization, other)[n % 2], alice, now, mobile=f"+9891212345{n:02}")

    with pytest.raises(accounts.TooManyInvitations, match="۲۰"):
        invite(organization, alice, now + timedelta(hours=23))


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("فروشگاه کتاب‌های آوا", "فروشگاه کتاب‌های آوا"),
        ("Ava & Sons 24-7", "Ava & Sons 24-7"),
        ("Won a prize: https://evil.example/x?y=1", "Won a prize https evil example x y 1"),
        ("برنده شدید evil.ir/x", "برنده شدید evil ir x"),
        ("Call 0912 123 45 67", "Call"),
        ("Call ۰۹۱۲۱۲۳۴۵۶۷ now", "Call now"),
        ("sms:+98912@evil.example", "sms evil example"),
        ("Alice\nYour code is #1", "Alice Your code is 1"),
        ("long " * 20, "long long long long long long long long…"),
    ],
)
def test_r49_carries_no_message_of_whoever_invites(organization, alice, now, name, sent):
    """Anybody may call an organization what they like, and invite any number."""
    organization.name = name
    organization.save()

    invite(organization, alice, now)

    assert re.split("[\u2068\u2069]", last_sms(MOBILE))[3] == sent
