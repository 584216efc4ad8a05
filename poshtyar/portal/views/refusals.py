"""How a form's page shows a refusal."""

from django.shortcuts import render

from poshtyar.common.errors import DomainError
from poshtyar.common.limits import TooOften


def refused(request, template, form, refusal, **more):
    """Show a form again with what was typed and why it was refused: 409, or 429 for what was tried too often."""
    form.is_valid()
    form.add_error(None, refusal.message)
    return render(request, template, {"form": form, **more}, status=status_of(refusal))


def status_of(refusal: DomainError) -> int:
    """Return the status of a refusal: 409, or 429 for what was tried too often."""
    return 429 if isinstance(refusal, TooOften) else 409
