"""What the pages of the catalog share: a form that is kept, refused or stale, a move up or down, and a deletion."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from poshtyar.common.editing import ChangedMeanwhile, Edited
from poshtyar.common.errors import DomainError
from poshtyar.console.forms.editing import EditForm, PlaceForm, VersionForm


def edit(request, template: str, form: EditForm, save: Callable[[], Any], *, back: str, row: Edited | None = None):
    """Show a form; once it is sent and valid, save it and go back to the list, or say why not and keep what was typed.

    `save` calls the one operation. Of a stale form the page says what stands now, beside what was typed.
    """
    page: dict[str, Any] = {"form": form, "row": row, "back": back}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, page, status=422 if form.is_bound else 200)
    try:
        save()
    except DomainError as refusal:
        form.add_error("code" if refusal.code == "code_taken" else None, refusal.message)
        if row and isinstance(refusal, ChangedMeanwhile):
            row.refresh_from_db()
            page["standing"] = form.catch_up(row)
        return render(request, template, page, status=409)
    messages.success(request, gettext("Saved.") if row else gettext("Added."))
    return redirect(back)


def move(request, row: Edited, act: Callable[[int], None], *, back: str):
    """Put a row in the place that its button names, and show it in the list."""
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("It cannot be moved further."))
        return redirect(back)
    try:
        act(form.cleaned_data["place"])
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{back}#row-{row.pk}")


def delete(request, template: str, form: EditForm, act: Callable[[int], None], *, back: str, row: Edited):
    """Delete a row that nobody has changed since the page was opened, or show its page again with the reason."""
    seen = VersionForm(request.POST)
    try:
        act(seen.cleaned_data["version"] if seen.is_valid() else 0)
    except DomainError as refusal:
        return render(request, template, {"form": form, "row": row, "back": back, "refusal": refusal}, status=409)
    messages.success(request, gettext("Deleted."))
    return redirect(back)
