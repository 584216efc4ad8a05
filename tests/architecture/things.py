"""Whatever an address may name: a thing of Alice or of her organization, made when asked for, or a word made up."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Invitation, MemberRole, Organization
from poshtyar.catalog.models import Package, Service, ServiceGroup
from poshtyar.files.models import StoredFile
from poshtyar.files.operations import store_file
from poshtyar.jobs.models import Job
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import install_default_faq
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, Payment, PaymentNote, PaymentState
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Effect, Ticket
from poshtyar.tickets.operations import reply_to_ticket
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Gift
from poshtyar.treasury.models import CoinRequest
from poshtyar.vault.models import Secret
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import lots_of
from tests import factories
from tests.architecture import authorization_table as table
from tests.ready_made import put_default_catalog

FAR = timedelta(days=300)


class Things:
    """Makes each thing, with whatever must be there before it."""

    def __init__(self, organization: Organization, people: dict):
        # The views read the clock themselves, so what must not be over yet is counted from it.
        self.organization, self.people, self.now = organization, people, timezone.now()
        self.alice, self.bob, self.agnes = people[table.OWNER], people[table.MEMBER], people[table.AGENT]
        self.by_alice = {"organization": organization, "actor": self.alice, "now": self.now}
        self.by_hand = {"organization": organization, "actor": people[table.MANAGER], "now": self.now}

    # ---- tickets and quotes

    def ticket(self, **fields) -> Ticket:
        return factories.make_ticket(self.organization, self.alice, effect=Effect.WORK, now=self.now, **fields)

    def answered_ticket(self) -> Ticket:
        ticket, nonce = self.ticket(), "an-answer-of-the-matrix"
        reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce=nonce, actor=self.agnes, now=self.now)
        return ticket

    def quote(self) -> Quote:
        """An offer of 50 coins; 300 are there to approve it."""
        world.give_coins(self.organization, 300, now=self.now)
        return world.announce(self.ticket(), actor=self.agnes, now=self.now)

    def expired_quote(self) -> Quote:
        quote = self.quote()
        quotes.expire_quote(quote=quote, now=quote.offered_version.valid_until)
        return quote

    def approved_quote(self) -> Quote:
        return world.approve(self.quote(), actor=self.alice, now=self.now)

    def started_quote(self) -> Quote:
        return world.start(self.approved_quote(), actor=self.agnes, now=self.now)

    def delivered_quote(self) -> Quote:
        return quotes.deliver_quote(quote=self.started_quote(), note="", actor=self.agnes, now=self.now)

    def secret(self) -> Secret:
        """Log-in details that a message hands over."""
        return self.ticket(secret="ftp.shop.example, alice").messages.get().secret

    # ---- files

    def waiting_file(self) -> StoredFile:
        """A file that no message has taken yet."""
        upload = SimpleUploadedFile("note.txt", b"Not for strangers.", "text/plain")
        return store_file(upload=upload, **self.by_alice)

    def file(self) -> StoredFile:
        stored = self.waiting_file()
        self.ticket(files=[stored])
        return stored

    # ---- what is sold, and told

    def package(self) -> Package:
        put_default_catalog()
        return Package.objects.get(code="essential")

    def service(self) -> Service:
        self.package()
        return Service.objects.get(code="GA4")

    def empty_group(self) -> ServiceGroup:
        self.package()
        return ServiceGroup.objects.get_or_create(code="empty", name_fa="خالی", name_en="Empty")[0]

    def question(self) -> FaqEntry:
        install_default_faq()
        return FaqEntry.objects.order_by("position").first()

    # ---- orders

    def order(self) -> Order:
        return ordering.place_order(package=self.package(), nonce="order-of-the-matrix", **self.by_alice)

    def payment(self) -> Payment:
        """One that a human has to decide."""
        return Payment.objects.create(
            order=self.order(),
            gateway="demo_bank",
            amount_rial=66_000_000,
            state=PaymentState.NEEDS_HUMAN,
            note=PaymentNote.UNDECIDED,
            started_at=self.now,
            decided_at=self.now,
        )

    def paid_order(self) -> Order:
        paid = self.order()
        price = {"coins": paid.coins, "price_rial": paid.price_rial, "label_fa": "ضروری", "label_en": "Essential"}
        wallet.credit_purchase(reference=paid.lot_reference, expires_at=self.now + FAR, **price, **self.by_hand)
        return paid

    def disputed_order(self) -> Order:
        disputed = self.paid_order()
        said = {"reference": disputed.lot_reference, "dispute": "dispute-of-the-matrix", "reason": "The bank's letter"}
        wallet.charge_back(**said, **self.by_hand)
        return disputed

    # ---- coins

    def lot(self):
        world.give_coins(self.organization, 30, now=self.now)
        return lots_of(self.organization, self.now)[0]

    def coin_request(self) -> CoinRequest:
        """A gift that needs a second person."""
        asked = {"nonce": "request-of-the-matrix", "reason": "A wish.", "actor": self.people[table.LEAD]}
        return treasury.carry_out(act=Gift(101, self.now + FAR), organization=self.organization, now=self.now, **asked)

    # ---- people

    def invitation(self) -> Invitation:
        asked = {"mobile": "+989351112233", "role": MemberRole.MEMBER, "may_approve": False}
        return accounts.invite_member(**asked, **self.by_alice)

    def session(self) -> UserSession:
        return UserSession.objects.create(user=self.alice, ip="127.0.0.1", session_key="of-alice")


def _named(secret: Secret) -> dict:
    return {"number": secret.ticket_id, "public_id": secret.public_id}


# By the names of the authorization table; what an address says of each, made at the moment of asking.
NAMED = {
    "": lambda made: {},
    "ticket": lambda made: {"number": made.ticket().pk},
    "answered ticket": lambda made: {"number": made.answered_ticket().pk},
    "secret": lambda made: _named(made.secret()),
    "quote": lambda made: {"pk": made.quote().pk},
    "expired quote": lambda made: {"pk": made.expired_quote().pk},
    "approved quote": lambda made: {"pk": made.approved_quote().pk},
    "started quote": lambda made: {"pk": made.started_quote().pk},
    "delivered quote": lambda made: {"pk": made.delivered_quote().pk},
    "file": lambda made: {"public_id": made.file().public_id},
    "waiting file": lambda made: {"public_id": made.waiting_file().public_id},
    "package": lambda made: {"code": made.package().code},
    "any package": lambda made: {"pk": made.package().pk},
    "comparison row": lambda made: {"pk": made.package().cells.first().row_id},
    "service level": lambda made: {"pk": made.package().service_level_id},
    "calendar": lambda made: {"pk": made.package().service_level.calendar_id},
    "service": lambda made: {"pk": made.service().pk},
    "service group": lambda made: {"pk": made.empty_group().pk},
    "question": lambda made: {"pk": made.question().pk},
    "order": lambda made: {"public_id": made.order().public_id},
    "paid order": lambda made: {"public_id": made.paid_order().public_id},
    "disputed order": lambda made: {"public_id": made.disputed_order().public_id},
    "payment": lambda made: {"public_id": made.payment().public_id},
    "gateway": lambda made: {"gateway": "demo_bank"},
    "authority": lambda made: {"authority": "made-up"},
    "entry": lambda made: made.lot() and {"seq": 1},
    "line": lambda made: made.lot() and {"public_id": made.organization.public_id, "seq": 1},
    "lot": lambda made: {"public_id": made.organization.public_id, "lot": made.lot().id},
    "coin request": lambda made: {"pk": made.coin_request().pk},
    "organization": lambda made: {"public_id": made.organization.public_id},
    "store": lambda made: {"public_id": factories.make_store(made.organization).public_id},
    "membership": lambda made: {"pk": made.organization.memberships.get(user=made.bob).pk},
    "invitation": lambda made: {"pk": made.invitation().pk},
    "user": lambda made: {"public_id": made.bob.public_id},
    "session": lambda made: {"pk": made.session().pk},
    "password link": lambda made: {"public_id": made.alice.public_id, "token": "made-up"},
    "token": lambda made: {"token": "made-up"},
    "newest": lambda made: {"newest": 1},
    "job": lambda made: {"pk": Job.objects.create(task="tests.forgotten", run_at=made.now).pk},
}
