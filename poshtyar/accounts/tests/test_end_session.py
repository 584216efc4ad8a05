"""end_session …"""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.tests.test_end_sessions import logged_in
from poshtyar.common.errors import NotAllowed


def test_signs_out_of_this_one(alice):
    kept, ended = logged_in(alice), logged_in(alice)

    accounts.end_session(session=UserSession.objects.get(session_key=ended), actor=alice)

    assert [session.session_key for session in Session.objects.all()] == [kept]


def test_refuses_somebody_elses(alice, bob, mina):
    session = UserSession.objects.get(session_key=logged_in(alice))

    for actor in (bob, mina):
        with pytest.raises(NotAllowed):
            accounts.end_session(session=session, actor=actor)

    assert Session.objects.count() == 1
