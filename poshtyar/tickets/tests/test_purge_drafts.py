"""purge_drafts …"""

from datetime import timedelta

from poshtyar.tickets.models import DraftPlace
from poshtyar.tickets.operations import forget_draft, purge_drafts, save_draft
from poshtyar.tickets.operations.drafts import DRAFTS_KEPT_FOR, WORDLESS_KEPT_FOR

SECOND = timedelta(seconds=1)


def test_deletes_what_nobody_touched_for_long(organization, alice, bob, now):
    for actor in (alice, bob):
        said = {"body": "What was typed."}
        save_draft(place=DraftPlace.TICKET, organization=organization, said=said, version=0, actor=actor, now=now)
    forget_draft(place=DraftPlace.TICKET, organization=organization, version=1, actor=bob, now=now)

    assert purge_drafts(now=now + WORDLESS_KEPT_FOR) == 0
    assert purge_drafts(now=now + WORDLESS_KEPT_FOR + SECOND) == 1
    assert purge_drafts(now=now + DRAFTS_KEPT_FOR) == 0
    assert purge_drafts(now=now + DRAFTS_KEPT_FOR + SECOND) == 1
