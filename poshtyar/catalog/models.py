"""Tables of what is sold."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from poshtyar.common.editing import Edited
from poshtyar.common.numbers import RIALS_PER_TOMAN
from poshtyar.common.persian import fold
from poshtyar.sla.calendars import duration_in_words


class Right(models.TextChoices):
    """What a package may allow beyond its coins (B7, B17)."""

    FUNCTIONAL = "functional_customization", _("Functional customization")
    GRAPHICAL = "graphical_customization", _("Graphical customization")
    FONT_GIFT = "font_gift", _("Licensed font gift")
    SEO_REVIEW = "seo_review", _("SEO review")
    SEVEN_DAYS = "seven_days", _("Support seven days a week")
    PHONE = "phone_support", _("Telephone support")


class Obstacle(models.TextChoices):
    """What makes a piece of work impossible: usually, of a service, or at last, of a quote (B14)."""

    HOST = "host", _("the host")
    THEME = "theme", _("the theme")
    MODULE = "module", _("a module")
    CORE = "core", _("PrestaShop itself")
    OTHER = "other", _("another reason")


class PackageQuerySet(models.QuerySet["Package"]):
    """Reads of packages."""

    def on_sale(self):
        """Keep what can be bought now."""
        return self.filter(is_on_sale=True)

    def giving(self, right):
        """Keep what allows this: the packages ticked in a row that stands for the right (B7, B17)."""
        return self.filter(
            Exists(ComparisonCell.objects.filter(package=OuterRef("pk"), is_included=True, row__right=right))
        )

    def in_order(self):
        """Sort as the manager arranged them."""
        return self.order_by("position", "id")


class Package(Edited):
    """Coins with a validity, a service level and features."""

    code = models.SlugField(unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    summary_fa = models.CharField(max_length=200, blank=True)
    summary_en = models.CharField(max_length=200, blank=True)
    coins = models.PositiveIntegerField()
    price_rial = models.PositiveBigIntegerField(help_text="before VAT")
    validity_days = models.PositiveIntegerField(default=365)
    service_level = models.ForeignKey("sla.ServiceLevel", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    is_on_sale = models.BooleanField(default=True)

    objects = PackageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(coins__gt=0, validity_days__gt=0), name="catalog_package_sells_something"
            )
        ]

    def __str__(self):
        return self.code

    @property
    def coin_price_rial(self) -> int:
        """What one coin costs in this package, before VAT, to the nearest toman: nobody pays for one coin alone."""
        toman = RIALS_PER_TOMAN * self.coins
        return (self.price_rial + toman // 2) // toman * RIALS_PER_TOMAN

    @property
    def is_coin_price_exact(self) -> bool:
        """Whether one coin costs whole tomans; else its price is said to be about so much."""
        return self.price_rial % (RIALS_PER_TOMAN * self.coins) == 0


class ComparisonRow(Edited):
    """A row of the public comparison table (B4), and the right it stands for, if any."""

    code = models.SlugField(unique=True)
    label_fa = models.CharField(max_length=160)
    label_en = models.CharField(max_length=160)
    explanation_fa = models.TextField(blank=True)
    explanation_en = models.TextField(blank=True)
    right = models.CharField(max_length=30, choices=Right.choices, blank=True)
    shows_coins = models.BooleanField(default=False, help_text="shows each package's coins instead of a tick")
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return self.code


class ComparisonCell(models.Model):
    """What one package gives in one row: whether it is included, and words that stand there instead of a tick.

    A missing cell is an empty one: not included, without words. Changing a cell changes its row and its package, so
    it raises the version of both.
    """

    row = models.ForeignKey(ComparisonRow, on_delete=models.CASCADE, related_name="cells")
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="cells")
    is_included = models.BooleanField(default=False, help_text="gives the right of the row, if it has one")
    text_fa = models.CharField(max_length=60, blank=True)
    text_en = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "package"], name="catalog_comparisoncell_once")]

    def __str__(self):
        return f"{self.row_id} × {self.package_id}"


class ServiceGroup(Edited):
    """A heading of the public list of services."""

    code = models.SlugField(unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self):
        return self.code


class ServiceQuerySet(models.QuerySet["Service"]):
    """Reads of services."""

    def listed(self):
        """Keep what the public list shows."""
        return self.filter(is_listed=True)

    def matching(self, text):
        """Keep the services with each of these words in their names or code, however they are typed."""
        found = self
        for word in fold(text).split():
            found = found.filter(folded__contains=word)
        return found

    def with_places(self):
        """Annotate each service's `place` in its group, and how many `places` the group has."""
        return self.annotate(
            place=Window(RowNumber(), partition_by="group", order_by=["position", "id"]),
            places=Window(Count("id"), partition_by="group"),
        )

    def in_order(self):
        """Sort by group, then as the manager arranged them."""
        return self.order_by("group__position", "group_id", "position", "id")


class Service(Edited):
    """An entry of the service catalog with its usual price in coins."""

    code = models.CharField(max_length=10, unique=True)
    group = models.ForeignKey(ServiceGroup, on_delete=models.PROTECT, related_name="services")
    name_fa = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    coins = models.PositiveIntegerField(help_text="the usual price")
    is_starting_price = models.BooleanField(default=False, help_text="quoted from this price")
    effort_minutes = models.PositiveIntegerField(default=0, help_text="for staff only")
    required_right = models.CharField(max_length=30, choices=Right.choices, blank=True)
    needs_backup = models.BooleanField(default=False)
    usual_obstacles = models.CharField(max_length=32, blank=True, help_text="of Obstacle, with commas between them")
    position = models.PositiveSmallIntegerField(default=0)
    is_listed = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False, help_text="shown on the home page as what coins buy")
    folded = models.TextField(blank=True, db_default="", help_text="for search: common.persian.fold of names and code")

    objects = ServiceQuerySet.as_manager()

    def __str__(self):
        return self.code

    @property
    def effort_in_words(self) -> str:
        """How long the work usually takes."""
        return duration_in_words(self.effort_minutes)

    @property
    def words_to_find(self) -> str:
        """What `folded` holds of the names and the code."""
        return fold(f"{self.code} {self.name_fa} {self.name_en}")

    @property
    def obstacles(self) -> list[Obstacle]:
        """What usually makes this work impossible, in the order of `Obstacle`."""
        return [obstacle for obstacle in Obstacle if obstacle in self.usual_obstacles.split(",")]
