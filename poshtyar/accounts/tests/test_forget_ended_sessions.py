"""forget_ended_sessions …"""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from poshtyar.accounts import operations as accounts


def make_session(user, key, expire_date):
    Session.objects.create(session_key=key, session_data="", expire_date=expire_date)
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1", user_agent="")


@pytest.mark.django_db
def test_keeps_those_whose_time_is_not_over(alice, now):
    make_session(alice, "ended", now - timedelta(seconds=1))
    make_session(alice, "open", now + timedelta(seconds=1))

    assert accounts.forget_ended_sessions(now=now) == 1

    assert Session.objects.get().session_key == "open"
    assert UserSession.objects.get().session_key == "open"
