"""Drafts: what people have typed and not sent, kept so that no failure, swap or change of device loses it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from poshtyar.accounts.models import Organization, User
from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import format_moment
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.tickets.limits import MAX_DRAFT
from poshtyar.tickets.models import Draft, DraftPlace, Ticket
from poshtyar.tickets.operations.writing import not_allowed
from poshtyar.tickets.permissions import may_keep_draft

MOST_DRAFTS = 100
DRAFTS_KEPT_FOR = timedelta(days=90)
# A window that is open for longer than this may bring a sent text back as a draft; it sends nothing by itself.
WORDLESS_KEPT_FOR = timedelta(days=2)
# Choices alone are no draft: somebody has to have typed or uploaded something.
WORDS = ("subject", "body", "kept_files")


class DraftChanged(DomainError):
    """A newer version was saved in another window or on another device; `draft` is that one."""

    code = "draft_changed"

    def __init__(self, draft: Draft, now: datetime) -> None:
        changed = _("In another window or on another device this draft was changed, %(moment)s.")
        gone = _("In another window or on another device this draft was sent or emptied, %(moment)s.")
        super().__init__((changed if draft.said else gone) % {"moment": format_moment(draft.saved_at, now)})
        self.draft = draft


class DraftTooLong(DomainError):
    """More was typed than is kept."""

    code = "draft_too_long"


class TooManyDrafts(DomainError):
    """The person has as many drafts as are kept."""

    code = "too_many_drafts"


@operation
def save_draft(
    *,
    place: DraftPlace,
    ticket: Ticket | None = None,
    organization: Organization | None = None,
    said: Mapping[str, str],
    version: int,
    actor: User,
    now: datetime,
) -> Draft:
    """Keep what was typed, if it was typed onto the version that is kept now; the same words again change nothing.

    A new ticket's draft belongs to the organization that it is written for.
    `version` is the one that the writer started from, 0 for none. Without words the draft is forgotten.
    Raises NotAllowed, DraftTooLong, TooManyDrafts, DraftChanged. Records nothing: nobody else knows of a draft.
    """
    draft = Draft.objects.select_for_update().at(actor, place, ticket, organization).first()
    if not may_keep_draft(actor, place, ticket, organization):
        raise not_allowed()
    said = _clean(said)
    if draft and draft.said == said:
        return draft
    if draft and draft.version != version:
        raise DraftChanged(draft, now)
    if said and not (draft and draft.said) and Draft.objects.filter(user=actor).with_words().count() >= MOST_DRAFTS:
        raise TooManyDrafts(
            _("You have %(count)s drafts, and no more are kept. Send some of them, or empty them.")
            % {"count": format_number(MOST_DRAFTS)}
        )

    # A version is never used twice, even if the row was purged meanwhile.
    facts = {"said": said, "version": version + 1, "saved_at": now}
    if draft is None:
        return _first(Draft(user=actor, place=place, ticket=ticket, organization=organization, **facts), now)
    for name, value in facts.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(facts))
    return draft


def _first(draft: Draft, now: datetime) -> Draft:
    """Save the first words in a place; raises DraftChanged if another window saved its own at the same instant."""
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        earlier = Draft.objects.at(draft.user, draft.place, draft.ticket, draft.organization).first()
        if earlier is None:
            raise
        raise DraftChanged(earlier, now) from None
    return draft


def _clean(said: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, or nothing if there are no words; raises DraftTooLong."""
    said = {name: text.replace("\x00", "") for name, text in said.items()}
    length = sum(map(len, said.values()))
    if length > MAX_DRAFT:
        raise DraftTooLong(
            _("This has %(length)s characters; a draft keeps up to %(limit)s. It stays in this window alone.")
            % {"length": format_number(length), "limit": format_number(MAX_DRAFT)}
        )
    return said if any(said.get(name, "").strip() for name in WORDS) else {}


@operation
def forget_draft(
    *,
    place: DraftPlace,
    ticket: Ticket | None = None,
    organization: Organization | None = None,
    version: int,
    actor: User,
    now: datetime,
) -> None:
    """Forget the draft that a form was sent from; a newer one, written elsewhere meanwhile, stays.

    Called in the transaction that keeps the sent text, so that either both happen or neither. Records nothing.
    """
    if not version:
        return
    known = Draft.objects.at(actor, place, ticket, organization).filter(version__lte=version)
    wordless = {"said": {}, "saved_at": now}
    if known.update(version=F("version") + 1, **wordless):
        return
    try:
        # The first save may still be on its way: it must meet a version, or it would bring the sent text back.
        with transaction.atomic():
            where = {"place": place, "ticket": ticket, "organization": organization}
            Draft.objects.create(user=actor, **where, version=version, **wordless)
    except IntegrityError:
        known.update(version=F("version") + 1, **wordless)


@operation
def forget_drafts_of(*, user: User) -> None:
    """Forget everything that a person has typed and not sent: the account has ended. Records nothing."""
    Draft.objects.filter(user=user).delete()


@operation
def purge_drafts(*, now: datetime) -> int:
    """Delete drafts that nobody has touched for long; returns how many went. Records nothing."""
    old = Draft.objects.filter(saved_at__lt=now - DRAFTS_KEPT_FOR).delete()[0]
    return old + Draft.objects.filter(said={}, saved_at__lt=now - WORDLESS_KEPT_FOR).delete()[0]
