"""Many organizations with many tickets, written in bulk: the rows that the operations would have left behind.

Every organization has the same hundred stories (or fewer), so that a page costs the same wherever one looks, and
only the size of the tables differs between two runs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from poshtyar.accounts.models import MemberRole, Membership, Organization, Store, User
from poshtyar.accounts.sessions import SessionStore
from poshtyar.catalog.models import Package
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.events.models import Event
from poshtyar.notifications.models import Notice
from poshtyar.quotes.models import Quote, QuoteLine, QuoteState, QuoteVersion
from poshtyar.sla.calendars import promise_first_answer
from poshtyar.sla.queries import terms_of
from poshtyar.tickets.models import Effect, Message, Severity, Ticket, TicketReading, TicketState, Turn
from poshtyar.wallet.models import Bucket, Entry, EntryKind, Lot, LotKind, Movement, Rank, Wallet

COINS, PRICE = 2_000, 10
SPAN = timedelta(days=300)
# Ten stories, told over and over: one is offered a price, two wait for the agency, one for the customer.
STORIES = ("offered", "asked", "closed", "closed", "answered", "closed", "asked", "closed", "closed", "closed")
ORGANIZATIONS_AT_ONCE = 20
SUBJECT, SUBJECT_FOLDED = "سرعت صفحهٔ محصول بعد از به‌روزرسانی", "سرعت صفحه محصول بعد از به روز رسانی"
BODIES = (
    "سلام. از دیروز که ماژول رو آپدیت کردیم صفحهٔ محصول حدود ۸ ثانیه طول می‌کشه.\n\n"
    "- فقط روی **گوشی** این‌طوره\n- این خطا هم توی لاگ هست:\n\n```\nPHP Fatal error: Allowed memory size\n```",
    "سلام، بررسی کردیم؛ دو ماژول هم‌زمان کش رو پاک می‌کنن. لطفاً نسخهٔ ماژول `ps_cache` رو بفرستید.",
    "ممنون. نسخه 2.1.3 هست و روی https://shop.example.com/modules نصب شده.",
)


@dataclass(frozen=True)
class Customer:
    """An owner who is logged in, with the tickets of their organization and the quotes that wait for them."""

    session_key: str
    tickets: list[int]
    discussed: list[int]
    offers: list[tuple[int, int]]


def populate(numbers: range, *, tickets_of_one: int) -> list[Customer]:
    """Add organizations with these numbers to an installation that has its catalog and staff; return their owners."""
    agent, now = User.objects.get(email="agent@example.com"), timezone.now()
    stories = _stories(tickets_of_one, now)
    customers = []
    for start in range(0, len(numbers), ORGANIZATIONS_AT_ONCE):
        owners = _owners(numbers[start : start + ORGANIZATIONS_AT_ONCE], now)
        _give_coins(owners, now)
        told = _tell(owners, stories, agent)
        offers = _offer(told, agent, now)
        sessions = _log_in(owners, now)
        customers += [
            Customer(
                sessions[owner],
                [one.pk for one in told if one.opened_by_id == owner.pk],
                [one.pk for one in told if one.opened_by_id == owner.pk and one.is_open and not one.open_quotes],
                [(one.ticket_id, one.pk) for one in offers if one.ticket.opened_by_id == owner.pk],
            )
            for owner in owners
        ]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        # What writing the world left to be written would be charged to the pages.
        cursor.execute("CHECKPOINT")
    return customers


def _stories(count: int, now: datetime) -> list[dict]:
    """Return what the tickets of one organization are, the oldest first."""
    terms = terms_of(Package.objects.select_related("service_level__calendar").get(code="basic").service_level)
    stories = []
    for n in range(count):
        story, opened_at = STORIES[n % len(STORIES)], now - SPAN * (count - n) / count
        promise = promise_first_answer(opened_at=opened_at, terms=terms, emergency=False, presales=False)
        stories.append({"story": story, "opened_at": opened_at, "due_at": promise.due_at, "promise": promise.as_dict()})
    return stories


def _owners(numbers: Iterable[int], now: datetime) -> dict[User, Store]:
    owners = [
        User(display_name=f"مریم {n}", mobile=f"+98913{n:07}", mobile_verified_at=now, email=f"owner{n}@example.com")
        for n in numbers
    ]
    for owner in owners:
        owner.set_unusable_password()
    User.objects.bulk_create(owners)
    organizations = Organization.objects.bulk_create(Organization(name=f"فروشگاه {n}") for n in numbers)
    pairs = list(zip(owners, organizations, strict=True))
    Membership.objects.bulk_create(
        Membership(user=owner, organization=organization, role=MemberRole.OWNER, may_approve=True)
        for owner, organization in pairs
    )
    stores = Store.objects.bulk_create(
        Store(organization=organization, name=organization.name, url="https://shop.example.com")
        for _, organization in pairs
    )
    return dict(zip(owners, stores, strict=True))


def _give_coins(owners: dict[User, Store], now: datetime) -> None:
    """Give every organization a bought package; the ledger's trigger counts the coins."""
    package, expires_at = Package.objects.get(code="basic"), now + timedelta(days=200)
    organizations = [store.organization for store in owners.values()]
    wallets = Wallet.objects.bulk_create(Wallet(organization=one, seq=1) for one in organizations)
    lots = Lot.objects.bulk_create(
        Lot(
            wallet=wallet,
            reference=f"order:{wallet.organization_id}",
            label_fa=package.name_fa,
            label_en=package.name_en,
            price_rial=package.price_rial,
            kind=LotKind.PURCHASE,
            rank=Rank.PAID,
            amount=COINS,
            credited_at=now - SPAN,
            expires_at=expires_at,
        )
        for wallet in wallets
    )
    entries = Entry.objects.bulk_create(
        Entry(
            wallet=lot.wallet,
            seq=1,
            kind=EntryKind.PURCHASE,
            idempotency_key=f"purchase:{lot.reference}",
            request_hash="0" * 64,
            booked_at=now - SPAN,
            total=COINS,
        )
        for lot in lots
    )
    Movement.objects.bulk_create(
        Movement(entry=entry, line=1, lot=lot, src=Bucket.ISSUED, dst=Bucket.AVAILABLE, amount=COINS)
        for entry, lot in zip(entries, lots, strict=True)
    )
    OwnedPackage.objects.bulk_create(
        OwnedPackage(
            organization=lot.wallet.organization,
            package=package,
            service_level_id=package.service_level_id,
            lot_reference=lot.reference,
            activated_at=now - SPAN,
            expires_at=expires_at,
        )
        for lot in lots
    )


