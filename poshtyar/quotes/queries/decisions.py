"""Which quote a person of an organization is about to decide on."""

from poshtyar.accounts.models import User
from poshtyar.common.prepared import prepared
from poshtyar.quotes.models import Quote


@prepared
def _place_of_quote(quote, user):
    return Quote.objects.of_member(user).only("ticket").filter(pk=quote)


def quote_to_decide(user: User, pk: int) -> Quote | None:
    """Return as much of a member's quote as an operation asks for: which one it is, and on which ticket; one query."""
    return _place_of_quote.first(quote=pk, user=user)
