"""Every kind of fact, on one page: who may read it in a timeline, and its sentence.

A sentence is filled with the event's data, and with `actor` (the person's name). Coins are whole coins.
`docs/events.md` lists the same kinds; a test compares the two and the code that records them.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Audience(Enum):
    """Who reads a fact in a timeline."""

    CUSTOMER = "customer"
    STAFF = "staff"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Kind:
    """A kind of fact: who reads it in a timeline, and its sentence there."""

    audience: Audience
    sentence: str | Promise = ""
    # The sentence where no coins are freed: nobody is told of nothing.
    without_freed: str | Promise = ""

    @property
    def is_told(self) -> bool:
        """Whether a timeline tells it; a lazy sentence is not translated to find that out."""
        return isinstance(self.sentence, Promise) or bool(self.sentence)


_accounts: dict[str, Kind] = {
    "accounts.person_registered": Kind(Audience.STAFF, _("%(actor)s registered")),
    "accounts.organization_created": Kind(Audience.CUSTOMER, _("%(actor)s made the organization %(name)s")),
    "accounts.member_invited": Kind(Audience.CUSTOMER, _("%(actor)s invited somebody")),
    "accounts.invitation_withdrawn": Kind(Audience.CUSTOMER, _("%(actor)s withdrew an invitation")),
    "accounts.member_joined": Kind(Audience.CUSTOMER, _("%(actor)s joined")),
    "accounts.member_changed": Kind(Audience.CUSTOMER, _("%(actor)s changed what a member may do")),
    "accounts.member_removed": Kind(Audience.CUSTOMER, _("%(actor)s removed a member")),
    "accounts.store_added": Kind(Audience.CUSTOMER, _("%(actor)s added the store %(name)s")),
    "accounts.store_changed": Kind(Audience.CUSTOMER, _("%(actor)s changed the store %(name)s")),
    "accounts.store_archived": Kind(Audience.CUSTOMER, _("%(actor)s archived the store %(name)s")),
    "accounts.store_restored": Kind(Audience.CUSTOMER, _("%(actor)s brought back the store %(name)s")),
    "accounts.staff_created": Kind(Audience.NOBODY),
    "accounts.password_changed": Kind(Audience.NOBODY),
    "accounts.email_changed": Kind(Audience.NOBODY),
    "accounts.mobile_added": Kind(Audience.NOBODY),
    "accounts.user_deactivated": Kind(Audience.NOBODY),
}

_wallet: dict[str, Kind] = {
    "wallet.gift_credited": Kind(Audience.CUSTOMER, _("%(actor)s gave %(coins_in_words)s: %(reason)s")),
    "wallet.coins_adjusted": Kind(Audience.CUSTOMER, _("%(actor)s adjusted the coins by %(coins)s: %(reason)s")),
    "wallet.expiry_extended": Kind(Audience.CUSTOMER, _("%(actor)s moved the date of %(coins_in_words)s: %(reason)s")),
    "wallet.purchase_refunded": Kind(Audience.CUSTOMER, _("%(actor)s refunded %(coins_in_words)s: %(reason)s")),
    "wallet.purchase_charged_back": Kind(
        Audience.CUSTOMER,
        _("%(actor)s booked that a payment was disputed: %(coins_in_words)s taken back, %(owed)s owed: %(reason)s"),
    ),
    "wallet.chargeback_won": Kind(
        Audience.CUSTOMER,
        _(
            "%(actor)s booked that a disputed payment came back: %(coins_in_words)s given back, "
            "%(forgiven)s no longer owed: %(reason)s"
        ),
    ),
    "wallet.coins_expired": Kind(Audience.CUSTOMER, _("%(coins_in_words)s expired")),
}

_treasury: dict[str, Kind] = {
    "treasury.approval_asked": Kind(
        Audience.STAFF, _("%(actor)s asked for %(coins_in_words)s to be moved, request %(request_id)s: %(reason)s")
    ),
    "treasury.request_approved": Kind(
        Audience.STAFF, _("%(actor)s approved request %(request_id)s, %(coins_in_words)s: %(reason)s")
    ),
    "treasury.request_rejected": Kind(
        Audience.STAFF, _("%(actor)s rejected request %(request_id)s, %(coins_in_words)s: %(reason)s")
    ),
    "treasury.request_withdrawn": Kind(
        Audience.STAFF, _("%(actor)s took back request %(request_id)s, %(coins_in_words)s: %(reason)s")
    ),
}

_ordering: dict[str, Kind] = {
    "ordering.order_placed": Kind(Audience.CUSTOMER, _("%(actor)s ordered a package of %(coins_in_words)s")),
    "ordering.order_expired": Kind(Audience.NOBODY),
    "ordering.payment_started": Kind(Audience.CUSTOMER, _("%(actor)s went to the bank to pay")),
    "ordering.order_paid": Kind(Audience.CUSTOMER, _("Paid: %(coins_in_words)s added")),
    "ordering.payment_failed": Kind(Audience.CUSTOMER, _("The payment was not made")),
    "ordering.payment_needs_human": Kind(Audience.CUSTOMER, _("A colleague is looking into a payment")),
    "ordering.payment_resolved": Kind(Audience.CUSTOMER, _("%(actor)s dealt with the payment: %(reason)s")),
    "ordering.callback_mismatched": Kind(Audience.STAFF, _("A bank callback named another order than its payment's")),
    "ordering.vat_rate_set": Kind(
        Audience.STAFF, _("%(actor)s set the VAT rate to %(percent)s percent from %(valid_from_date)s")
    ),
    "entitlements.package_activated": Kind(Audience.STAFF, _("The package %(package)s started")),
}

_tickets: dict[str, Kind] = {
    # The first message, replies and notes stand in the thread themselves.
    "tickets.ticket_opened": Kind(Audience.NOBODY),
    "tickets.ticket_replied": Kind(Audience.NOBODY),
    "tickets.note_added": Kind(Audience.NOBODY),
    "tickets.ticket_assigned": Kind(Audience.CUSTOMER, _("%(assignee)s looks after this ticket")),
    "tickets.severity_lowered": Kind(Audience.CUSTOMER, _("%(actor)s lowered the severity: %(reason)s")),
    "tickets.service_bettered": Kind(Audience.CUSTOMER, _("The new package gives this ticket its better service")),
    "tickets.ticket_closed": Kind(Audience.CUSTOMER, _("%(actor)s closed the ticket")),
    "tickets.finished_ticket_closed": Kind(
        Audience.CUSTOMER, _("The work was finished, and the ticket closed by itself")
    ),
    "tickets.ticket_reopened": Kind(Audience.CUSTOMER, _("%(actor)s opened the ticket again")),
    "tickets.ticket_rated": Kind(Audience.CUSTOMER, _("%(actor)s rated the answer: %(rating)s of 5")),
}

_vault: dict[str, Kind] = {
    # That there are log-in details stands in their message.
    "vault.secret_kept": Kind(Audience.NOBODY),
    "vault.secret_revealed": Kind(Audience.CUSTOMER, _("%(actor)s opened the log-in details")),
    "vault.secret_erased": Kind(Audience.CUSTOMER, _("%(actor)s erased the log-in details")),
}

_quotes: dict[str, Kind] = {
    "quotes.quote_announced": Kind(
        Audience.CUSTOMER, _("%(actor)s announced a quote: “%(title)s”, %(coins_in_words)s")
    ),
    "quotes.quote_revised": Kind(
        Audience.CUSTOMER, _("%(actor)s changed the quote “%(title)s” from %(before)s to %(coins_in_words)s")
    ),
    "quotes.quote_seen": Kind(Audience.STAFF, _("%(actor)s has seen the quote")),
    "quotes.quote_asked_about": Kind(Audience.CUSTOMER, _("%(actor)s has a question about the quote")),
    "quotes.fresh_quote_asked": Kind(Audience.CUSTOMER, _("%(actor)s asked for a fresh quote")),
    "quotes.quote_approved": Kind(Audience.CUSTOMER, _("%(actor)s approved “%(title)s”; %(coins_in_words)s set aside")),
    "quotes.quote_declined": Kind(Audience.CUSTOMER, _("%(actor)s declined “%(title)s”")),
    "quotes.quote_withdrawn": Kind(Audience.CUSTOMER, _("%(actor)s withdrew the quote “%(title)s”")),
    "quotes.quote_expired": Kind(Audience.CUSTOMER, _("The quote “%(title)s” expired; no coins were used")),
    "quotes.quote_extended": Kind(
        Audience.CUSTOMER, _("The quote “%(title)s” stays valid longer because of a payment")
    ),
    "quotes.work_started": Kind(Audience.CUSTOMER, _("%(actor)s started “%(title)s”")),
    "quotes.stop_asked": Kind(Audience.CUSTOMER, _("%(actor)s asked to stop “%(title)s”")),
    "quotes.quote_cancelled": Kind(
        Audience.CUSTOMER,
        _("%(actor)s cancelled “%(title)s”; %(freed)s"),
        without_freed=_("%(actor)s cancelled “%(title)s”"),
    ),
    "quotes.quote_delivered": Kind(
        Audience.CUSTOMER,
        _("“%(title)s” was delivered: %(used_in_words)s used, %(freed)s"),
        without_freed=_("“%(title)s” was delivered: %(used_in_words)s used"),
    ),
    "quotes.delivery_undone": Kind(
        Audience.CUSTOMER, _("%(actor)s gave back %(coins_in_words)s of “%(title)s”: %(reason)s")
    ),
    "quotes.dispute_settled": Kind(Audience.CUSTOMER, _("%(actor)s settled the disagreement about “%(title)s”")),
    "quotes.work_impossible": Kind(
        Audience.CUSTOMER,
        _("“%(title)s” proved impossible: %(used_in_words)s used, %(freed)s"),
        without_freed=_("“%(title)s” proved impossible: %(used_in_words)s used"),
    ),
    "quotes.investigation_used": Kind(
        Audience.CUSTOMER, _("There was no decision after “%(title)s”; %(used_in_words)s used")
    ),
    "quotes.rework_opened": Kind(Audience.CUSTOMER, _("%(actor)s opened a free repair of “%(title)s”")),
}

_catalog: dict[str, Kind] = {
    "catalog.package_created": Kind(Audience.STAFF, _("%(actor)s made the package %(code)s")),
    "catalog.package_changed": Kind(Audience.STAFF, _("%(actor)s changed the package %(code)s")),
    "catalog.package_moved": Kind(Audience.STAFF, _("%(actor)s moved the package %(code)s")),
    "catalog.package_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the package %(code)s")),
    "catalog.comparison_row_added": Kind(Audience.STAFF, _("%(actor)s added the row %(code)s to the comparison")),
    "catalog.comparison_row_changed": Kind(Audience.STAFF, _("%(actor)s changed the row %(code)s of the comparison")),
    "catalog.comparison_row_moved": Kind(Audience.STAFF, _("%(actor)s moved the row %(code)s of the comparison")),
    "catalog.comparison_row_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the row %(code)s of the comparison")),
    "catalog.service_group_added": Kind(Audience.STAFF, _("%(actor)s added the group %(code)s")),
    "catalog.service_group_changed": Kind(Audience.STAFF, _("%(actor)s changed the group %(code)s")),
    "catalog.service_group_moved": Kind(Audience.STAFF, _("%(actor)s moved the group %(code)s")),
    "catalog.service_group_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the group %(code)s")),
    "catalog.service_added": Kind(Audience.STAFF, _("%(actor)s added the service %(code)s")),
    "catalog.service_changed": Kind(Audience.STAFF, _("%(actor)s changed the service %(code)s")),
    "catalog.service_moved": Kind(Audience.STAFF, _("%(actor)s moved the service %(code)s")),
    "catalog.service_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the service %(code)s")),
}

_sla: dict[str, Kind] = {
    "sla.calendar_created": Kind(Audience.STAFF, _("%(actor)s made the calendar %(code)s")),
    "sla.calendar_changed": Kind(Audience.STAFF, _("%(actor)s changed the calendar %(code)s")),
    "sla.calendar_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the calendar %(code)s")),
    "sla.service_level_created": Kind(Audience.STAFF, _("%(actor)s made the service level %(code)s")),
    "sla.service_level_changed": Kind(Audience.STAFF, _("%(actor)s changed the service level %(code)s")),
    "sla.service_level_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the service level %(code)s")),
}

_knowledge: dict[str, Kind] = {
    "knowledge.faq_entry_added": Kind(Audience.STAFF, _("%(actor)s added the question %(question)s")),
    "knowledge.faq_entry_changed": Kind(Audience.STAFF, _("%(actor)s changed the question %(question)s")),
    "knowledge.faq_entry_moved": Kind(Audience.STAFF, _("%(actor)s moved the question %(question)s")),
    "knowledge.faq_entry_deleted": Kind(Audience.STAFF, _("%(actor)s deleted the question %(question)s")),
}

_notifications: dict[str, Kind] = {
    "notifications.old_hold_reported": Kind(
        Audience.STAFF, _("%(coins_in_words)s have been set aside for more than %(days)s days for “%(title)s”")
    ),
    "notifications.coins_expiring": Kind(Audience.CUSTOMER, _("%(coins_in_words)s expire in %(days)s days")),
}

KINDS = (
    _accounts
    | _wallet
    | _treasury
    | _ordering
    | _tickets
    | _vault
    | _quotes
    | _catalog
    | _sla
    | _knowledge
    | _notifications
)