def _tell(owners: dict[User, Store], stories: list[dict], agent: User) -> list[Ticket]:
    """Write the tickets with their messages, events, notices and marks of reading."""
    told = Ticket.objects.bulk_create(_tickets(owners, stories, agent), batch_size=1000)
    Message.objects.bulk_create((message for ticket in told for message in _messages(ticket, agent)), batch_size=2000)
    events = Event.objects.bulk_create((event for ticket in told for event in _events(ticket, agent)), batch_size=2000)
    Notice.objects.bulk_create(
        (
            Notice(
                user_id=event.ticket.opened_by_id, event=event, created_at=event.happened_at, read_at=_read_at(event)
            )
            for event in events
            if event.data.get("by_staff")
        ),
        batch_size=2000,
    )
    TicketReading.objects.bulk_create(
        (
            TicketReading(ticket=ticket, user_id=ticket.opened_by_id, read_at=ticket.last_message_at)
            for n, ticket in enumerate(told)
            if n % 4
        ),
        batch_size=2000,
    )
    return told


def _tickets(owners: dict[User, Store], stories: list[dict], agent: User) -> Iterator[Ticket]:
    level = Package.objects.get(code="basic").service_level
    for owner, store in owners.items():
        for n, story in enumerate(stories):
            kind, opened_at = story["story"], story["opened_at"]
            closed, answered = kind == "closed", kind != "asked"
            yield Ticket(
                organization=store.organization,
                store=store,
                opened_by=owner,
                assignee=agent,
                subject=SUBJECT,
                subject_folded=SUBJECT_FOLDED,
                effect=Effect.WORK,
                severity=Severity.NORMAL,
                state=TicketState.CLOSED if closed else TicketState.OPEN,
                turn=Turn.CUSTOMER if kind in {"offered", "answered"} else Turn.AGENCY,
                nonce=f"ticket-{owner.pk}-{n}",
                service_level=level,
                has_package=True,
                package_rank=level.rank,
                first_answer_due_at=story["due_at"],
                promise=story["promise"],
                first_answered_at=opened_at + timedelta(hours=1) if answered else None,
                due_at=None if answered else story["due_at"],
                opened_at=opened_at,
                last_message_at=opened_at + timedelta(hours=2),
                last_message_by=agent if answered else owner,
                closed_at=opened_at + timedelta(hours=3) if closed else None,
                closed_by=owner if closed else None,
                open_quotes=int(kind == "offered"),
                open_offers=int(kind == "offered"),
                quotes_made=int(kind == "offered"),
            )


