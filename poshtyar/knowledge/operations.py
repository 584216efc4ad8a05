"""Changes of the questions that are asked most."""

from django.db import transaction

from poshtyar.knowledge.defaults import FAQ
from poshtyar.knowledge.models import FaqEntry


@transaction.atomic
def install_default_faq() -> None:
    """Write the questions that a new agency starts with, unless there are questions already.

    All or none: a manager who removed a default question does not want it back.
    """
    if FaqEntry.objects.exists():
        return
    FaqEntry.objects.bulk_create(
        FaqEntry(**entry._asdict(), position=position) for position, entry in enumerate(FAQ, start=1)
    )
