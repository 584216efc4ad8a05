"""Files of messages, for whoever may read them."""

from poshtyar.accounts.models import User
from poshtyar.files.models import StoredFile
from poshtyar.tickets.models import Message


def attachment_of(public_id: str, user: User) -> StoredFile | None:
    """Return a file if a message that this person may read carries it."""
    message = Message.objects.visible_to(user).filter(files__public_id=public_id).first()
    return message.files.get(public_id=public_id) if message else None
