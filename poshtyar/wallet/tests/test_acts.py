"""What an act by hand moved, and what has coins set aside."""

from datetime import timedelta

from django.utils.translation import override

from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Entry, Hold
from poshtyar.wallet.queries.acts import coins_moved, moved_before, open_holds
from poshtyar.wallet.queries.statement import free_after
from poshtyar.wallet.queries.words import kind_in_words
from poshtyar.wallet.tests.coins import adjust, at, buy, capture, charge_back, gift, hold, refund, release, undo


def test_coins_moved_counts_what_came_what_went_and_what_is_owed(organization, mina):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)

    gift(organization, 20, actor=mina)
    given = coins_moved(Entry.objects.get(kind="gift"))
    taken = coins_moved(adjust(organization, -7, actor=mina))
    refunded = coins_moved(refund(organization, 30, actor=mina))
    disputed = coins_moved(charge_back(organization, actor=mina))

    # The dispute takes the 220 that are left of the purchase (7 went from the gift), and makes 50 owed.
    assert (given, taken, refunded, disputed) == (20, 7, 30, 270)


def test_coins_moved_counts_used_coins_that_come_back_once(organization, mina):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)

    back = coins_moved(undo(20, actor=mina))
    charge_back(organization, actor=mina)
    no_longer_owed = coins_moved(undo(30, key="another-form", actor=mina))

    assert (back, no_longer_owed) == (20, 30)


def test_moved_before_adds_up_what_one_person_did_in_one_wallet_within_the_hours(organization, charlie, leo, mina, now):
    buy(organization, 300)
    gift(organization, 1, actor=leo, key="a day ago", now=now)
    gift(organization, 2, actor=leo, key="a second less", now=at(now, 1))
    adjust(organization, -4, actor=leo, key="taken", now=at(now, 2))
    gift(organization, 8, actor=mina, key="somebody else's", now=at(now, 2))
    gift(charlie.memberships.get().organization, 16, actor=leo, key="elsewhere", now=at(now, 2))
    gift(organization, 32, actor=leo, key="approved", now=at(now, 2))
    gift(organization, 64, actor=leo, key="this one", now=at(now, 86_400))
    gift(organization, 128, actor=leo, key="later", now=at(now, 86_400))
    this = Entry.objects.get(idempotency_key="gift:this one")
    counted = Entry.objects.filter(idempotency_key="gift:approved")

    def before(hours):
        return moved_before(this, within=timedelta(hours=hours), besides=counted.values("pk"))

    assert (before(24), before(25), before(0)) == (6, 7, 0)


def test_moved_before_leaves_out_what_follows_from_work(organization, leo, now):
    """Goodwill after work that we cancelled is no act by hand, and neither is the work."""
    buy(organization, 50, expires_at=at(now, 60))
    hold(organization, 50)
    release(actor=leo, now=at(now, 60), by_agency=True)
    gift(organization, 5, actor=leo, now=at(now, 61))

    this = Entry.objects.get(kind="gift")

    assert moved_before(this, within=timedelta(hours=24), besides=Entry.objects.none()) == 0


def test_open_holds_are_those_that_no_entry_settled(organization, charlie, now):
    other = charlie.memberships.get().organization
    buy(organization, 300)
    buy(other, 300, reference="order:2")
    hold(organization, 50)
    hold(organization, 60, reference="quote-version:2", now=at(now, 60))
    hold(other, 70, reference="quote-version:3", now=at(now, 120))
    capture(50)
    wallet.replace_hold(
        organization=organization,
        old_reference="quote-version:2",
        reference="quote-version:4",
        coins=80,
        fee=0,
        actor=None,
        now=at(now, 180),
    )

    everywhere = [(each.reference, each.organization_id, each.coins, each.since) for each in open_holds()]

    # The new hold is as old as its first coins in it.
    assert everywhere == [
        ("quote-version:3", other.pk, 70, at(now, 120)),
        ("quote-version:4", organization.pk, 80, at(now, 180)),
    ]
    assert [each.reference for each in open_holds(organization=organization)] == ["quote-version:4"]
    assert [each.reference for each in open_holds(until=at(now, 120))] == ["quote-version:3"]
    assert [each.reference for each in open_holds(most=1)] == ["quote-version:3"]
    known = Hold.objects.filter(amount=70)
    assert [each.reference for each in open_holds(besides=known.values("reference"))] == ["quote-version:4"]


def test_kind_in_words_speaks_as_the_statement_does():
    with override("en"):
        assert kind_in_words("chargeback") == "Payment disputed"


def test_is_old_at_sixty_days_and_not_before(organization, now):
    buy(organization, 300)
    hold(organization, 50)
    [open_] = open_holds()

    assert not open_.is_old_at(now + timedelta(days=60, seconds=-1))
    assert open_.is_old_at(now + timedelta(days=60))


def test_free_after_is_what_was_free_when_the_act_was_booked(organization, mina, now):
    """What came later is not counted, what was booked with it is; and without such an act no coins moved."""
    buy(organization, 300)
    hold(organization, 50, now=at(now, 10))
    gift(organization, 5, actor=mina, now=at(now, 10))
    hold(organization, 20, reference="quote-version:2", now=at(now, 20))

    def free(*kinds, references=("quote-version:1",), since=now):
        return free_after(organization, references=references, kinds=kinds, since=since)

    assert free("hold") == 255
    assert free("purchase", references=["order:1"]) == 300
    assert free("capture") is None
    assert free("hold", since=at(now, 11)) is None
