"""What each fact says to whom.

The words are in the reader's language, with exact numbers. Names, titles and ids stand in isolates (U+2068…U+2069), so
that plain text of two directions stays readable.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import User
from poshtyar.common.jalali import format_date, format_moment, last_day_before
from poshtyar.common.links import link_to, path_to
from poshtyar.common.numbers import current_language, format_number, format_toman, isolate_text
from poshtyar.common.words import coins_in_words, freed_in_words, listed, numbers_in_words, working_hours_in_words
from poshtyar.events.models import Event
from poshtyar.events.queries import actor_name
from poshtyar.notifications.coins import (
    Text,
    say_adjusted,
    say_approval_asked,
    say_charged_back,
    say_expiring,
    say_old_hold,
    say_refunded,
    say_won,
)
from poshtyar.sla.calendars import Promise, explain

# A long explanation is read on the page; a message carries its beginning.
VALUE_CHARACTERS = 200

Words = Text | Callable[[dict], Text]


@dataclass(frozen=True)
class Telling:
    """A fact's words for customers and for staff; without words, that side is not told.

    `by_message`: customers are told by SMS and e-mail too; `by_sms` is false where an SMS would say too little.
    `to_owners`: of what a colleague did, owners are told by message too, not in the bell alone.
    `even_actor`: the news is ours or the bank's, so whoever caused it is told.
    `moved`: the kinds of entries by which coins move; a message says the free coins after them.
    """

    customers: Words = ""
    staff: Words = ""
    by_message: bool = False
    by_sms: bool = True
    to_owners: bool = False
    even_actor: bool = False
    moved: tuple[str, ...] = ()
    page: str = "ticket"


def _reply_for_customers(data: dict) -> Text:
    if data["by_staff"]:
        return _("We answered %(ticket)s: %(subject)s")
    return _("%(actor)s wrote in %(ticket)s: %(subject)s")


def _reply_for_staff(data: dict) -> Text:
    return "" if data["by_staff"] else _("%(actor)s replied in %(ticket)s: %(subject)s")


def _declined(data: dict) -> Text:
    if data.get("used"):
        return _("%(actor)s declined “%(title)s” on %(ticket)s; the investigation used %(used_in_words)s.")
    return _("%(actor)s declined “%(title)s” on %(ticket)s. No coins were used.")


def _delivered(data: dict) -> Text:
    if freed_in_words(data):
        return _("“%(title)s” on %(ticket)s is delivered: %(used_in_words)s used, %(freed)s.")
    if data["used"]:
        return _("“%(title)s” on %(ticket)s is delivered; %(used_in_words)s used.")
    return _("“%(title)s” on %(ticket)s is delivered; no coins were used.")


def _impossible(data: dict) -> Text:
    if data["used"] and not freed_in_words(data):
        return _(
            "We investigated “%(title)s” on %(ticket)s and it cannot be done: “%(reason)s”. "
            "As agreed %(used_in_words)s used."
        )
    if data["used"]:
        return _(
            "We investigated “%(title)s” on %(ticket)s and it cannot be done: “%(reason)s”. "
            "As agreed %(used_in_words)s used, %(freed)s."
        )
    if freed_in_words(data):
        return _(
            "We investigated “%(title)s” on %(ticket)s and it cannot be done: “%(reason)s”. "
            "No coins were used; %(freed)s."
        )
    return _("We investigated “%(title)s” on %(ticket)s and it cannot be done: “%(reason)s”. No coins were used.")


def _rework(data: dict) -> Text:
    """Say that a free repair waits for approval; one that was approved as it was asked for is no news."""
    if not data.get("is_offered"):
        return ""
    return _("The free repair of “%(title)s” on %(ticket)s waits for your approval. It uses no coins: “%(reason)s”.")


def _cancelled(data: dict) -> Text:
    if freed_in_words(data):
        return _("“%(title)s” on %(ticket)s was cancelled; %(freed)s.")
    return _("“%(title)s” on %(ticket)s was cancelled.")


def _resolved(data: dict) -> Text:
    if data["resolution"] == "refunded":
        return _("We sent back your payment of %(amount_rial)s: “%(reason)s”.")
    if data["resolution"] == "credited":
        return _("We counted your payment of %(amount_rial)s elsewhere: “%(reason)s”.")
    return _("Your payment of %(amount_rial)s did not reach us and no coins were added: “%(reason)s”.")


TELLINGS: dict[str, Telling] = {
    "tickets.ticket_opened": Telling(
        _("The request %(ticket)s is in: %(subject)s. %(promise)s Asking and answering never costs coins."),
        _("%(actor)s opened %(ticket)s: %(subject)s"),
        by_message=True,
        by_sms=False,
        even_actor=True,
    ),
    "tickets.ticket_replied": Telling(_reply_for_customers, _reply_for_staff, by_message=True),
    "tickets.note_added": Telling(staff=_("%(actor)s left a note in %(ticket)s: %(subject)s")),
    "tickets.ticket_closed": Telling(_("%(ticket)s was closed: %(subject)s")),
    "tickets.ticket_reopened": Telling(staff=_("%(actor)s opened %(ticket)s again: %(subject)s")),
    "tickets.ticket_rated": Telling(staff=_("%(actor)s rated the answer in %(ticket)s: %(rating)s of 5")),
    "quotes.quote_announced": Telling(
        _(
            "We have a quote for %(ticket)s: %(coins_in_words)s, done within %(hours)s, valid until "
            "%(valid_until)s. Nothing starts and no coins are used until you approve."
        ),
        by_message=True,
    ),
    "quotes.quote_revised": Telling(
        _(
            "The quote “%(title)s” on %(ticket)s changed from %(before)s to %(coins_in_words)s. "
            "Please look at the new version."
        ),
        by_message=True,
    ),
    # A question about a quote is a reply, which is told above.
    "quotes.quote_approved": Telling(
        _("%(actor)s approved “%(title)s” on %(ticket)s; %(coins_in_words)s set aside."),
        _("%(actor)s approved “%(title)s” on %(ticket)s: %(coins_in_words)s"),
        by_message=True,
        to_owners=True,
        moved=("hold", "replace"),
    ),
    "quotes.quote_declined": Telling(_declined, _declined),
    "quotes.quote_withdrawn": Telling(_("We took back the quote “%(title)s” on %(ticket)s.")),
    "quotes.quote_expired": Telling(
        _("The quote “%(title)s” on %(ticket)s has expired; no coins were used. You can ask for a fresh one.")
    ),
    "quotes.work_started": Telling(_("We started “%(title)s” on %(ticket)s.")),
    "quotes.stop_asked": Telling(staff=_("%(actor)s asks to stop “%(title)s” on %(ticket)s: %(reason)s")),
    "quotes.quote_cancelled": Telling(
        _cancelled,
        _cancelled,
        by_message=True,
        moved=("release", "capture"),
    ),
    "quotes.quote_delivered": Telling(_delivered, by_message=True, moved=("capture",)),
    "quotes.delivery_undone": Telling(
        _("We gave back %(coins_in_words)s of “%(title)s” on %(ticket)s: “%(reason)s”."),
        by_message=True,
        moved=("undo",),
    ),
    "quotes.work_impossible": Telling(_impossible, by_message=True, moved=("capture", "release")),
    "quotes.investigation_used": Telling(
        _("There was no decision after “%(title)s” on %(ticket)s, so we used %(used_in_words)s, as agreed."),
        by_message=True,
        moved=("capture",),
    ),
    "quotes.rework_opened": Telling(
        _rework,
        _("%(actor)s says that “%(title)s” on %(ticket)s is not right: %(reason)s"),
        by_message=True,
        to_owners=True,
    ),
    "ordering.order_paid": Telling(
        _("Paid. %(coins_in_words)s added to your wallet."),
        by_message=True,
        even_actor=True,
        moved=("purchase",),
        page="orders",
    ),
    "ordering.payment_failed": Telling(
        _(
            "The payment was not made and no coins were added. If money left your account it usually returns within "
            "72 hours."
        ),
        by_message=True,
        even_actor=True,
        page="orders",
    ),
    "ordering.payment_needs_human": Telling(
        _("A colleague is looking into your payment, and we will tell you the result. Your coins are as they were."),
        _("A payment of %(organization)s needs a human"),
        by_message=True,
        even_actor=True,
        page="orders",
    ),
    "ordering.payment_resolved": Telling(_resolved, by_message=True, page="orders"),
    "wallet.gift_credited": Telling(
        _("We gave you %(coins_in_words)s: “%(reason)s”. You have %(free_in_words)s free."),
        by_message=True,
        page="wallet",
    ),
    "wallet.coins_adjusted": Telling(say_adjusted, by_message=True, page="wallet"),
    "wallet.expiry_extended": Telling(
        _(
            "You can use %(coins_in_words)s longer, until %(expires_at)s: “%(reason)s”. "
            "You have %(free_in_words)s free."
        ),
        by_message=True,
        page="wallet",
    ),
    "wallet.purchase_refunded": Telling(say_refunded, by_message=True, page="wallet"),
    "wallet.purchase_charged_back": Telling(say_charged_back, by_message=True, page="wallet"),
    "wallet.chargeback_won": Telling(say_won, by_message=True, page="wallet"),
    "wallet.coins_expired": Telling(
        _("%(coins_in_words)s expired: %(lots)s. You have %(free_in_words)s free."), by_message=True, page="wallet"
    ),
    "treasury.approval_asked": Telling(
        staff=say_approval_asked,
        page="coin_requests",
    ),
    "treasury.request_approved": Telling(
        staff=_("%(actor)s approved the coin request %(request_id)s of %(organization)s: %(coins_in_words)s."),
        page="coin_requests",
    ),
    "treasury.request_rejected": Telling(
        staff=_("%(actor)s rejected the coin request %(request_id)s of %(organization)s: “%(reason)s”."),
        page="coin_requests",
    ),
    "notifications.old_hold_reported": Telling(staff=say_old_hold, page="wallet"),
    "notifications.coins_expiring": Telling(say_expiring, by_message=True, page="wallet"),
}


def words_of(event: Event, reader: User, *, in_short: bool = False) -> str:
    """Return what the fact says to this reader, in the active language; nothing when it does not concern them.

    In short it names one example where it names some.
    """
    telling = TELLINGS[event.kind]
    words = telling.staff if reader.is_staff_member else telling.customers
    data = event.data | {"buys": event.data["buys"][:1]} if in_short and "buys" in event.data else event.data
    text = words(data) if callable(words) else words
    return str(text) % _values(event, data) if text else ""


def balance_in_words(free: int) -> str:
    """Return the free coins as a message says them after its news."""
    return ngettext("You have %(free)s free coin.", "You have %(free)s free coins.", free) % {
        "free": format_number(free)
    }


def subject_of(event: Event) -> str:
    """Return the subject of an e-mail about the fact; it starts with a word, so that its direction is right."""
    if event.ticket is not None:
        return gettext("Ticket %(ticket)s: %(subject)s") % _values(event, event.data)
    if TELLINGS[event.kind].page == "wallet":
        return gettext("Your coins")
    return gettext("Your order")


def path_of(event: Event, reader: User) -> str:
    """Return the path of the page where the reader sees more."""
    return path_to(*_page_of(event, reader))


def link_of(event: Event, reader: User) -> str:
    """Return the address of that page, for messages."""
    return link_to(*_page_of(event, reader))


def _page_of(event: Event, reader: User) -> tuple[Any, ...]:
    """Return the page at the reader's door, by its name and what the name wants."""
    door, page = "console" if reader.is_staff_member else "portal", TELLINGS[event.kind].page
    if page == "ticket":
        return f"{door}:ticket", event.ticket_id
    if page == "wallet" and reader.is_staff_member and event.organization:
        return "console:wallet", event.organization.public_id
    return (f"{door}:{page}",)


