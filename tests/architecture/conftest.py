"""People of every role, and whatever an address may name: what every test of all routes starts from."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import MemberRole
from poshtyar.catalog.models import Package, Service, ServiceGroup
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.files.operations import store_file
from poshtyar.jobs.models import Job
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import install_default_faq
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Payment, PaymentNote, PaymentState
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Effect
from poshtyar.tickets.operations import reply_to_ticket
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Gift
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import lots_of
from tests import factories
from tests.architecture import authorization_table as table
from tests.architecture.routes import URLS


@pytest.fixture
def demonstration(settings):
    """Serve the addresses of a demonstration too, without being one."""
    settings.ROOT_URLCONF = URLS
    settings.DEMO = False


@pytest.fixture
def people(alice, bob, charlie, agnes, leo, mina, organization):
    """One person of each role; nobody is anonymous."""
    approver = factories.make_user("Parisa")
    factories.join(organization, approver, may_approve=True)
    everybody = (None, alice, approver, bob, charlie, agnes, leo, mina)
    return dict(zip(table.ROLES, everybody, strict=True))


@pytest.fixture
def kwargs_of(people, organization):
    """Give a maker of what an address names: a thing of Alice or of her organization, or a word made up."""
    # The views read the clock themselves, so what must not be over yet is counted from it.
    now, alice, bob, agnes = timezone.now(), people[table.OWNER], people[table.MEMBER], people[table.AGENT]
    act = {"organization": organization, "actor": alice, "now": now}
    who = {"actor": people[table.MANAGER], "now": now}

    def ticket(**fields):
        return factories.make_ticket(organization, alice, effect=Effect.WORK, now=now, **fields)

    def answered():
        answered, nonce = ticket(), "an-answer-of-the-matrix"
        reply_to_ticket(ticket=answered, body="Done.", files=[], nonce=nonce, actor=agnes, now=now)
        return answered

    def quote(state):
        """Lead a quote of 50 coins to a state; 300 coins are there to approve it."""
        world.give_coins(organization, 300, now=now)
        quote = world.announce(ticket(), actor=agnes, now=now)
        if state == "expired":
            quotes.expire_quote(quote=quote, now=quote.offered_version.valid_until)
        steps = ("approved", "started", "delivered")
        if state in steps:
            quote = world.approve(quote, actor=alice, now=now)
        if state in steps[1:]:
            quote = world.start(quote, actor=agnes, now=now)
        if state in steps[2:]:
            quote = quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)
        return quote

    def waiting_file():
        upload = SimpleUploadedFile("note.txt", b"Not for strangers.", "text/plain")
        return store_file(upload=upload, **act)

    def file():
        stored = waiting_file()
        ticket(files=[stored])
        return stored

    def package():
        install_default_catalog()
        return Package.objects.get(code="essential")

    def service():
        package()
        return Service.objects.get(code="GA4")

    def question():
        install_default_faq()
        return FaqEntry.objects.order_by("position").first()

    def empty_group():
        package()
        return ServiceGroup.objects.get_or_create(code="empty", name_fa="خالی", name_en="Empty")[0]

    def order():
        return ordering.place_order(package=package(), nonce="order-of-the-matrix", **act)

    def payment():
        return Payment.objects.create(
            order=order(),
            gateway="demo_bank",
            amount_rial=66_000_000,
            state=PaymentState.NEEDS_HUMAN,
            note=PaymentNote.UNDECIDED,
            started_at=now,
            decided_at=now,
        )

    def paid_order():
        paid = order()
        reference, until = paid.lot_reference, now + timedelta(days=300)
        price = {"coins": paid.coins, "price_rial": paid.price_rial, "label_fa": "ضروری", "label_en": "Essential"}
        wallet.credit_purchase(organization=organization, reference=reference, expires_at=until, **price, **who)
        return paid

    def disputed_order():
        disputed = paid_order()
        said = {"reference": disputed.lot_reference, "dispute": "dispute-of-the-matrix", "reason": "The bank's letter"}
        wallet.charge_back(organization=organization, **said, **who)
        return disputed

    def lot():
        world.give_coins(organization, 30, now=now)
        return lots_of(organization, now)[0]

    def coin_request():
        gift, lead = Gift(101, now + timedelta(days=300)), people[table.LEAD]
        asked = {"organization": organization, "nonce": "request-of-the-matrix", "reason": "A wish.", "actor": lead}
        return treasury.carry_out(act=gift, **asked, now=now)

    def invitation():
        return accounts.invite_member(mobile="+989351112233", role=MemberRole.MEMBER, may_approve=False, **act)

    makers = {
        "": lambda: {},
        "ticket": lambda: {"number": ticket().pk},
        "answered ticket": lambda: {"number": answered().pk},
        "quote": lambda: {"pk": quote("announced").pk},
        "expired quote": lambda: {"pk": quote("expired").pk},
        "approved quote": lambda: {"pk": quote("approved").pk},
        "started quote": lambda: {"pk": quote("started").pk},
        "delivered quote": lambda: {"pk": quote("delivered").pk},
        "order": lambda: {"public_id": order().public_id},
        "payment": lambda: {"public_id": payment().public_id},
        "store": lambda: {"public_id": factories.make_store(organization).public_id},
        "organization": lambda: {"public_id": organization.public_id},
        "membership": lambda: {"pk": organization.memberships.get(user=bob).pk},
        "invitation": lambda: {"pk": invitation().pk},
        "file": lambda: {"public_id": file().public_id},
        "waiting file": lambda: {"public_id": waiting_file().public_id},
        "paid order": lambda: {"public_id": paid_order().public_id},
        "disputed order": lambda: {"public_id": disputed_order().public_id},
        "entry": lambda: lot() and {"seq": 1},
        "line": lambda: lot() and {"public_id": organization.public_id, "seq": 1},
        "lot": lambda: {"public_id": organization.public_id, "lot": lot().id},
        "coin request": lambda: {"pk": coin_request().pk},
        "user": lambda: {"public_id": bob.public_id},
        "session": lambda: {"pk": UserSession.objects.create(user=alice, ip="127.0.0.1", session_key="of-alice").pk},
        "job": lambda: {"pk": Job.objects.create(task="tests.forgotten", run_at=now).pk},
        "package": lambda: {"code": package().code},
        "any package": lambda: {"pk": package().pk},
        "comparison row": lambda: {"pk": package().cells.first().row_id},
        "service": lambda: {"pk": service().pk},
        "service group": lambda: {"pk": empty_group().pk},
        "question": lambda: {"pk": question().pk},
        "service level": lambda: {"pk": package().service_level_id},
        "calendar": lambda: {"pk": package().service_level.calendar_id},
        "newest": lambda: {"newest": 1},
        "token": lambda: {"token": "made-up"},
        "password link": lambda: {"public_id": alice.public_id, "token": "made-up"},
        "gateway": lambda: {"gateway": "demo_bank"},
        "authority": lambda: {"authority": "made-up"},
    }
    return lambda names: makers[names]()
