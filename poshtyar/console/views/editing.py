"""What pages of rows that managers edit share: a form that is kept, refused or stale, a move, a deletion.

Each takes the one operation that it calls, and the row by the name that this operation gives it: `package=package`.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from poshtyar.common.editing import ChangedMeanwhile, Edited
from poshtyar.common.errors import DomainError
from poshtyar.console.forms.editing import EditForm, PlaceForm, VersionForm


def add(request, template: str, form: EditForm, operation: Callable, *, back: str):
    """Show an empty form; once it is sent and valid, add the row that it tells of and go back to the list."""
    return _keep(request, template, form, operation, {}, back)


def change(request, template: str, form: EditForm, operation: Callable, *, back: str, **named: Edited):
    """Show a row's form; once it is sent and valid, change the row and go back to the list.

    Of a stale form the page says what stands now, beside what was typed.
    """
    return _keep(request, template, form, operation, named, back)


def move(request, operation: Callable, *, back: str, **named: Edited):
    """Put a row in the place that its button names, and show it in the list."""
    form, row = PlaceForm(request.POST), _row(named)
    if not form.is_valid():
        messages.error(request, gettext("It cannot be moved further."))
        return redirect(back)
    try:
        operation(**named, place=form.cleaned_data["place"], actor=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect(f"{back}#row-{row.pk}")


def delete(request, template: str, form: EditForm, operation: Callable, *, back: str, **named: Edited):
    """Delete a row that nobody has changed since the page was opened, or show its page again with the reason."""
    seen, row = VersionForm(request.POST), _row(named)
    version = seen.cleaned_data["version"] if seen.is_valid() else 0
    try:
        operation(**named, version=version, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return render(request, template, {"form": form, "row": row, "back": back, "refusal": refusal}, status=409)
    messages.success(request, gettext("Deleted."))
    return redirect(back)


def _keep(request, template: str, form: EditForm, operation: Callable, named: dict[str, Edited], back: str):
    """Show a form, or save what it says, or say why that is refused and keep what was typed."""
    row = _row(named) if named else None
    page: dict[str, Any] = {"form": form, "row": row, "back": back}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, page, status=422 if form.is_bound else 200)
    seen = {"version": form.version_seen} if row else {}
    try:
        operation(**named, facts=form.facts(), **seen, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error("code" if refusal.code == "code_taken" else None, refusal.message)
        if row and isinstance(refusal, ChangedMeanwhile):
            row.refresh_from_db()
            page["standing"] = form.catch_up(row)
        return render(request, template, page, status=409)
    messages.success(request, gettext("Saved.") if row else gettext("Added."))
    return redirect(back)


def _row(named: dict[str, Edited]) -> Edited:
    [row] = named.values()
    return row
