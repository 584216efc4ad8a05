"""Doing acts with coins, and trying what one would do."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from django.db import transaction

from poshtyar.accounts.models import Organization, User
from poshtyar.treasury.acts import Act, Adding, Gift, Taking
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries as wallet_queries

if TYPE_CHECKING:
    from poshtyar.wallet.models import Entry

GIFT_LABELS = ("هدیه", "Gift")


@dataclass(frozen=True)
class Outcome:
    """What an act does: the balance before and after it, and how many coins it moves."""

    before: wallet_queries.Balance
    after: wallet_queries.Balance
    coins: int


@transaction.atomic
def carry_out(*, act: Act, organization: Organization, nonce: str, reason: str, actor: User, now: datetime) -> "Entry":
    """Do what the act says, once for each nonce.

    Raises and records what the wallet's operation of this act does.
    """
    return _do(act, organization=organization, key=nonce, reason=reason, actor=actor, now=now)


@transaction.atomic
def rehearse(*, act: Act, organization: Organization, reason: str, actor: User, now: datetime) -> Outcome:
    """Return what the act would do, by doing it and taking it back within one transaction: nothing is kept.

    So the numbers that a person confirms, and the refusals, are those of the operation itself. Raises what it raises.
    """
    before = wallet_queries.balance_of(organization, now)
    entry = _do(act, organization=organization, key=token_urlsafe(), reason=reason, actor=actor, now=now)
    outcome = Outcome(before, wallet_queries.balance_of(organization, now), wallet_queries.coins_moved(entry))
    transaction.set_rollback(True)
    return outcome


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
