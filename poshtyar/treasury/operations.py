"""Doing acts with coins, trying what one would do, and deciding about those that need a second person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from poshtyar.accounts.models import Organization, User
from poshtyar.common.errors import DomainError, IdempotencyConflict, NotAllowed, ReasonMissing
from poshtyar.common.jalali import format_moment
from poshtyar.common.numbers import format_toman
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.ordering.queries import orders_behind
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.treasury.acts import Act, Adding, Chargeback, Extension, Gift, Refund, Taking, Undoing, Winning, terms_of
from poshtyar.treasury.models import CoinRequest, RequestState
from poshtyar.treasury.permissions import may_withdraw_request, refuse_unless_may_decide
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries as wallet_queries

if TYPE_CHECKING:
    from poshtyar.wallet.models import Entry

GIFT_LABELS = ("هدیه", "Gift")


class RequestClosed(DomainError):
    """Somebody has decided about the request already."""

    code = "request_closed"


class MoneyChanged(DomainError):
    """The share of the price is no longer what was shown."""

    code = "money_changed"


@dataclass(frozen=True)
class Outcome:
    """What an act does: the balance before and after it, how many coins it moves, and whether that needs two people.

    `earlier_coins` are those that the same person has moved here alone shortly before.
    """

    before: wallet_queries.Balance
    after: wallet_queries.Balance
    coins: int
    earlier_coins: int
    money_rial: int | None

    @property
    def needs_second_person(self) -> bool:
        """Whether another manager has to approve it."""
        return _are_many(self.coins + self.earlier_coins)


@operation
def carry_out(
    *, act: Act, organization: Organization, nonce: str, reason: str, actor: User, now: datetime
) -> "Entry | CoinRequest":
    """Do what the act says, or ask for a second person's approval when it moves many coins; once for each nonce.

    What the person has moved alone in the same wallet shortly before is added to it (docs/decisions/0020).
    Raises what the operation of this act does, and MoneyChanged; IdempotencyConflict when the nonce asked
    something else.
    Records what that operation does, or `treasury.approval_asked`.
    """
    facts = {"act_name": act.name, "terms": terms_of(act), "organization": organization}
    if earlier := CoinRequest.objects.filter(nonce=nonce).first():
        return _same(earlier, facts)
    # It is done to see how much it moves, and taken back when that is too much for one person. Its wallet is locked by
    # then, so acts at the same instant see each other.
    with transaction.atomic():
        entry = _do(act, organization=organization, key=nonce, reason=reason, actor=actor, now=now)
        coins, earlier_coins = wallet_queries.coins_moved(entry), _moved_alone_before(entry)
        needs_two = _are_many(coins + earlier_coins)
        transaction.set_rollback(needs_two)
    if not needs_two:
        return entry

    asked = facts | {"coins": coins, "earlier_coins": earlier_coins}
    asked |= {"reason": reason, "asked_by": actor, "asked_at": now}
    request, is_new = CoinRequest.objects.get_or_create(nonce=nonce, defaults=asked)
    if not is_new:
        return _same(request, facts)
    _record("approval_asked", request, reason, actor=actor, now=now, earlier=earlier_coins)
    return request


@transaction.atomic
def rehearse(*, act: Act, organization: Organization, reason: str, actor: User, now: datetime) -> Outcome:
    """Return what the act would do, by doing it and taking it back within one transaction: nothing is kept.

    So the numbers that a person confirms, and the refusals, are those of the operation itself. Raises what it raises.
    """
    before = wallet_queries.balance_of(organization, now)
    entry = _do(act, organization=organization, key=token_urlsafe(), reason=reason, actor=actor, now=now)
    after, coins = wallet_queries.balance_of(organization, now), wallet_queries.coins_moved(entry)
    outcome = Outcome(before, after, coins, _moved_alone_before(entry), entry.meta.get("money_rial"))
    transaction.set_rollback(True)
    return outcome


@operation
def approve_request(*, coin_request: CoinRequest, actor: User, now: datetime) -> CoinRequest:
    """Do, as the second person, exactly what was asked, once; who asked stays the one who did it.

    What can no longer be done is refused by the act's operation, and the request stays open. Raises NotAllowed,
    OwnRequest, RequestClosed, MoneyChanged, and what that operation does. Records what it does, and
    `treasury.request_approved`.
    """
    request = _lock(coin_request)
    refuse_unless_may_decide(actor, request)
    if request.state == RequestState.APPROVED and request.decided_by == actor:
        return request
    _refuse_unless_open(request, now)

    request.entry = _do(
        request.act,
        organization=request.organization,
        key=request.nonce,
        reason=request.reason,
        actor=request.asked_by,
        now=now,
    )
    _decide(request, RequestState.APPROVED, actor=actor, now=now)
    _record("request_approved", request, request.reason, actor=actor, now=now, entry=request.entry.seq)
    return request


@operation
def reject_request(*, coin_request: CoinRequest, reason: str, actor: User, now: datetime) -> CoinRequest:
    """Refuse, as the second person and with a reason, what was asked; no coins move.

    Raises NotAllowed, OwnRequest, ReasonMissing, RequestClosed. Records `treasury.request_rejected`.
    """
    request = _lock(coin_request)
    refuse_unless_may_decide(actor, request)
    if request.state == RequestState.REJECTED and request.decided_by == actor:
        return request
    _refuse_unless_open(request, now)
    if not reason.strip():
        raise ReasonMissing(gettext("Write why it is rejected; who asked reads it."))

    request.decision_reason = reason
    _decide(request, RequestState.REJECTED, actor=actor, now=now)
    _record("request_rejected", request, reason, actor=actor, now=now)
    return request


@operation
def withdraw_request(*, coin_request: CoinRequest, actor: User, now: datetime) -> CoinRequest:
    """Take back what one has asked oneself; no coins move.

    Raises NotAllowed, RequestClosed. Records `treasury.request_withdrawn`.
    """
    request = _lock(coin_request)
    if not may_withdraw_request(actor, request):
        raise NotAllowed(gettext("Only who asked may take it back."))
    if request.state == RequestState.WITHDRAWN:
        return request
    _refuse_unless_open(request, now)

    _decide(request, RequestState.WITHDRAWN, actor=actor, now=now)
    _record("request_withdrawn", request, request.reason, actor=actor, now=now)
    return request


def _are_many(coins: int) -> bool:
    return coins > settings.FOUR_EYES_COINS


def _moved_alone_before(entry: "Entry") -> int:
    """Return how many coins whoever made the entry moved in its wallet shortly before, without a second person."""
    approved = CoinRequest.objects.filter(state=RequestState.APPROVED, entry__wallet=entry.wallet_id)
    hours = timedelta(hours=settings.FOUR_EYES_HOURS)
    return wallet_queries.moved_before(entry, within=hours, besides=approved.values("entry"))


def _do(act: Act, *, key: str, **facts) -> "Entry":
    match act:
        case Gift(coins, expires_at):
            name_fa, name_en = GIFT_LABELS
            return wallet.credit_gift(
                coins=coins, expires_at=expires_at, label_fa=name_fa, label_en=name_en, key=key, **facts
            )
        case Adding(coins, expires_at):
            return wallet.adjust_coins(coins=coins, expires_at=expires_at, key=key, **facts)
        case Taking(coins, lot):
            return wallet.adjust_coins(coins=-coins, lot=lot, key=key, **facts)
        case Extension(lot, expires_at):
            return wallet.extend_expiry(lot=lot, expires_at=expires_at, key=key, **facts)
        case Refund():
            return _refund(act, key=key, **facts)
        case Chargeback(reference, dispute):
            return wallet.charge_back(reference=reference, dispute=dispute, **facts)
        case Winning(dispute, expires_at):
            return wallet.win_chargeback(dispute=dispute, expires_at=expires_at, **facts)
        case Undoing():
            return _undo(act, nonce=key, **facts)


def _refund(act: Refund, **facts) -> "Entry":
    """Refund for the share that was shown and for no other; the caller's transaction takes it back otherwise."""
    order = orders_behind([act.reference]).get(act.reference)
    vat_rial = order.vat_rial if order else 0
    entry = wallet.refund_purchase(reference=act.reference, coins=act.coins, vat_rial=vat_rial, **facts)
    share = entry.meta["money_rial"]
    if act.money_rial is not None and share != act.money_rial:
        raise MoneyChanged(
            gettext(
                "Something else of this purchase was refunded meanwhile, so these coins are worth %(now)s now instead "
                "of %(shown)s. No coins moved."
            )
            % {"now": format_toman(share), "shown": format_toman(act.money_rial)}
        )
    return entry


