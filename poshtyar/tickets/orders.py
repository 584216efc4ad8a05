"""In which order lists show tickets; each is an index of `Ticket`."""

from poshtyar.common.keyset import Key

# As the agency answers: package holders first, then by due moment, rank and age (B24).
QUEUE_ORDER = (
    Key("has_package", descending=True),
    Key("due_at", may_be_empty=True),
    Key("package_rank", descending=True),
    Key("opened_at"),
    Key("id"),
)
# As customers read: waiting for them, with the agency, finished, closed; the latest word first.
CUSTOMER_ORDER = tuple(Key(name, descending=True) for name in ("state", "turn", "last_message_at", "id"))
LATEST_WORD_ORDER = (Key("last_message_at", descending=True), Key("id", descending=True))
LATEST_CLOSED_ORDER = (Key("closed_at", descending=True), Key("id", descending=True))
