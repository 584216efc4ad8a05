"""Tables of calendars and service levels."""

from django.db import models
from django.db.models import F, Q

from poshtyar.common.editing import Edited


class Calendar(Edited):
    """A weekly pattern of service time in the agency's zone."""

    code = models.SlugField(unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)

    def __str__(self):
        return self.code


class CalendarInterval(models.Model):
    """A stretch of service time; several may stand on one day."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="intervals")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Saturday, 6 is Friday")
    start_minute = models.PositiveSmallIntegerField(default=0)
    end_minute = models.PositiveSmallIntegerField(default=24 * 60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6, end_minute__lte=24 * 60, start_minute__lt=F("end_minute")),
                name="sla_interval_within_a_day",
            )
        ]

    def __str__(self):
        return f"{self.calendar} {self.weekday} {self.start_minute}–{self.end_minute}"


class ServiceLevel(Edited):
    """What a package promises about time: its calendar, its targets, its rank in the queue and its phone right."""

    code = models.SlugField(unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="+")
    general_minutes = models.PositiveIntegerField(help_text="first answer to a general request, service minutes")
    emergency_minutes = models.PositiveIntegerField(help_text="first answer to an emergency, service minutes")
    rank = models.PositiveSmallIntegerField(default=0, help_text="higher is answered first")
    has_phone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(emergency_minutes__gte=1, general_minutes__gte=F("emergency_minutes")),
                name="sla_servicelevel_answers_emergencies_first",
            )
        ]

    def __str__(self):
        return self.code
