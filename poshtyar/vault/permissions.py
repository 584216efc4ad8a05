"""Who may do what with a secret."""

from datetime import datetime

from poshtyar.accounts.models import User
from poshtyar.accounts.permissions import is_member
from poshtyar.vault.models import Secret


def may_reveal(user: User, secret: Secret, now: datetime) -> bool:
    """Whether it is shown to this person: the first of the staff who asks, while it is kept."""
    return user.is_staff_member and secret.is_kept(now) and secret.shown_to_id in (None, user.pk)


def may_erase(user: User, secret: Secret) -> bool:
    """Whether this person may erase it: members of its organization, and staff."""
    return user.is_staff_member or is_member(user, secret.organization)
