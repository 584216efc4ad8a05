"""Tables of people, organizations, members, invitations and stores."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Case, Q, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.ids import public_id
from poshtyar.common.mobile import format_mobile


class Role(models.TextChoices):
    """What a person is to the agency."""

    CUSTOMER = "customer", _("Customer")
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    MANAGER = "manager", _("Manager")


class UserQuerySet(models.QuerySet["User"]):
    """People, who are never deleted: what they wrote and decided stays (B32)."""

    def delete(self):
        """Refuse: an account is ended by `deactivate_user`."""
        raise models.ProtectedError("People are deactivated, never deleted (B32).", set(self))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # made by Django
    """Finds people by what they log in with."""

    def get_by_natural_key(self, username):
        """Return the user with this public id (Django's own entry point)."""
        return self.get(public_id=username)


class User(AbstractBaseUser):
    """A person: a customer known by a mobile number or an e-mail address, or staff known by e-mail."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    mobile = models.CharField(max_length=16, unique=True, null=True, blank=True, help_text="E.164")
    mobile_verified_at = models.DateTimeField(null=True, blank=True)
    email = models.EmailField(unique=True, null=True, blank=True)
    display_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.CUSTOMER)
    language = models.CharField(max_length=2, choices=[("fa", "فارسی"), ("en", "English")], default="fa")
    digits = models.CharField(
        max_length=7, choices=[("auto", _("As the language")), ("persian", "۱۲۳"), ("latin", "123")], default="auto"
    )
    theme = models.CharField(
        max_length=6, choices=[("system", _("System")), ("light", _("Light")), ("dark", _("Dark"))], default="system"
    )
    uses_keys = models.BooleanField(default=True, db_default=True, help_text="single keys do something in pages")
    notify_by_sms = models.BooleanField(default=True)
    notify_by_email = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "public_id"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(mobile=""), name="accounts_user_mobile_is_null_not_empty"),
            models.CheckConstraint(condition=~Q(email=""), name="accounts_user_email_is_null_not_empty"),
        ]

    def __str__(self):
        if self.deactivated_at:
            return gettext("Former user")
        return self.display_name or (self.mobile and format_mobile(self.mobile)) or self.email or self.public_id

    @staticmethod
    def name_columns(relation: str) -> list[str]:
        """Return what `only` takes so that a row says the name of its person, who is seventeen columns wide."""
        names = ("display_name", "mobile", "email", "public_id", "deactivated_at")
        return [f"{relation}__{name}" for name in names]

    @property
    def may_add_mobile(self) -> bool:
        """Whether this is a customer who began with an e-mail address; a number is never changed."""
        return not self.mobile and not self.is_staff_member

    @property
    def is_staff_member(self) -> bool:
        """Whether this person works for the agency."""
        return self.role != Role.CUSTOMER

    @property
    def is_lead(self) -> bool:
        """Whether this person may do what a lead may (managers may too)."""
        return self.role in {Role.LEAD, Role.MANAGER}

    @property
    def is_manager(self) -> bool:
        """Whether this person may do what a manager may."""
        return self.role == Role.MANAGER

    def delete(self, *args, **kwargs):
        """Refuse: an account is ended by `deactivate_user`."""
        raise models.ProtectedError("People are deactivated, never deleted (B32).", {self})


class LoginCodeQuerySet(models.QuerySet["LoginCode"]):
    """Reads of one-time codes."""

    def sent_to(self, mobile):
        """Keep the codes of one number."""
        return self.filter(mobile=mobile)

    def open(self):
        """Keep the codes that were neither used nor replaced by a newer one: at most one of each number."""
        return self.filter(used_at=None, replaced_at=None)


class LoginCode(models.Model):
    """A one-time code sent to a mobile number; only its HMAC is kept."""

    mobile = models.CharField(max_length=16, help_text="E.164")
    code_hmac = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = LoginCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mobile"],
                condition=Q(used_at=None, replaced_at=None),
                name="accounts_logincode_one_open",
            )
        ]
        indexes = [
            models.Index(fields=["mobile", "-sent_at"], name="accounts_logincode_latest"),
            models.Index(fields=["sent_at"], name="accounts_logincode_by_age"),
        ]

    def __str__(self):
        return f"code for {self.mobile}"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Reads of organizations."""

    def visible_to(self, user):
        """Keep the organizations that this person may see: staff all of them, others their own."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_staff_member else self.filter(memberships__user=user)


class Organization(models.Model):
    """A customer: a person or a company that owns stores, a wallet and tickets."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganizationQuerySet.as_manager()

    def __str__(self):
        return self.name


class MemberRole(models.TextChoices):
    """What a person is in an organization."""

    OWNER = "owner", _("Owner")
    MEMBER = "member", _("Member")


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Reads of memberships."""

    def owners(self):
        """Keep the owners."""
        return self.filter(role=MemberRole.OWNER)

    def chosen_first(self, organization):
        """Sort a person's places as a session chose them: the organization of this public id, else the oldest one."""
        is_chosen = Case(When(organization__public_id=organization, then=0), default=1)
        return self.order_by(is_chosen, "organization_id")


class Membership(models.Model):
    """A person's place in an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=6, choices=MemberRole.choices, default=MemberRole.MEMBER)
    may_approve = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="accounts_membership_once")]

    def __str__(self):
        return f"{self.user} in {self.organization}"

    @property
    def is_owner(self) -> bool:
        """Whether this person buys, approves and invites."""
        return self.role == MemberRole.OWNER


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Reads of invitations."""

    def waiting(self):
        """Keep the invitations that were neither accepted nor withdrawn, also those past their time."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def open_at(self, now):
        """Keep the invitations that may be accepted at this moment."""
        return self.waiting().filter(expires_at__gt=now)


class Invitation(models.Model):
    """An invitation into an organization, by mobile number; its token is kept only as a hash."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    mobile = models.CharField(max_length=16, help_text="E.164")
    role = models.CharField(max_length=6, choices=MemberRole.choices, default=MemberRole.MEMBER)
    may_approve = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mobile"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="accounts_invitation_one_waiting",
            )
        ]

    def __str__(self):
        return f"{self.mobile} to {self.organization}"


class StoreQuerySet(models.QuerySet["Store"]):
    """Reads of stores."""

    def visible_to(self, user):
        """Keep the stores of organizations that this person may see."""
        return self.filter(organization__in=Organization.objects.visible_to(user))

    def in_use(self):
        """Keep the stores that were not archived."""
        return self.filter(archived_at=None)


class Store(models.Model):
    """One PrestaShop shop of an organization."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="stores")
    name = models.CharField(max_length=120)
    url = models.URLField(max_length=300)
    version = models.CharField(max_length=40, blank=True)
    theme = models.CharField(max_length=120, blank=True)
    host = models.CharField(max_length=120, blank=True)
    notes = models.TextField(max_length=4000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = StoreQuerySet.as_manager()

    def __str__(self):
        return self.name