def _messages(ticket: Ticket, agent: User) -> Iterator[Message]:
    for n, body in enumerate(BODIES):
        by_staff = n == 1
        yield Message(
            ticket=ticket,
            author_id=agent.pk if by_staff else ticket.opened_by_id,
            by_staff=by_staff,
            body=body,
            nonce=f"{ticket.nonce}-{n}",
            written_at=ticket.opened_at + timedelta(hours=n),
        )


def _events(ticket: Ticket, agent: User) -> Iterator[Event]:
    facts = [
        ("tickets.ticket_opened", ticket.opened_by_id, {}),
        ("tickets.ticket_assigned", agent.pk, {"assignee_id": agent.pk}),
        ("tickets.ticket_replied", agent.pk, {"by_staff": True}),
        ("tickets.ticket_replied", ticket.opened_by_id, {"by_staff": False}),
    ]
    if ticket.open_quotes:
        facts.append(("quotes.quote_announced", agent.pk, {"title": SUBJECT, "coins": PRICE}))
    if not ticket.is_open:
        facts.append(("tickets.ticket_closed", ticket.opened_by_id, {}))
    for n, (kind, actor_id, data) in enumerate(facts):
        yield Event(
            kind=kind,
            happened_at=ticket.opened_at + timedelta(minutes=30 * n),
            actor_id=actor_id,
            organization_id=ticket.organization_id,
            ticket=ticket,
            data=data,
        )


def _read_at(event: Event) -> datetime | None:
    """Return when the notice was read; those of open tickets wait."""
    return event.happened_at if event.ticket.state == TicketState.CLOSED else None


def _offer(told: list[Ticket], agent: User, now: datetime) -> list[Quote]:
    """Offer a price on the tickets whose story says so; the customer has seen it."""
    offered = [ticket for ticket in told if ticket.open_quotes]
    # A quote needs its version and a version its quote, so the first state is one that needs none.
    quotes = Quote.objects.bulk_create(
        Quote(ticket=t, state=QuoteState.WITHDRAWN, created_by=agent, created_at=t.opened_at, first_seen_at=now)
        for t in offered
    )
    versions = QuoteVersion.objects.bulk_create(
        QuoteVersion(
            quote=quote,
            number=1,
            title=SUBJECT,
            coins=PRICE,
            fee=PRICE,
            delivery_hours=6,
            valid_until=now + timedelta(days=3),
            announced_by=agent,
            announced_at=quote.created_at + timedelta(hours=1),
            nonce=f"quote-{quote.pk}",
        )
        for quote in quotes
    )
    QuoteLine.objects.bulk_create(
        QuoteLine(version=version, position=1, title=SUBJECT, coins=PRICE) for version in versions
    )
    for quote, version in zip(quotes, versions, strict=True):
        quote.state, quote.offered_version = QuoteState.ANNOUNCED, version
    Quote.objects.bulk_update(quotes, ["state", "offered_version"])
    return quotes


def _log_in(owners: Iterable[User], now: datetime) -> dict[User, str]:
    """Open a session for each of them, as allauth leaves it."""
    keys = {owner: f"session-of-{owner.pk:021}" for owner in owners}
    Session.objects.bulk_create(
        Session(
            session_key=key,
            session_data=SessionStore().encode(
                {
                    "_auth_user_id": str(owner.pk),
                    "_auth_user_backend": "poshtyar.accounts.backends.AuthenticationBackend",
                    "_auth_user_hash": owner.get_session_auth_hash(),
                }
            ),
            expire_date=now + timedelta(days=30),
        )
        for owner, key in keys.items()
    )
    return keys
