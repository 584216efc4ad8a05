"""deactivate_user … (B32: never deleted)"""

import contextlib

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Membership, Role, User
from poshtyar.accounts.queries import hash_token
from poshtyar.accounts.tests.codes import last_link
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from tests import factories
from tests.race import race


def end(user, actor, now):
    return accounts.deactivate_user(user=user, actor=actor, now=now)


def test_b32_forgets_who_it_was_and_keeps_the_row(organization, bob, leo, now):
    accounts.send_login_code(mobile=bob.mobile, language="fa", now=now)

    end(bob, leo, now)

    kept = User.objects.get(pk=bob.pk)
    assert (kept.display_name, kept.mobile, kept.email, kept.is_active) == ("", None, None, False)
    assert kept.deactivated_at == now
    assert str(kept) == "کاربر پیشین"
    assert not Membership.objects.filter(user=bob).exists()
    assert Event.objects.latest("id").kind == "accounts.user_deactivated"


@pytest.mark.parametrize("delete", [lambda user: user.delete(), lambda user: User.objects.filter(pk=user.pk).delete()])
def test_b32_is_the_only_way_out_because_nobody_is_deleted(delete, bob):
    with pytest.raises(ProtectedError):
        delete(bob)

    assert User.objects.filter(pk=bob.pk).exists()


def test_ends_every_session(organization, bob, now):
    """R80"""
    client = Client()
    client.force_login(bob)
    assert client.get(reverse("portal:settings")).status_code == 200

    end(bob, bob, now)

    assert client.get(reverse("portal:settings")).status_code == 302


def test_changes_nothing_the_second_time(bob, leo, now):
    end(bob, leo, now)
    end(bob, leo, now)

    assert Event.objects.filter(kind="accounts.user_deactivated").count() == 1


def test_is_for_oneself_leads_and_managers(organization, alice, bob, charlie, agnes, leo, mina, now):
    for actor, user in ((alice, bob), (charlie, bob), (agnes, bob), (leo, agnes), (leo, mina)):
        with pytest.raises(NotAllowed):
            end(user, actor, now)

    end(bob, bob, now)
    end(charlie, leo, now)
    end(agnes, mina, now)

    assert set(User.objects.filter(is_active=True)) == {alice, leo, mina}


def test_keeps_the_owner_of_an_organization_with_members(organization, alice, bob, now):
    with pytest.raises(accounts.LastOwner):
        end(alice, alice, now)

    assert User.objects.get(pk=alice.pk).is_active


def test_lets_the_only_person_of_an_organization_go(charlie, now):
    end(charlie, charlie, now)

    assert not User.objects.get(pk=charlie.pk).is_active


def test_keeps_the_last_manager(mina, now):
    with pytest.raises(accounts.LastManager):
        end(mina, mina, now)
    end(factories.make_user("Mani", Role.MANAGER), mina, now)

    assert User.objects.get(role=Role.MANAGER, is_active=True) == mina


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_end_each_other_one_stays(mina, now):
    managers = [mina, factories.make_user("Mani", Role.MANAGER)]

    def end_the_other(n):
        with contextlib.suppress(NotAllowed, accounts.LastManager):
            end(managers[1 - n], managers[n], now)

    for _ in range(5):
        User.objects.filter(pk__in=[manager.pk for manager in managers]).update(is_active=True, deactivated_at=None)
        race(2, end_the_other)
        assert User.objects.filter(role=Role.MANAGER, is_active=True).count() == 1


def test_lets_the_number_register_again(bob, now):
    mobile = bob.mobile
    end(bob, bob, now)

    assert not User.objects.filter(mobile=mobile).exists()


@pytest.mark.parametrize("act", ["make an organization", "accept", "prefer", "confirm an address"])
def test_leaves_nothing_to_a_page_that_was_asked_for_before(organization, alice, act, now):
    """Who it was stays forgotten, and nobody belongs to an organization who cannot log in."""
    dana = factories.make_user("Dana", email=None)
    invite = {"organization": organization, "role": "owner", "may_approve": True, "actor": alice}
    accounts.invite_member(mobile=dana.mobile, now=now, **invite)
    invitation = hash_token(last_link(dana.mobile).split("/")[-2])
    accounts.send_email_link(email="dana@example.com", user=dana, now=now)
    link = last_link("dana@example.com").split("/")[-2]
    before = User.objects.get(pk=dana.pk)
    end(dana, dana, now)
    name = {"name": "Dana's", "owner_name": "Dana"}

    with pytest.raises((NotAllowed, accounts.InvitationNotOpen)):
        {
            "make an organization": lambda: accounts.create_organization(**name, actor=before, now=now),
            "accept": lambda: accounts.accept_invitation(token_hash=invitation, actor=before, now=now),
            "prefer": lambda: accounts.change_preferences(
                preferences=accounts.Preferences(display_name="Dana"), actor=before, now=now
            ),
            "confirm an address": lambda: accounts.confirm_email(token=link, actor=before, now=now),
        }[act]()

    kept = User.objects.get(pk=dana.pk)
    assert (kept.display_name, kept.email, kept.memberships.count()) == ("", None, 0)
