"""Every change of a quote, one module a noun."""

from poshtyar.common.errors import ReasonMissing
from poshtyar.quotes.operations.decisions import (
    Approval,
    ConsentNeeded,
    QuoteChanged,
    QuoteExpired,
    approve_quote,
    ask_about_quote,
    ask_for_fresh_quote,
    decline_quote,
)
from poshtyar.quotes.operations.expiry import (
    expire_quote,
    expire_quotes,
    extend_after_payment,
    use_unanswered_investigation,
)
from poshtyar.quotes.operations.moves import QuoteNotOpen
from poshtyar.quotes.operations.offers import (
    OfferOutOfRange,
    RightMissing,
    announce_quote,
    note_quote_seen,
    revise_quote,
    withdraw_quote,
)
from poshtyar.quotes.operations.rework import ReworkTooLate, open_rework
from poshtyar.quotes.operations.settlement import (
    InvestigationNotOver,
    MoreThanApproved,
    declare_impossible,
    deliver_quote,
    settle_dispute,
)
from poshtyar.quotes.operations.undoing import undo_delivery
from poshtyar.quotes.operations.work import ask_to_stop, cancel_quote, start_work

__all__ = [
    "Approval",
    "ConsentNeeded",
    "InvestigationNotOver",
    "MoreThanApproved",
    "OfferOutOfRange",
    "QuoteChanged",
    "QuoteExpired",
    "QuoteNotOpen",
    "ReasonMissing",
    "ReworkTooLate",
    "RightMissing",
    "announce_quote",
    "approve_quote",
    "ask_about_quote",
    "ask_for_fresh_quote",
    "ask_to_stop",
    "cancel_quote",
    "declare_impossible",
    "decline_quote",
    "deliver_quote",
    "expire_quote",
    "expire_quotes",
    "extend_after_payment",
    "note_quote_seen",
    "open_rework",
    "revise_quote",
    "settle_dispute",
    "start_work",
    "undo_delivery",
    "use_unanswered_investigation",
    "withdraw_quote",
]
