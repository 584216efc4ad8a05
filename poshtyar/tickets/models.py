"""Tickets, messages, notes, and drafts of them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import User
from poshtyar.common.ids import row_key
from poshtyar.common.persian import fold
from poshtyar.tickets.limits import MAX_SUBJECT


class Effect(models.TextChoices):
    """Kind and severity in one, chosen by what the customer sees (B23)."""

    SHOP_DOWN = "shop_down", _("The shop does not open, or nobody can pay")
    PART_BROKEN = "part_broken", _("Something does not work properly")
    WORK = "work", _("I would like some work done")
    QUESTION = "question", _("I have a question")


class Severity(models.TextChoices):
    """How much it hurts; staff may lower it with a reason that the customer sees (B23)."""

    EMERGENCY = "emergency", _("Emergency")
    HIGH = "high", _("High")
    NORMAL = "normal", _("Normal")


SEVERITY_OF = {
    Effect.SHOP_DOWN: Severity.EMERGENCY,
    Effect.PART_BROKEN: Severity.HIGH,
    Effect.WORK: Severity.NORMAL,
    Effect.QUESTION: Severity.NORMAL,
}
SEVERITY_RANK = {Severity.NORMAL: 0, Severity.HIGH: 1, Severity.EMERGENCY: 2}


class TicketState(models.TextChoices):
    """Whether the conversation goes on."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Turn(models.TextChoices):
    """Whose turn it is in an open ticket."""

    AGENCY = "agency", _("With us")
    CUSTOMER = "customer", _("Waiting for you")
    # In the alphabet before the agency, because CUSTOMER_ORDER shows what is finished after what is with us.
    NOBODY = "absent", _("Finished")


class Standing(models.TextChoices):
    """The groups of the customer's list, in its order."""

    WAITING = "waiting", _("Waiting for you")
    WITH_US = "with-us", _("With us")
    FINISHED = "finished", _("Finished")
    CLOSED = "closed", _("Closed")


STANDING_OF = {Turn.CUSTOMER: Standing.WAITING, Turn.AGENCY: Standing.WITH_US, Turn.NOBODY: Standing.FINISHED}


# What an agent may do something about. A stage may wait for the customer's decision while another is to be worked on.
TO_DO = Q(state=TicketState.OPEN) & (
    Q(turn=Turn.AGENCY) | Q(open_offers__gt=0, open_quotes__gt=models.F("open_offers"))
)


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Reads of tickets."""

    def visible_to(self, user):
        """Keep the tickets of the person's organizations; staff see all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff_member else self.of_member(user)

    def of_member(self, user):
        """Keep the tickets of the person's organizations."""
        return self.filter(organization__memberships__user=user)

    def waiting_for_customer(self):
        """Keep the open tickets in which it is the customer's turn."""
        return self.filter(state=TicketState.OPEN, turn=Turn.CUSTOMER)

    def with_agency(self):
        """Keep the open tickets in which it is the agency's turn."""
        return self.filter(state=TicketState.OPEN, turn=Turn.AGENCY)

    def with_something_to_do(self):
        """Keep what the agency answers or works on: where it is its turn, or approved work stands beside an offer."""
        return self.filter(TO_DO)

    def looked_after_by_nobody(self):
        """Keep what nobody took, or somebody whose account has ended since."""
        return self.filter(Q(assignee=None) | Q(assignee__is_active=False))

    def finished(self):
        """Keep the open tickets in which nobody waits for anybody."""
        return self.filter(state=TicketState.OPEN, turn=Turn.NOBODY)

    def closed(self):
        """Keep the closed tickets."""
        return self.filter(state=TicketState.CLOSED)

    def matching(self, text):
        """Keep the tickets with this number, or with these words in the subject however they are typed."""
        words = fold(text)
        number = row_key(text.strip().lstrip("#"))
        found = Q(subject_folded__contains=words)
        return self.filter(found if number is None else found | Q(pk=number))

    def with_unread(self, user):
        """Annotate `is_unread`: somebody else wrote after this person last looked."""
        read_since = TicketReading.objects.filter(
            ticket=OuterRef("pk"), user=user, read_at__gte=OuterRef("last_message_at")
        )
        return self.annotate(is_unread=~Q(last_message_by=user) & ~Exists(read_since))

    def with_row_facts(self, user):
        """Read what a row of the customer's list shows, and no more: a ticket is forty columns wide."""
        facts = ("subject", "state", "turn", "open_offers", "coins_set_aside", "last_message_at")
        rows = self.with_unread(user).select_related("last_message_by")
        return rows.only(*facts, *User.name_columns("last_message_by"))


