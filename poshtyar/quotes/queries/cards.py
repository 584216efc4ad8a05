"""Everything that the quote cards of a ticket show."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects

from poshtyar.accounts.models import Membership, User
from poshtyar.accounts.permissions import membership_of
from poshtyar.catalog.models import Package, Right
from poshtyar.common.prepared import prepared
from poshtyar.common.words import freed_in_words
from poshtyar.entitlements.queries import rights_ending
from poshtyar.files.models import StoredFile
from poshtyar.quotes.models import Quote, QuoteKind, QuoteLine, QuoteState, QuoteVersion, VersionOutcome
from poshtyar.quotes.queries.terms import DECISION_TIME, has_expired, held_version, version_taken_over
from poshtyar.quotes.sentences import consent_to_fee
from poshtyar.tickets.models import Ticket
from poshtyar.wallet import queries as wallet

TONES = {
    QuoteState.ANNOUNCED: "coin",
    QuoteState.APPROVED: "ok",
    QuoteState.STARTED: "info",
    QuoteState.DELIVERED: "ok",
    QuoteState.IMPOSSIBLE: "warn",
}


@dataclass(frozen=True)
class LineChange:
    """What a version changed in one line; None where the line did not exist."""

    title: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class OldVersion:
    """A version that another one followed, folded to one line with what changed."""

    version: QuoteVersion
    successor: QuoteVersion
    changes: tuple[LineChange, ...]


@dataclass(frozen=True)
class Decision:
    """The numbers and words beside an open offer's buttons."""

    available: int
    after: int
    missing: int
    debt: int
    package: Package | None
    consent: str
    rights_ending: tuple[str, ...]
    investigation_coins: int


@dataclass(frozen=True)
class QuoteCard:
    """One quote as a reader sees it; `decision` is there only while this reader may decide, or staff look on."""

    quote: Quote
    version: QuoteVersion
    lines: tuple[QuoteLine, ...]
    approved_lines: tuple[QuoteLine, ...]
    approved: QuoteVersion | None
    old_versions: tuple[OldVersion, ...]
    decision: Decision | None
    may_decide: bool
    may_buy: bool
    is_for_staff: bool
    is_expired: bool
    can_ask_for_rework: bool
    evidence: tuple[StoredFile, ...]
    used_without_decision_at: datetime | None = None
    # Whether another quote of the ticket waits for a decision, so that nobody need ask for a fresh one.
    has_open_neighbour: bool = False

    @property
    def placed_at(self) -> datetime:
        """Its moment in the thread: when the version that it shows was announced."""
        return self.version.announced_at

    @property
    def tone(self) -> str:
        """The colour of the badge."""
        return TONES.get(QuoteState(self.quote.state), "mute")

    @property
    def is_open(self) -> bool:
        """Whether a version waits for a decision."""
        return self.quote.offered_version_id == self.version.pk and not self.is_expired and self.quote.is_live

    @property
    def can_ask_for_fresh(self) -> bool:
        """Whether an offer that has ended is worth asking for again."""
        has_ended = self.quote.state == QuoteState.DECLINED or (self.is_expired and not self.quote.is_held)
        return has_ended and not self.has_open_neighbour

    @property
    def is_requote(self) -> bool:
        """Whether the open version would replace approved work (B13)."""
        return self.quote.is_held and self.is_open

    @property
    def approved_coins(self) -> int:
        """The price of the approved version."""
        return self.approved.coins if self.approved else 0

    @property
    def can_be_delivered(self) -> bool:
        """Whether staff may deliver: started work, and an investigation only if the customer asked to stop (B15)."""
        is_work = self.quote.kind != QuoteKind.INVESTIGATION
        return self.quote.state == QuoteState.STARTED and (is_work or self.quote.stop_asked_at is not None)

    @property
    def can_be_revised(self) -> bool:
        """Whether staff may offer a new version."""
        return self.quote.is_live or self.quote.state in {QuoteState.EXPIRED, QuoteState.DECLINED}

    @property
    def freed(self) -> str:
        """What became of the coins of ended work that were not used, in words; of what nobody approved, nothing."""
        return freed_in_words(self.quote.freed) if self.quote.settled_at else ""

    @property
    def used_for_good(self) -> int:
        """The coins that ended work has used and that were not given back (B16)."""
        ended = self.quote.state in {QuoteState.DELIVERED, QuoteState.IMPOSSIBLE}
        return self.quote.captured_coins - self.quote.undone_coins if ended else 0

    @property
    def decision_days(self) -> int:
        """How long an investigation waits for a decision, once the offer that followed it has ended (B15)."""
        return DECISION_TIME.days

    @property
    def last_requote(self) -> OldVersion | None:
        """The re-quote that was declined or ended while the approved work went on (B13)."""
        ended = {VersionOutcome.DECLINED, VersionOutcome.EXPIRED}
        last = self.old_versions[-1] if self.old_versions else None
        return last if last and last.version.outcome in ended and self.approved else None


