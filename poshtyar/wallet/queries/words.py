"""What a line of the statement says, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from poshtyar.common.words import coins_in_words, listed
from poshtyar.wallet.models import EXPLAINED, EntryKind
from poshtyar.wallet.queries.statement import StatementLine

# A capture of the investigation fee, which is said otherwise than another one.
FEE = "fee"
# What is said of coins that came into a bucket, in the order in which a line says it.
SAID = {
    "held": _("%(coins)s set aside"),
    "captured": _("%(coins)s used"),
    "available": _("%(coins)s released"),
    "expired": _("%(coins)s expired"),
    "revoked": _("%(coins)s taken back"),
}
SAID_INSTEAD = {
    (FEE, "captured"): _("%(coins)s used for the investigation"),
    ("purchase", "available"): _("%(coins)s bought"),
    ("purchase", "captured"): _("%(coins)s paid back what you owed"),
    ("gift", "available"): _("%(coins)s as a gift"),
    ("reinstate", "available"): _("%(coins)s given back"),
    ("undo", "available"): _("%(coins)s given back"),
    ("undo", "revoked"): _("%(coins)s of them had not been paid for"),
    ("won", "available"): _("%(coins)s given back"),
    ("adjust", "available"): _("%(coins)s added"),
    ("adjust", "revoked"): _("%(coins)s taken away"),
    ("refund", "revoked"): _("%(coins)s refunded"),
    ("extend", "available"): _("%(coins)s got a later date"),
    # They are the same coins.
    ("extend", "revoked"): "",
}
STAY, FROM_BEFORE = _("%(coins)s stay set aside"), _("%(coins)s of them before")
OWED, NO_LONGER_OWED = _("%(coins)s owed"), _("%(coins)s no longer owed")
SAID_OF_NOTHING = {
    "chargeback": _("A payment was disputed; nothing of it was left"),
    "won": _("The money of a disputed payment came back"),
}
# What the clockwork writes as the reason of a reinstatement is no sentence for people.
REASONED = {*EXPLAINED} - {EntryKind.REINSTATE}


def kind_in_words(kind: str) -> str:
    """Return what a kind of entry is called."""
    return str(EntryKind(kind).label)


def said_of(line: StatementLine) -> str:
    """Return what happened to the coins of a line."""
    kind = FEE if line.is_fee else line.kind
    parts = _kept(line) + [
        str(SAID_INSTEAD.get((kind, bucket), text)) % {"coins": coins_in_words(line.moved[bucket])}
        for bucket, text in SAID.items()
        if line.moved.get(bucket) and not (line.kept and bucket == "held")
    ]
    if line.owed > 0:
        parts.append(str(OWED) % {"coins": coins_in_words(line.owed)})
    elif line.owed < 0 and line.kind != "purchase":
        parts.append(str(NO_LONGER_OWED) % {"coins": coins_in_words(-line.owed)})
    return listed(parts) or str(SAID_OF_NOTHING.get(line.kind, ""))


def _kept(line: StatementLine) -> list[str]:
    """Return what is said of coins that were set aside before, too: not all that is set aside now was free."""
    if not line.kept:
        return []
    if line.kept == line.moved["held"]:
        return [str(STAY) % {"coins": coins_in_words(line.kept)}]
    return [
        str(SAID["held"]) % {"coins": coins_in_words(line.moved["held"])},
        str(FROM_BEFORE) % {"coins": coins_in_words(line.kept)},
    ]


def reason_of(line: StatementLine) -> str:
    """Return the reason of whoever answers for a line, or nothing."""
    return line.reason if line.kind in REASONED else ""
