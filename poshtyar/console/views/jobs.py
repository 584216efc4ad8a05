"""The jobs that nobody waits for, until they fail."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from poshtyar.common.errors import DomainError
from poshtyar.console.access import lead_required
from poshtyar.jobs import operations
from poshtyar.jobs.models import Job
from poshtyar.jobs.queries import count_jobs, parked_jobs

PARKED_SHOWN = 50


@never_cache
@lead_required
def jobs(request, refusal=None):
    """Show how many jobs wait, and those that need a human with what went wrong."""
    page = {"counts": count_jobs(now=timezone.now()), "parked": parked_jobs()[:PARKED_SHOWN], "refusal": refusal}
    return render(request, "console/jobs.html", page, status=409 if refusal else 200)


@lead_required
@require_POST
def release_job(request, pk):
    """Let a parked job run again."""
    job = get_object_or_404(Job, pk=pk)
    try:
        operations.release_job(job=job, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return jobs(request, refusal)
    messages.success(request, gettext("Job %(number)s runs again.") % {"number": job.pk})
    return redirect("console:jobs")