def _set_apart(text: str) -> str:
    """Return the text as an island of its own direction, on one line, without its far end."""
    text = " ".join(text.split())
    if len(text) > VALUE_CHARACTERS:
        text = text[: VALUE_CHARACTERS - 1] + "…"
    return isolate_text(text)


def _values(event: Event, data: dict) -> dict[str, str]:
    values = {name: _said(name, value) for name, value in data.items() if value is not None}
    # What was taken away is said in words, not with a sign.
    values |= numbers_in_words({name: abs(value) if type(value) is int else value for name, value in data.items()})
    values |= {"actor": _set_apart(actor_name(event)), "freed": freed_in_words(data)}
    if "vat_rial" in data:
        values["total_rial"] = format_toman(data["money_rial"] + data["vat_rial"])
    if event.organization is not None:
        values["organization"] = _set_apart(event.organization.name)
    if "ticket_number" in event.data:
        values["ticket"] = _set_apart(f"#{event.data['ticket_number']}")
    if event.ticket is not None:
        values |= {"ticket": _set_apart(f"#{event.ticket_id}"), "subject": _set_apart(event.ticket.subject)}
        # The one sentence that the form, the ticket and the queue say too (B22); a message is read on another day.
        values["promise"] = explain(Promise.from_dict(event.ticket.promise))
    return values


def _said(name: str, value: object) -> str:
    if name == "valid_until":
        return format_moment(datetime.fromisoformat(str(value)))
    if name == "expires_on":
        return format_date(datetime.fromisoformat(str(value)).date())
    if name == "expires_at":
        return format_date(last_day_before(datetime.fromisoformat(str(value))))
    if name in ("buys", "lots"):
        return _named_in_words(cast("list[dict]", value))
    if name in ("amount_rial", "money_rial", "vat_rial"):
        return format_toman(int(str(value)))
    if name == "hours":
        return working_hours_in_words(int(str(value)))
    if name == "reason":
        # It stands in quotation marks within a sentence, which has a full stop of its own.
        return _set_apart(str(value).rstrip(" ."))
    return format_number(value) if type(value) is int else _set_apart(str(value))


def _named_in_words(things: list[dict]) -> str:
    """Return services with their usual prices, or packages with coins of them, in the reader's language."""
    language = current_language()
    named = [f"{_set_apart(one[f'name_{language}'])} ({coins_in_words(one['coins'])})" for one in things]
    return listed(named)