def _undo(act: Undoing, *, organization: Organization, **facts) -> "Entry":
    """Give used coins back through the work that used them, which keeps count of them."""
    quote = Quote.objects.get(pk=act.quote, ticket__organization=organization)
    return quotes.undo_delivery(quote=quote, coins=act.coins, expires_at=act.expires_at, **facts)


def _lock(request: CoinRequest) -> CoinRequest:
    # Who decided is read after the lock: PostgreSQL joins before it waits, and would say nobody.
    rows = CoinRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organization", "asked_by").get(pk=request.pk)


def _same(request: CoinRequest, facts: dict) -> CoinRequest:
    """Return the request that the same form made earlier; raise IdempotencyConflict when it asked something else."""
    if {name: getattr(request, name) for name in facts} != facts:
        raise IdempotencyConflict(gettext("This form asked something else before. Open it anew; no coins moved."))
    return request


def _refuse_unless_open(request: CoinRequest, now: datetime) -> None:
    if request.state != RequestState.OPEN and request.decided_at:
        raise RequestClosed(
            gettext("%(person)s decided about this at %(moment)s: %(state)s. Nothing was done twice.")
            % {
                "person": request.decided_by,
                "moment": format_moment(request.decided_at, now),
                "state": request.get_state_display(),
            }
        )


def _decide(request: CoinRequest, state: RequestState, *, actor: User, now: datetime) -> None:
    request.state, request.decided_by, request.decided_at = state, actor, now
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_reason", "entry"])


def _record(fact: str, request: CoinRequest, reason: str, *, actor: User, now: datetime, **more) -> None:
    events.record(
        f"treasury.{fact}",
        actor=actor,
        now=now,
        organization=request.organization,
        request_id=request.pk,
        act=request.act_name,
        coins=request.coins,
        reason=reason,
        **more,
    )
