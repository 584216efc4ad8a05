"""Who a session belongs to, read at every visit."""

from allauth.account import auth_backends

from poshtyar.accounts.models import User
from poshtyar.common.prepared import prepared


@prepared
def _person(user):
    return User.objects.filter(pk=user)


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """allauth's way of knowing people, whose reading of one is composed once in a process."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person, unless their account was ended."""
        user = _person.first(user=user_id)
        return user if user and self.user_can_authenticate(user) else None
