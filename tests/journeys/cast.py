"""People of a journey, and their sessions: whoever is signed in by one need not log in in the browser."""

from itertools import count

from django.test import Client

from poshtyar.accounts.models import Role, User
from poshtyar.accounts.sessions import SessionStore
from poshtyar.portal.links import COOKIE
from tests.confirmed import confirmation_of

_numbers = count(4_000_000)


def new_mobile() -> str:
    """Return a mobile number that nobody has."""
    return f"+98912{next(_numbers)}"


def new_person(name: str, role: str = Role.CUSTOMER, *, language: str = "fa", password: str = "") -> User:
    """Make a person who reads this language; staff are known by an e-mail address too."""
    mobile = new_mobile()
    user = User(display_name=name, role=role, language=language, mobile=mobile, email=f"{mobile[3:]}@example.com")
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    user.save()
    return user


def session_of(user: User, **contents) -> str:
    """Return the key of a session in which this person is signed in."""
    client = Client()
    client.force_login(user)
    session = client.session
    session.update(contents)
    session.save()
    return session.session_key


def anonymous_session(**contents) -> str:
    """Return the key of a session in which nobody is signed in."""
    session = SessionStore()
    session.update(contents)
    session.create()
    return session.session_key


def followed(link: str) -> str:
    """Return the cookie that following a link leaves in a browser."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.get(link)
    return client.cookies[COOKIE].value


def confirmed_session_of(user: User, **contents) -> str:
    """Return a session whose person has just given the password; that lasts for minutes, and here for a whole run."""
    return session_of(user, **confirmation_of(user, seconds_ago=-3600), **contents)
