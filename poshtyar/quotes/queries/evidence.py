"""Why work was impossible, as files."""

from poshtyar.accounts.models import User
from poshtyar.files.models import StoredFile
from poshtyar.quotes.models import Quote


def evidence_of(public_id: str, user: User) -> StoredFile | None:
    """Return a file if a quote that this person may read carries it as evidence."""
    quote = Quote.objects.visible_to(user).filter(evidence__public_id=public_id).first()
    return quote.evidence.get(public_id=public_id) if quote else None
