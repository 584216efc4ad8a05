"""The calendars of the week, as a manager sets them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from poshtyar.console.access import manager_required
from poshtyar.console.forms.calendars import CalendarForm
from poshtyar.console.views import editing
from poshtyar.sla import operations as sla
from poshtyar.sla.calendars import hours_in_words
from poshtyar.sla.limits import MOST_CALENDARS
from poshtyar.sla.models import Calendar
from poshtyar.sla.queries import hours_by_calendar


@manager_required
def calendars(request):
    """Show on which days and at which hours each calendar is served."""
    rows = list(Calendar.objects.order_by("id")[:MOST_CALENDARS])
    hours = hours_by_calendar(row.pk for row in rows)
    page = {"calendars": [(row, hours_in_words(hours[row.pk])) for row in rows]}
    return render(request, "console/calendars.html", page)


@manager_required
def create_calendar(request):
    """Make a calendar."""
    form, back = CalendarForm(request.POST or None), reverse("console:calendars")
    return editing.add(request, "console/calendar.html", form, sla.create_calendar, back=back)


@manager_required
def change_calendar(request, pk):
    """Show a calendar, and change when new requests are answered."""
    calendar = get_object_or_404(Calendar, pk=pk)
    form, back = CalendarForm(request.POST or None, row=calendar), reverse("console:calendars")
    return editing.change(request, "console/calendar.html", form, sla.change_calendar, back=back, calendar=calendar)


@require_POST
@manager_required
def delete_calendar(request, pk):
    """Delete a calendar that no service level has."""
    calendar = get_object_or_404(Calendar, pk=pk)
    form, back = CalendarForm(row=calendar), reverse("console:calendars")
    return editing.delete(request, "console/calendar.html", form, sla.delete_calendar, back=back, calendar=calendar)
