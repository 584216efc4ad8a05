"""The lock of a person, taken before their own row is changed."""

from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import NotAllowed


def lock_person(person: User) -> User:
    """Lock a person, and return them as they are now. Raises NotAllowed when their account has ended meanwhile."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.deactivated_at:
        raise NotAllowed(gettext("This account has ended."))
    return person