class Ticket(models.Model):
    """A conversation about one thing; its number is its primary key and only a label."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="tickets")
    store = models.ForeignKey("accounts.Store", on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=MAX_SUBJECT)
    subject_folded = models.TextField(help_text="for search: common.persian.fold of the subject")
    effect = models.CharField(max_length=11, choices=Effect.choices)
    severity = models.CharField(max_length=9, choices=Severity.choices)
    is_presales = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=TicketState.choices, default=TicketState.OPEN)
    turn = models.CharField(max_length=8, choices=Turn.choices, default=Turn.AGENCY)
    nonce = models.CharField(max_length=64, unique=True, help_text="one rendered form opens one ticket")

    # The promise, frozen when the ticket was opened (B7, B22); a package bought later may better it.
    service_level = models.ForeignKey("sla.ServiceLevel", on_delete=models.PROTECT, null=True, related_name="+")
    has_package = models.BooleanField(default=False)
    package_rank = models.PositiveSmallIntegerField(default=0)
    first_answer_due_at = models.DateTimeField(null=True, blank=True)
    promise = models.JSONField(default=dict, help_text="sla.calendars.Promise.as_dict(): reason code and its numbers")
    first_answered_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="orders the queue; empty once it is answered")

    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    last_message_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True, help_text="when it became nobody's turn, the last time")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    # Facts kept by `quotes`, which stands above: work that is approved or offered (B32), and coins set aside.
    open_quotes = models.PositiveIntegerField(default=0, help_text="quotes announced, approved or started")
    open_offers = models.PositiveIntegerField(
        default=0, db_default=0, help_text="of those, with a version that waits for the customer's decision"
    )
    coins_set_aside = models.PositiveIntegerField(default=0)
    quotes_made = models.PositiveIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_comment = models.CharField(max_length=1000, blank=True)
    rated_at = models.DateTimeField(null=True, blank=True, help_text="the first time; it may be changed for 14 days")

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (Q(state="open") & Q(closed_at__isnull=True)),
                name="tickets_ticket_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True, rated_at__isnull=True)
                | Q(rating__gte=1, rating__lte=5, rated_at__isnull=False),
                name="tickets_ticket_rating_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(first_answered_at__isnull=True) | Q(due_at__isnull=True),
                name="tickets_ticket_due_until_answered",
            ),
            # A ticket cannot be closed while work is open (B32).
            models.CheckConstraint(
                condition=Q(state="open") | Q(open_quotes=0), name="tickets_ticket_closed_has_no_open_quotes"
            ),
            models.CheckConstraint(
                condition=~Q(turn="absent") | Q(state="open", open_quotes=0, finished_at__isnull=False),
                name="tickets_ticket_finished_has_its_moment",
            ),
        ]
        indexes = [
            # CUSTOMER_ORDER: a closed ticket's turn is always the agency's, so one index gives the four groups.
            models.Index(
                fields=["organization", "-state", "-turn", "-last_message_at", "-id"],
                name="tickets_ticket_customer_list",
            ),
            models.Index(
                fields=["-has_package", "due_at", "-package_rank", "opened_at", "id"],
                condition=TO_DO,
                name="tickets_ticket_to_do",
            ),
            # The console's other lists: whoever waits for the customer, everything open, what was closed last.
            models.Index(
                fields=["-last_message_at", "-id"],
                condition=Q(state="open", turn="customer"),
                name="tickets_ticket_waiting",
            ),
            models.Index(
                fields=["-has_package", "due_at", "-package_rank", "opened_at", "id"],
                condition=Q(state="open"),
                name="tickets_ticket_open",
            ),
            models.Index(fields=["-closed_at", "-id"], condition=Q(state="closed"), name="tickets_ticket_closed"),
            models.Index(fields=["finished_at"], condition=Q(turn="absent"), name="tickets_ticket_finished"),
        ]

    def __str__(self):
        return f"#{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the conversation goes on."""
        return self.state == TicketState.OPEN

    @property
    def looked_after_by(self) -> User | None:
        """Who looks after it; nobody where nobody took it, or the account of whoever did has ended since."""
        return None if self.assignee is None or self.assignee.deactivated_at else self.assignee

    @property
    def standing(self) -> Standing:
        """The group of the customer's list."""
        return STANDING_OF[Turn(self.turn)] if self.is_open else Standing.CLOSED

    @property
    def closes_at(self) -> datetime | None:
        """When a finished ticket closes by itself: as its free repair can be asked for no more (B16)."""
        return self.finished_at and self.finished_at + timedelta(days=settings.REWORK_DAYS)

    @property
    def is_emergency(self) -> bool:
        """Whether the customer said that nobody can buy (B23)."""
        return self.severity == Severity.EMERGENCY


