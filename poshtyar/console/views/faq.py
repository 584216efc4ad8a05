"""The questions that are asked most, as a manager answers them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from poshtyar.console.access import manager_required
from poshtyar.console.forms.faq import FaqForm
from poshtyar.console.views import editing
from poshtyar.knowledge import operations as knowledge
from poshtyar.knowledge.limits import MOST_FAQ_ENTRIES
from poshtyar.knowledge.models import FaqEntry


@manager_required
def faq(request):
    """Show the questions in the order of the public page, with those that are not published."""
    entries = FaqEntry.objects.order_by("position", "id")[:MOST_FAQ_ENTRIES]
    return render(request, "console/faq.html", {"entries": entries})


@manager_required
def add_faq_entry(request):
    """Add a question with its answer."""
    form = FaqForm(request.POST or None)
    return editing.add(request, "console/faq_entry.html", form, knowledge.add_faq_entry, back=reverse("console:faq"))


@manager_required
def change_faq_entry(request, pk):
    """Show a question as readers see it, and change it."""
    entry = get_object_or_404(FaqEntry, pk=pk)
    form = FaqForm(request.POST or None, row=entry)
    return editing.change(
        request, "console/faq_entry.html", form, knowledge.change_faq_entry, back=reverse("console:faq"), entry=entry
    )


@require_POST
@manager_required
def move_faq_entry(request, pk):
    """Put a question in another place."""
    entry = get_object_or_404(FaqEntry, pk=pk)
    return editing.move(request, knowledge.move_faq_entry, back=reverse("console:faq"), entry=entry)


@require_POST
@manager_required
def delete_faq_entry(request, pk):
    """Delete a question with its answer."""
    entry = get_object_or_404(FaqEntry, pk=pk)
    form = FaqForm(row=entry)
    return editing.delete(
        request, "console/faq_entry.html", form, knowledge.delete_faq_entry, back=reverse("console:faq"), entry=entry
    )
