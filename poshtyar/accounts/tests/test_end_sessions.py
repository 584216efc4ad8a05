"""end_sessions …"""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.sessions import SessionStore


def logged_in(user) -> str:
    """Return the key of a new session of this person."""
    store = SessionStore()
    store.create()
    UserSession.objects.create(user=user, ip="127.0.0.1", session_key=store.session_key)
    return store.session_key


def test_signs_out_everywhere_but_here_and_nobody_else(alice, bob):
    here, _there, _elsewhere = (logged_in(alice) for _ in range(3))
    of_bob = logged_in(bob)

    ended = accounts.end_sessions(user=alice, keep=here)

    assert ended == 2
    assert {session.session_key for session in Session.objects.all()} == {here, of_bob}
    assert {session.session_key for session in UserSession.objects.all()} == {here, of_bob}


def test_signs_out_everywhere_when_told_to_keep_none(alice):
    logged_in(alice)

    assert accounts.end_sessions(user=alice) == 1
    assert accounts.end_sessions(user=alice) == 0
    assert not Session.objects.exists()