class MessageKind(models.TextChoices):
    """Who may read a message."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")


class MessageQuerySet(models.QuerySet["Message"]):
    """Reads of messages."""

    def visible_to(self, user):
        """Keep the replies on tickets of the person's organizations; staff see all, notes too."""
        if not user.is_authenticated:
            return self.none()
        mine = self if user.is_staff_member else self.filter(ticket__organization__memberships__user=user)
        return mine.readable(for_staff=user.is_staff_member)

    def readable(self, *, for_staff):
        """Keep what customers read, the replies, or what staff read, the notes too."""
        return self.all() if for_staff else self.filter(kind=MessageKind.REPLY)


class Message(models.Model):
    """A reply, or a note that staff alone see."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=5, choices=MessageKind.choices, default=MessageKind.REPLY)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by_staff = models.BooleanField(default=False)
    body = models.TextField(help_text="Markdown, as it was typed")
    nonce = models.CharField(max_length=64, unique=True, help_text="one rendered form writes one message")
    written_at = models.DateTimeField()
    # Few messages have one, so the index is of those alone (Meta).
    secret = models.ForeignKey(
        "vault.Secret", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    files = models.ManyToManyField("files.StoredFile", related_name="+", blank=True)
    file_count = models.PositiveSmallIntegerField(
        default=0, help_text="kept so that most threads need not ask for files"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["secret"], condition=Q(secret__isnull=False), name="tickets_message_secret_once"
            )
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="tickets_message_thread")]

    def __str__(self):
        return f"{self.kind} #{self.pk} on {self.ticket_id}"

    @property
    def is_note(self) -> bool:
        """Whether staff alone read it."""
        return self.kind == MessageKind.NOTE


class TicketReading(models.Model):
    """How far a person has read a ticket, for the unread mark."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="tickets_reading_once")]

    def __str__(self):
        return f"{self.user} read {self.ticket}"


class DraftPlace(models.TextChoices):
    """Where the text of a draft would be sent."""

    TICKET = "ticket", _("New ticket")
    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")


class DraftQuerySet(models.QuerySet["Draft"]):
    """Reads of drafts."""

    def at(self, user, place, ticket=None, organization=None):
        """Keep the one draft of a person in a place: on a ticket, or of a new ticket of an organization."""
        return self.filter(user=user, place=place, ticket=ticket, organization=organization)

    def with_words(self):
        """Keep the drafts that say something; the others only remember how far their versions came."""
        return self.exclude(said={})


class Draft(models.Model):
    """What a person has typed and not sent, one in each place; nobody else reads it.

    A new ticket's place is its organization: who works for two has one draft in each.

    A draft that was sent stays a while without words: its version tells an older window that it is older.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=6, choices=DraftPlace.choices)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, null=True, related_name="+")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, null=True, related_name="+")
    said = models.JSONField(default=dict, help_text="names of the form's fields and what was typed into them")
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(place="ticket", ticket__isnull=True, organization__isnull=False)
                | ~Q(place="ticket") & Q(ticket__isnull=False, organization__isnull=True),
                name="tickets_draft_has_its_place",
            ),
            models.UniqueConstraint(
                fields=["user", "place", "ticket"],
                condition=Q(ticket__isnull=False),
                name="tickets_draft_once_a_place",
            ),
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(ticket__isnull=True),
                name="tickets_draft_once_for_a_new_ticket",
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="tickets_draft_purge")]

    def __str__(self):
        return f"{self.place} on {self.ticket_id}, version {self.version}"

    @property
    def key(self) -> str:
        """What a browser calls it; another person on the same computer has other keys."""
        return f"{self.user_id}/{self.place}/{self.ticket_id or self.organization_id}"
