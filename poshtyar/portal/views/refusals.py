"""How a form's page shows a refusal."""

from django.shortcuts import render


def refused(request, template, form, refusal, **more):
    """Show a form again with what was typed and why it was refused: 409, or 429 for what was tried too often."""
    form.is_valid()
    form.add_error(None, refusal.message)
    return render(request, template, {"form": form, **more}, status=refusal.status)