@prepared
def _quotes_of(ticket):
    related = ("created_by", "decided_by", "started_by", "settled_by", "investigation__approved_version")
    return Quote.objects.filter(ticket=ticket).select_related(*related).order_by("id")


@prepared
def _lines_of(ticket):
    lines = QuoteLine.objects.filter(version__quote__ticket=ticket)
    return lines.select_related("version__announced_by", "version__outcome_by").order_by("version__number", "position")


def cards_of(
    ticket: Ticket,
    user: User,
    now: datetime,
    *,
    membership: Membership | None = None,
    holdings: wallet.Holdings | None = None,
) -> list[QuoteCard]:
    """Return the cards of a ticket's quotes, in order; four queries whatever their number, one more for evidence.

    The packages on sale are asked for once, where coins are missing; whether rights end, where a lot is used up.
    A page that knows the person's membership or the wallet's holdings already hands them in, and saves their queries.
    """
    quotes = _quotes_of(ticket=ticket)
    if not quotes:
        return []
    lines = _lines_by_version(ticket)
    if impossible := [quote for quote in quotes if quote.state == QuoteState.IMPOSSIBLE]:
        prefetch_related_objects(impossible, Prefetch("evidence", StoredFile.objects.in_order()))
    membership = membership or membership_of(user, ticket.organization)
    may_decide = membership is not None and (membership.is_owner or membership.may_approve)
    is_open = any(quote.offered_version_id and quote.is_live for quote in quotes)
    if is_open and holdings is None:
        holdings = wallet.holdings_of(ticket.organization, now)
    may_buy = membership is not None and membership.is_owner
    balance, lots = (holdings.balance, holdings.lots) if holdings else (wallet.Balance(), ())
    last = {quote.investigation_id: quote.pk for quote in quotes if quote.investigation_id}
    reader = _Reader(user, may_decide, may_buy, balance, lots, frozenset(last.values()), now)
    cards = [_card(quote, ticket, lines[quote.pk], reader) for quote in quotes]
    if not any(card.is_open for card in cards):
        return cards
    return [card if card.is_open else replace(card, has_open_neighbour=True) for card in cards]


@dataclass(frozen=True)
class _Reader:
    user: User
    may_decide: bool
    may_buy: bool
    balance: wallet.Balance
    lots: tuple[wallet.LotState, ...]
    last_followers: frozenset[int]
    now: datetime

    @cached_property
    def packages(self) -> list[Package]:
        """The packages on sale, the smallest first."""
        return sorted(Package.objects.on_sale(), key=lambda package: package.coins)


def _lines_by_version(ticket: Ticket) -> dict[int, dict[QuoteVersion, list[QuoteLine]]]:
    """Return the lines of each version of each of the ticket's quotes, versions in order."""
    versions: dict[int, dict[QuoteVersion, list[QuoteLine]]] = defaultdict(dict)
    for line in _lines_of(ticket=ticket):
        versions[line.version.quote_id].setdefault(line.version, []).append(line)
    return versions


