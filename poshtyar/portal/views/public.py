"""The public pages: packages compared, services with their prices, questions with their answers."""

from functools import wraps

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from poshtyar.catalog.limits import MOST_SERVICES
from poshtyar.catalog.models import Service
from poshtyar.catalog.queries import comparison_table, examples_within, packages_by_right
from poshtyar.knowledge.queries import published_entries
from poshtyar.ordering.queries import most_chosen
from poshtyar.sla.calendars import promise_first_answer, service_hours_now

# The home page tells the minute, so nothing is kept longer.
KEPT_SECONDS = 60


def kept_briefly(view):
    """Let the browser of a visitor who is not signed in keep the page for a minute.

    Private: the page is in the visitor's language and holds the visitor's form token.
    """

    @wraps(view)
    def keeping(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
        return response

    return keeping


@kept_briefly
def home(request):
    """Compare the packages, say what coins buy, and when a request made now would be answered."""
    now = timezone.now()
    table = comparison_table()
    best = max(table.columns, key=lambda column: column.terms.rank, default=None)
    smallest = min((column.package for column in table.columns), key=lambda package: package.coins, default=None)
    page = {
        "table": table,
        "most_chosen": most_chosen(now),
        "asked_now": [
            promise_first_answer(opened_at=now, terms=column.terms, emergency=False) for column in table.columns
        ],
        "best": best,
        "hours": service_hours_now(best.terms, now) if best else None,
        "advice": promise_first_answer(opened_at=now, terms=None, emergency=False, presales=True),
        "smallest": smallest,
        "examples": examples_within(smallest.coins if smallest else 0),
    }
    return render(request, "portal/home.html", page)


@kept_briefly
def services(request):
    """Show what is asked for often, in groups, with the usual price in coins."""
    packages = packages_by_right()
    rows = [
        (service, packages.get(service.required_right, []))
        for service in Service.objects.listed().select_related("group").in_order()[:MOST_SERVICES]
    ]
    return render(request, "portal/services.html", {"rows": rows})


@kept_briefly
def faq(request):
    """Show the questions that are asked most."""
    return render(request, "portal/faq.html", {"entries": published_entries()})
