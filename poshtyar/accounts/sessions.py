"""Sessions in the database, read at every visit."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from poshtyar.common.prepared import prepared


@prepared
def _living_session(key, now):
    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """Django's store of sessions, whose reading is composed once in a process."""

    def _get_session_from_db(self) -> Session | None:
        session = _living_session.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
