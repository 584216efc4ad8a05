"""Telling people, and warning them before coins expire."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from poshtyar.accounts.models import Organization, User
from poshtyar.accounts.permissions import is_owner
from poshtyar.catalog.queries import affordable_services
from poshtyar.common.jalali import last_day_before, local_date
from poshtyar.common.numbers import digits_choice
from poshtyar.common.outages import can_wait
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.events.models import Event
from poshtyar.notifications.models import ExpiryWarning, Notice, OldHoldReport
from poshtyar.notifications.queries import balance_after, readers_of
from poshtyar.notifications.words import TELLINGS, balance_in_words, link_of, subject_of, words_of
from poshtyar.outbox import operations as outbox
from poshtyar.quotes.queries import Work, works_behind
from poshtyar.tickets.models import Ticket
from poshtyar.wallet.queries import OLD_HOLD, ExpiringLot, OpenHold, lots_expiring, open_holds

WARN_DAYS_BEFORE = (60, 30, 7, 1)


def tell_people(*, event: Event, now: datetime) -> None:
    """Give everybody whom the fact concerns a notice, and customers an SMS and an e-mail as they wish; once each."""
    for reader in readers_of(event):
        tell_person(event=event, reader=reader, now=now)


@operation
def tell_person(*, event: Event, reader: User, now: datetime) -> None:
    """Give one person a notice of a fact, and the messages with it; who has the notice was told before."""
    # What people have just done on a ticket is no news in their own bell.
    own = event.ticket_id is not None and event.actor_id == reader.pk
    notice = {"created_at": now, "read_at": now if own else None}
    _notice, is_new = Notice.objects.get_or_create(user=reader, event=event, defaults=notice)
    if not is_new or reader.is_staff_member or not _is_sent(event, reader, own=own):
        return
    with _as_read_by(reader):
        free, link = balance_after(event), link_of(event, reader)
        balance = [] if free is None else [balance_in_words(free)]
        words = " ".join([words_of(event, reader), *balance])
        if TELLINGS[event.kind].by_sms and reader.notify_by_sms and reader.mobile:
            said = " ".join([words_of(event, reader, in_short=True), *balance])
            outbox.send_sms(to=reader.mobile, body=f"{said}\n{link}", language=reader.language, now=now)
        if reader.notify_by_email and reader.email:
            why = gettext("You get this e-mail because of your settings at %(agency)s.") % {
                "agency": settings.AGENCY_NAME[reader.language]
            }
            outbox.send_email(
                to=reader.email,
                subject=subject_of(event),
                body=f"{words}\n\n{link}\n\n{why}\n",
                language=reader.language,
                now=now,
            )


@operation
def mark_notices_read(*, user: User, newest_id: int, now: datetime) -> int:
    """Mark the person's notices as read, up to the newest that they were shown; return how many were unread."""
    return Notice.objects.filter(user=user, id__lte=newest_id).unread().update(read_at=now)


def mark_ticket_notices_read(*, ticket: Ticket, user: User, now: datetime) -> int:
    """Mark the person's notices of a ticket that they look at as read; return how many were unread; one statement."""
    return Notice.objects.filter(user=user, event__ticket=ticket).unread().update(read_at=now)


def leave_in_bell(*, ticket: Ticket, user: User, unread: int, about: int, now: datetime) -> int:
    """Mark those of a person's unread notices that are `about` a ticket as read; return how many wait in the bell then.

    Where none is, no statement is sent; where the storage is away, it can wait.
    """
    if about:
        with can_wait("which notices of a ticket were read"):
            unread -= mark_ticket_notices_read(ticket=ticket, user=user, now=now)
    # A notice may have come since they were counted.
    return max(unread, 0)


def warn_of_expiring_coins(*, now: datetime) -> int:
    """Record a warning for each lot that came to a new rung of the ladder; return how many.

    Records `notifications.coins_expiring`, once for each lot and rung.
    """
    longest = now + timedelta(days=WARN_DAYS_BEFORE[0] + 1)
    return sum(_warn(lot, now) for lot in lots_expiring(after=now, until=longest))


def report_old_holds(*, now: datetime) -> int:
    """Report to leads each hold that is older than 60 days, once; return how many. Nothing is released (ledger.md, 2).

    What is too much for one run is left to the next. Records `notifications.old_hold_reported`.
    """
    reported = OldHoldReport.objects.values("reference")
    fresh = open_holds(until=now - OLD_HOLD, besides=reported)
    works = works_behind(hold.reference for hold in fresh)
    return sum(_report(hold, works.get(hold.reference), now) for hold in fresh)


@operation
def _report(hold: OpenHold, work: Work | None, now: datetime) -> bool:
    facts = {"ticket_number": work.ticket_number, "title": work.title} if work else {"title": hold.reference}
    _given, is_new = OldHoldReport.objects.get_or_create(reference=hold.reference, defaults={"reported_at": now})
    if is_new:
        events.record(
            "notifications.old_hold_reported",
            actor=None,
            organization=Organization.objects.get(pk=hold.organization_id),
            now=now,
            coins=hold.coins,
            days=OLD_HOLD.days,
            since=hold.since.isoformat(),
            **facts,
        )
    return is_new


@operation
def _warn(lot: ExpiringLot, now: datetime) -> bool:
    # Coins expire with the first moment of a day; people count the days to the last one on which they can use them.
    last_day = last_day_before(lot.expires_at)
    days = (last_day - local_date(now)).days
    rungs = [rung for rung in WARN_DAYS_BEFORE if days <= rung]
    if not rungs:
        return False
    _given, is_new = ExpiryWarning.objects.get_or_create(lot_id=lot.id, days=min(rungs), defaults={"given_at": now})
    if is_new:
        events.record(
            "notifications.coins_expiring",
            actor=None,
            organization=Organization.objects.get(pk=lot.organization_id),
            now=now,
            coins=lot.coins,
            days=days,
            expires_on=last_day.isoformat(),
            buys=[
                {"name_fa": service.name_fa, "name_en": service.name_en, "coins": service.coins}
                for service in affordable_services(lot.coins)
            ],
        )
    return is_new


def _is_sent(event: Event, reader: User, *, own: bool) -> bool:
    """Whether a customer is told by message too; what a colleague did waits in the bell, but for owners if so told."""
    by_customer = event.actor is not None and not event.actor.is_staff_member
    telling = TELLINGS[event.kind]
    concerns_all = not by_customer or (telling.even_actor and event.ticket_id is None)
    concerns_owner = telling.to_owners and event.organization is not None and is_owner(reader, event.organization)
    return telling.by_message and (own or concerns_all or concerns_owner)


@contextmanager
def _as_read_by(reader: User) -> Iterator[None]:
    """Write in the reader's language and digits."""
    token = digits_choice.set(reader.digits)
    try:
        with translation.override(reader.language):
            yield
    finally:
        digits_choice.reset(token)
