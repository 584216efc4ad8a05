"""Tickets, messages and notes."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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


class TicketState(models.TextChoices):
    """Whether the conversation goes on."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Turn(models.TextChoices):
    """Whose turn it is in an open ticket."""

    AGENCY = "agency", _("With us")
    CUSTOMER = "customer", _("Waiting for you")


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Reads of tickets."""

    def visible_to(self, user):
        """Keep the tickets of the person's organizations; staff see all."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff_member else self.filter(organization__memberships__user=user)


class Ticket(models.Model):
    """A conversation about one thing; its number is its primary key and only a label."""

    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="tickets")
    store = models.ForeignKey("accounts.Store", on_delete=models.PROTECT, null=True, blank=True, related_name="tickets")
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=160)
    subject_folded = models.CharField(max_length=160, help_text="for search: common.persian.fold of the subject")
    effect = models.CharField(max_length=11, choices=Effect.choices)
    severity = models.CharField(max_length=9, choices=Severity.choices)
    is_presales = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=TicketState.choices, default=TicketState.OPEN)
    turn = models.CharField(max_length=8, choices=Turn.choices, default=Turn.AGENCY)
    nonce = models.CharField(max_length=40, unique=True, help_text="one rendered form opens one ticket")

    # The promise, frozen when the ticket was opened (B7, B22); a package bought later may better it.
    service_level = models.ForeignKey("sla.ServiceLevel", on_delete=models.PROTECT, null=True, related_name="+")
    has_package = models.BooleanField(default=False)
    package_rank = models.PositiveSmallIntegerField(default=0)
    first_answer_due_at = models.DateTimeField(null=True, blank=True)
    promise = models.JSONField(default=dict, help_text="sla.calendars.Promise.as_dict(): reason code and its numbers")
    first_answered_at = models.DateTimeField(null=True, blank=True)

    opened_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    last_message_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    # Facts kept by `quotes`, which stands above: work that is approved or offered (B32), and coins set aside.
    open_quotes = models.PositiveIntegerField(default=0, help_text="quotes announced, approved or started")
    coins_set_aside = models.PositiveIntegerField(default=0)
    quotes_made = models.PositiveIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_comment = models.CharField(max_length=1000, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (Q(state="open") & Q(closed_at__isnull=True)),
                name="tickets_ticket_closed_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__gte=1, rating__lte=5), name="tickets_ticket_rating_1_to_5"
            ),
            # A ticket cannot be closed while work is open (B32).
            models.CheckConstraint(
                condition=Q(state="open") | Q(open_quotes=0), name="tickets_ticket_closed_has_no_open_quotes"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "state", "turn", "-last_message_at"], name="tickets_ticket_customer_list"
            ),
            models.Index(
                fields=["-has_package", "first_answer_due_at", "-package_rank", "opened_at"],
                condition=Q(state="open", turn="agency"),
                name="tickets_ticket_queue",
            ),
        ]

    def __str__(self):
        return f"#{self.pk}"


class MessageKind(models.TextChoices):
    """Who may read a message."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")


class Message(models.Model):
    """A reply, or a note that staff alone see."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=5, choices=MessageKind.choices, default=MessageKind.REPLY)
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by_staff = models.BooleanField(default=False)
    body = models.TextField(help_text="Markdown, as it was typed")
    nonce = models.CharField(max_length=40, unique=True, help_text="one rendered form writes one message")
    written_at = models.DateTimeField()
    files = models.ManyToManyField("files.StoredFile", related_name="+", blank=True)

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="tickets_message_thread")]

    def __str__(self):
        return f"{self.kind} #{self.pk} on {self.ticket_id}"


class TicketReading(models.Model):
    """How far a person has read a ticket, for the unread mark."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="readings")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user"], name="tickets_reading_once")]

    def __str__(self):
        return f"{self.user} read {self.ticket}"