def _card(quote: Quote, ticket: Ticket, lines: dict[QuoteVersion, list[QuoteLine]], reader: _Reader) -> QuoteCard:
    quote.ticket = ticket
    versions = {version.pk: version for version in lines}
    approved = versions.get(quote.approved_version_id or 0)
    offered = versions.get(quote.offered_version_id or 0)
    # Their rows came with the lines, so that nobody reads them again.
    if approved:
        quote.approved_version = approved
    if offered:
        quote.offered_version = offered
    shown = offered or approved or list(lines)[-1]
    is_expired = quote.state == QuoteState.EXPIRED or (
        offered is not None and quote.is_live and has_expired(quote, reader.now)
    )
    is_open = quote.is_live and not is_expired
    return QuoteCard(
        quote=quote,
        version=shown,
        lines=tuple(lines[shown]),
        approved_lines=tuple(lines[approved]) if approved else (),
        approved=approved,
        old_versions=_old_versions(lines, shown),
        decision=_decision(quote, offered, reader) if offered and is_open else None,
        may_decide=reader.may_decide,
        may_buy=reader.may_buy,
        is_for_staff=reader.user.is_staff_member,
        is_expired=is_expired,
        can_ask_for_rework=_can_ask_for_rework(quote, reader.now),
        used_without_decision_at=_used_without_decision_at(quote, reader) if is_expired else None,
        evidence=tuple(quote.evidence.all()) if quote.state == QuoteState.IMPOSSIBLE else (),
    )


def _decision(quote: Quote, offered: QuoteVersion, reader: _Reader) -> Decision:
    """Return what this decision would mean, in numbers."""
    replaced, investigation = version_taken_over(quote), held_version(quote.investigation)
    freed = replaced.coins if replaced else 0
    missing = wallet.missing_coins(reader.balance, offered.coins, freed)
    ending: frozenset[str] = frozenset()
    # A right ends with the last free coins of a lot; otherwise nobody needs to be asked.
    if reader.may_decide and not missing and _uses_up_a_lot(reader.lots, offered.coins - freed):
        ending = rights_ending(quote.ticket.organization, offered.coins - freed, reader.now)
    return Decision(
        available=reader.balance.available,
        after=reader.balance.available - offered.coins + freed,
        missing=missing,
        debt=reader.balance.debt,
        package=_package_with(missing, reader.packages) if missing and reader.may_buy else None,
        consent=consent_to_fee(offered.fee) if offered.fee else "",
        rights_ending=tuple(str(Right(code).label) for code in sorted(ending)),
        investigation_coins=investigation.coins if investigation else 0,
    )


def _uses_up_a_lot(lots: tuple[wallet.LotState, ...], coins: int) -> bool:
    """Whether so many coins, taken in the order of use, are the last free ones of a lot."""
    for lot in lots:
        if coins <= 0:
            return False
        if lot.available and lot.available <= coins:
            return True
        coins -= lot.available
    return False


def _package_with(coins: int, packages: list[Package]) -> Package | None:
    """Return the smallest of the packages with so many coins, else the largest one."""
    return next((package for package in packages if package.coins >= coins), packages[-1] if packages else None)


def _old_versions(lines: dict[QuoteVersion, list[QuoteLine]], shown: QuoteVersion) -> tuple[OldVersion, ...]:
    """Return every version but the shown one, with what changed between it and its successor."""
    earlier = [(old, new) for old, new in pairwise(lines) if new.number <= shown.number]
    # A re-quote that was declined is younger than the approved version, which is shown again.
    later = [(late, shown) for late in lines if late.number > shown.number]
    return tuple(OldVersion(old, new, _changes(lines[old], lines[new])) for old, new in earlier + later)


def _changes(before: list[QuoteLine], after: list[QuoteLine]) -> tuple[LineChange, ...]:
    """Return the lines that differ, by title."""
    old, new = ({line.title: line.coins for line in lines} for lines in (before, after))
    return tuple(
        LineChange(title, old.get(title), new.get(title))
        for title in dict.fromkeys([*old, *new])
        if old.get(title) != new.get(title)
    )


def _used_without_decision_at(quote: Quote, reader: _Reader) -> datetime | None:
    """Return when the coins of the investigation that an expired offer followed are used, if nobody decides (B15)."""
    if quote.is_held or quote.pk not in reader.last_followers or held_version(quote.investigation) is None:
        return None
    return quote.open_version.valid_until + DECISION_TIME


def _can_ask_for_rework(quote: Quote, now: datetime) -> bool:
    """Whether delivered work may still be reported as not right (B16)."""
    return (
        quote.state == QuoteState.DELIVERED
        and quote.kind != QuoteKind.INVESTIGATION
        and quote.settled_at is not None
        and now < quote.settled_at + timedelta(days=settings.REWORK_DAYS)
    )
