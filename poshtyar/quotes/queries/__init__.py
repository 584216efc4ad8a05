"""Answers about quotes, one module a question."""

from poshtyar.quotes.queries.cards import Decision, LineChange, OldVersion, QuoteCard, cards_of
from poshtyar.quotes.queries.decisions import quote_to_decide
from poshtyar.quotes.queries.evidence import evidence_of
from poshtyar.quotes.queries.prices import OfferPreview, PriceMemory, preview_offer, price_memories
from poshtyar.quotes.queries.terms import (
    DECISION_TIME,
    PAYMENT_GRACE,
    MissingRight,
    has_expired,
    held_version,
    missing_rights,
    quote_bought_for,
    version_taken_over,
)
from poshtyar.quotes.queries.waiting import WaitingQuote, waiting_for
from poshtyar.quotes.queries.works import Work, works_behind

__all__ = [
    "DECISION_TIME",
    "PAYMENT_GRACE",
    "Decision",
    "LineChange",
    "MissingRight",
    "OfferPreview",
    "OldVersion",
    "PriceMemory",
    "QuoteCard",
    "WaitingQuote",
    "Work",
    "cards_of",
    "evidence_of",
    "has_expired",
    "held_version",
    "missing_rights",
    "preview_offer",
    "price_memories",
    "quote_bought_for",
    "quote_to_decide",
    "version_taken_over",
    "waiting_for",
    "works_behind",
]
