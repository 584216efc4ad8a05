"""Sessions whose person has just said that it is still them, without the steps that lead there."""

import time

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from poshtyar.accounts.models import User


def confirmation_of(user: User, *, seconds_ago: float = 0) -> dict:
    """Return what such a session holds."""
    said = [{"method": "password", "at": time.time() - seconds_ago, "reauthenticated": True}]
    return {"account_authentication_methods": said, "account_authentication_methods_user": user_id_to_str(user)}


def confirm(client: Client, user: User, *, seconds_ago: float = 0) -> Client:
    """Make the session of a signed-in client such a one."""
    session = client.session
    session.update(confirmation_of(user, seconds_ago=seconds_ago))
    session.save()
    return client
