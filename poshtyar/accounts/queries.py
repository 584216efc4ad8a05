"""Answers about people that join tables."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext

from poshtyar.accounts.models import Invitation, LoginCode, User

# The first word found names the browser: most of them also call themselves Chrome, Safari and Mozilla.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}
SESSIONS_SHOWN = 50


def hash_token(token: str) -> str:
    """Return what is kept of an invitation's token: it has 256 random bits, so a plain hash hides it."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_for(user: User, token_hash: str, *, now: datetime) -> Invitation | None:
    """Return the invitation that this person may accept with the token of this hash."""
    if user.is_staff_member:
        return None
    mine = Invitation.objects.open_at(now).filter(token_hash=token_hash, mobile=user.mobile)
    return mine.select_related("organization", "invited_by").first()


def invitation_behind(token_hash: str, now: datetime) -> Invitation | None:
    """Return the invitation of this link, for whoever holds it: they may read who invites, and no more."""
    return Invitation.objects.open_at(now).filter(token_hash=token_hash).select_related("organization").first()


def waiting_invitation(user: User, now: datetime) -> Invitation | None:
    """Return the newest invitation that the person's own number may accept; its link is in their SMS alone."""
    if not user.mobile or not user.mobile_verified_at:
        return None
    invitations = Invitation.objects.open_at(now).filter(mobile=user.mobile)
    return invitations.select_related("organization", "invited_by").order_by("-invited_at").first()


@dataclass(frozen=True)
class OpenSession:
    """A browser in which a person is signed in."""

    pk: int
    browser: str
    ip: str
    since: datetime
    is_current: bool


def sessions_of(user: User, *, current_key: str | None, now: datetime) -> list[OpenSession]:
    """Return the person's open sessions, the newest first."""
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(user_id=user.pk, session_key__in=alive).order_by("-created_at")
    return [
        OpenSession(
            pk=row.pk,
            browser=describe_browser(row.user_agent),
            ip=row.ip,
            since=row.created_at,
            is_current=row.session_key == current_key,
        )
        for row in rows[:SESSIONS_SHOWN]
    ]


def describe_browser(user_agent: str) -> str:
    """Return a browser's name as people know it: "Chrome, Windows"."""
    names = [next((name for word, name in words.items() if word in user_agent), None) for words in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in names if name) or gettext("Unknown browser")


def seconds_until_resend(mobile: str, now: datetime) -> int:
    """Return how long a number waits for its next code; every number waits, known or not."""
    sent_at = LoginCode.objects.sent_to(mobile).order_by("-sent_at").values_list("sent_at", flat=True).first()
    if sent_at is None:
        return 0
    return max(0, ceil((sent_at + timedelta(seconds=settings.LOGIN_CODE_RESEND_SECONDS) - now).total_seconds()))
