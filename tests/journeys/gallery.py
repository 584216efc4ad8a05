"""An organization in whose pages nothing is empty: quotes, orders, members and files in every state they can have."""

from datetime import datetime, timedelta

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import MemberRole, Organization, Role, User
from poshtyar.accounts.tests.codes import last_link
from poshtyar.catalog.models import Obstacle, Package, Service, ServiceGroup
from poshtyar.demo.bank import books
from poshtyar.files.operations import store_file
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job
from poshtyar.knowledge.models import FaqEntry
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import Outcome, Verification
from poshtyar.ordering.models import Order, Payment
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.offers import OfferLine
from poshtyar.quotes.tests import world
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Effect, Severity, Ticket
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Gift, Taking
from poshtyar.treasury.models import CoinRequest
from poshtyar.vault import operations as vault
from poshtyar.vault.models import Secret
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of, lots_of
from tests import factories
from tests.architecture import authorization_table as table
from tests.journeys.cast import anonymous_session, confirmed_session_of, followed, new_mobile, new_person, session_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a long password of the gallery"
LONG_NAME = "فروشگاه اینترنتی لوازم خانگی و آشپزخانهٔ برادران رستمی و شرکا (شعبهٔ تهران‌پارس)"
MIXED = "سایت بعد از آپدیت PrestaShop 9.0.2-rc1 (PHP 8.3) خیلی کند شده"
LONG_TEXT = (
    "سلام. این نشانی خیلی بلنده: https://shop.example.com/modules/" + "x" * 120 + "\n\n"
    "The log says:\n\n```\nPHP Fatal error: Allowed memory size of 268435456 bytes exhausted\n```\n\n"
    "- یک\n- دو\n\n1. three\n2. four\n\n> نقل قول"
)


class Gallery:
    """Everything that the pages show, made for readers of one language."""

    def __init__(self, language: str):
        self.now = timezone.now()
        self.people = self._people(language)
        self.owner, self.agent = self.people[table.OWNER], self.people[table.AGENT]
        self.organization = factories.make_organization(self.owner, LONG_NAME)
        factories.join(self.organization, self.people[table.MEMBER])
        factories.join(self.organization, self.people[table.APPROVER], may_approve=True)
        factories.make_organization(self.people[table.STRANGER], "Charlie's shops")
        factories.make_organization(self.owner, "The owner's other shops")
        self.store = factories.make_store(self.organization, LONG_NAME)
        archived = factories.make_store(self.organization, "An old shop")
        accounts.archive_store(store=archived, actor=self.owner, now=self.now)
        factories.make_package(self.organization, "essential", now=self.now - 30 * DAY)
        factories.make_package(self.organization, "professional", coins=900, now=self.now - 20 * DAY)
        soon = f"lot of {self.organization.public_id}"
        world.give_coins(self.organization, 40, now=self.now - 360 * DAY, reference=soon)

    def things(self) -> dict[str, dict]:
        """Return what the addresses name; `visits.THINGS` lists it."""
        ticket, quote = self._open_ticket()
        orders = self._orders()
        made = {
            "": {},
            "ticket": {"number": ticket.pk},
            "quote": {"pk": quote.pk},
            "order": {"public_id": orders["paid"].public_id},
            "payment": {"public_id": orders["doubtful"].payments.get().public_id},
            "entry": {"seq": 1},
            "line": {"public_id": self.organization.public_id, "seq": 1},
            "store": {"public_id": self.store.public_id},
            "organization": {"public_id": self.organization.public_id},
            "membership": {"pk": self.organization.memberships.get(user=self.people[table.MEMBER]).pk},
            "lot": {"public_id": self.organization.public_id, "lot": self._lot()},
            "coin request": {"pk": self._acts_with_coins().pk},
            "user": {"public_id": self.people[table.STRANGER].public_id},
            "package": {"code": "essential"},
            "any package": {"pk": Package.objects.get(code="basic").pk},
            "comparison row": {"pk": Package.objects.get(code="basic").cells.first().row_id},
            "service": {"pk": Service.objects.get(code="GA4").pk},
            "service group": {"pk": ServiceGroup.objects.get(code="search").pk},
            "service level": {"pk": Package.objects.get(code="basic").service_level_id},
            "calendar": {"pk": Package.objects.get(code="basic").service_level.calendar_id},
            "question": {"pk": FaqEntry.objects.order_by("position").first().pk},
            "token": {"token": "made-up"},
            "live quotes": {"number": self._live_quotes().pk},
            "ended quotes": {"number": self._ended_quotes().pk},
            "delivered quote": {"pk": Quote.objects.filter(captured_coins__gt=0).latest("pk").pk},
            "poor ticket": {"number": self._poor_ticket().pk},
            "new ticket": {"number": self._ask("پرداخت کار نمی‌کنه", effect=Effect.SHOP_DOWN).pk},
            "closed ticket": {"number": self._closed_ticket().pk},
            "ticket with secrets": {"number": self._ticket_with_secrets().pk},
            "authority": {"authority": self._bank_payment()},
        }
        self._for_staff()
        # What happened is told now, so that nobody's bell is empty.
        jobs.run_due_jobs(now=timezone.now())
        return made | {f"{name} order": {"public_id": order.public_id} for name, order in orders.items()}

    def sessions(self, newcomer: User) -> dict[str, str]:
        """Return the session of each reader, by name; those behind a step are named for it."""
        everybody = {role: session_of(person) for role, person in self.people.items()}
        manager = self.people[table.MANAGER]
        return everybody | {
            "asked for a code": anonymous_session(log_in_mobile=self.owner.mobile),
            "without an organization": session_of(newcomer),
            "invited": session_of(newcomer),
            "just confirmed": confirmed_session_of(manager),
            "newcomer just confirmed": confirmed_session_of(newcomer),
            "without a password": session_of(newcomer),
            "without a number": confirmed_session_of(self._without_number()),
            "sent a code to add a number": confirmed_session_of(self._without_number(), mobile_to_add=new_mobile()),
            "sent an identity code": session_of(newcomer, identity_code_sent=True),
            "second factor": session_of(self._staff_with_second_factor()),
            "second factor confirmed": confirmed_session_of(self._staff_with_second_factor()),
            "second factor awaited": self._second_factor_awaited(),
        }

    def links(self, newcomer: User) -> dict[str, str]:
        """Return the cookie of each reader who followed a link, by name."""
        token = default_token_generator.make_token(self.owner)
        return {
            "invited": followed(self._invitation_of(newcomer)),
            "with a registration link": followed(self._registration_link()),
            "with a password link": followed(reverse("portal:open_password_link", args=[self.owner.public_id, token])),
        }

    # ---- people

    def _people(self, language: str) -> dict[str, User]:
        def person(name: str, role: str = Role.CUSTOMER) -> User:
            return new_person(name, role, language=language, password=PASSWORD)

        return {
            table.OWNER: person("نگار سهرابی"),
            table.APPROVER: person("Alexandria-Penelope Featherstonehaugh"),
            table.MEMBER: person("Bob"),
            table.STRANGER: person("Charlie"),
            table.AGENT: person("Agnes", Role.AGENT),
            table.LEAD: person("Leo", Role.LEAD),
            table.MANAGER: person("Mina", Role.MANAGER),
        }

    def newcomer(self) -> User:
        """Return somebody who is in no organization."""
        return new_person("", language=self.owner.language)

    def _invitation_of(self, user: User) -> str:
        invite = {"organization": self.organization, "role": MemberRole.MEMBER, "may_approve": True}
        accounts.invite_member(mobile=user.mobile, **invite, actor=self.owner, now=self.now)
        accounts.invite_member(mobile=new_mobile(), **invite, actor=self.owner, now=self.now)
        return last_link(user.mobile)

    def _without_number(self) -> User:
        user = new_person("Dana", language=self.owner.language, password=PASSWORD)
        user.mobile = None
        user.save(update_fields=["mobile"])
        return user

    def _registration_link(self) -> str:
        email = "somebody.with.a.long.name.of.her.own@a-shop-in-tehran.example.com"
        accounts.send_registration_link(email=email, wanted="", language=self.owner.language, now=self.now)
        return last_link(email)

    def _second_factor_awaited(self) -> str:
        user, client = self._staff_with_second_factor(), Client(SERVER_NAME="127.0.0.1")
        client.post(reverse("portal:log_in_with_password"), {"email": user.email, "password": PASSWORD})
        return client.session.session_key

    def _staff_with_second_factor(self) -> User:
        user = new_person("Sara", Role.AGENT, language=self.owner.language, password=PASSWORD)
        TOTP.activate(user, TOTP_SECRET)
        RecoveryCodes.activate(user)
        return user

    # ---- coins

    def _lot(self) -> int:
        return next(lot.id for lot in lots_of(self.organization, self.now) if lot.available)

    def _acts_with_coins(self) -> CoinRequest:
        """A gift that was given, one that waits for a second person, and one that was rejected."""
        lead, manager, until = self.people[table.LEAD], self.people[table.MANAGER], self.now + 300 * DAY

        def act(act, reason):
            said = {"organization": self.organization, "reason": reason, "nonce": world.nonce(), "actor": lead}
            return treasury.carry_out(act=act, **said, now=self.now)

        act(Gift(5, until), LONG_NAME)
        rejected = act(Taking(120), "دو بار حساب شده بود.")
        treasury.reject_request(coin_request=rejected, reason=LONG_TEXT[:300], actor=manager, now=self.now)
        return act(Gift(150, until), LONG_NAME)

    # ---- tickets and quotes

    def _ask(
        self, subject: str, body: str = "لطفاً ببینید.", *, effect: str = Effect.WORK, now=None, **fields
    ) -> Ticket:
        fields = {"store": self.store, "body": body, "effect": effect, "now": now or self.now - 2 * DAY} | fields
        return factories.make_ticket(self.organization, self.owner, subject, **fields)

    def _answer(self, ticket: Ticket, body: str, now: datetime) -> None:
        tickets.assign_ticket(ticket=ticket, assignee=self.agent, actor=self.agent, now=now)
        tickets.reply_to_ticket(ticket=ticket, body=body, files=[], nonce=world.nonce(), actor=self.agent, now=now)

    def _offer(self, ticket: Ticket, coins: int = 20, *, now: datetime | None = None, **fields) -> Quote:
        return world.announce(ticket, coins, actor=self.agent, now=now or self.now - DAY, **fields)

    def _approve(self, quote: Quote, now: datetime | None = None) -> Quote:
        return world.approve(quote, actor=self.owner, now=now or self.now - 20 * HOUR)

    def _open_ticket(self) -> tuple[Ticket, Quote]:
        """A conversation with files, a note and a quote that waits."""
        upload = SimpleUploadedFile("گزارش خطا.txt", b"PHP Fatal error")
        files = [store_file(upload=upload, organization=self.organization, actor=self.owner, now=self.now)]
        ticket = self._ask(MIXED, LONG_TEXT, files=files)
        self._answer(ticket, "سلام، بررسی کردیم؛ `ps_cache` و ماژول دوم هم‌زمان کش رو پاک می‌کنن.", self.now - DAY)
        tickets.add_note(
            ticket=ticket, body="شبیه تیکت قبلی", files=[], nonce=world.nonce(), actor=self.agent, now=self.now
        )
        lines = (OfferLine("رفع تداخل دو ماژول", 30, effort_minutes=90), OfferLine("Cache test", 20))
        quote = self._offer(ticket, lines=lines, fee=15, title=MIXED, assumptions="- نسخهٔ پشتیبان دارید\n- PHP 8.1")
        return ticket, world.revise(quote, 45, actor=self.agent, now=self.now - HOUR, fee=15, title=MIXED)

    def _live_quotes(self) -> Ticket:
        """Every state in which a quote still asks somebody for something."""
        ticket, now = self._ask("همهٔ حالت‌های زنده"), self.now
        quotes.ask_about_quote(
            quote=self._offer(ticket, fee=15), question="Why?", nonce=world.nonce(), actor=self.owner, now=now
        )
        self._approve(self._offer(ticket, 11))
        world.revise(self._approve(self._offer(ticket, 12)), 18, actor=self.agent, now=now, fee=15)
        world.start(self._approve(self._offer(ticket, 13)), actor=self.agent, now=now)
        stopped = world.start(self._approve(self._offer(ticket, 14)), actor=self.agent, now=now)
        quotes.ask_to_stop(quote=stopped, reason="دیگه لازمش نداریم.", actor=self.owner, now=now)
        investigation = self._approve(world.investigate(ticket, actor=self.agent, now=now - DAY))
        self._offer(ticket, 60, investigation=investigation)
        quotes.open_rework(
            quote=self._delivered(ticket, 10), reason="It is back.", nonce=world.nonce(), actor=self.owner, now=now
        )
        return ticket

    def _ended_quotes(self) -> Ticket:
        """Every state in which a quote has ended."""
        ticket, now = self._ask("همهٔ حالت‌های پایان‌یافته"), self.now
        self._delivered(ticket, 20, used=15)
        quotes.decline_quote(quote=self._offer(ticket, 21), version=1, reason="گرونه.", actor=self.owner, now=now)
        self._offer(ticket, 22, now=now - 2 * DAY, hours_valid=24)
        quotes.expire_quotes(now=now)
        quotes.cancel_quote(quote=self._approve(self._offer(ticket, 23)), reason="", actor=self.owner, now=now)
        quotes.withdraw_quote(quote=self._offer(ticket, 24), actor=self.agent, now=now)
        quotes.declare_impossible(
            quote=self._approve(self._offer(ticket, 25, fee=15)),
            obstacle=Obstacle.HOST,
            explanation="هاست PHP تازه‌تر نداره.",
            actor=self.agent,
            now=now,
        )
        return ticket

    def _delivered(self, ticket: Ticket, coins: int, *, used: int | None = None) -> Quote:
        quote = world.start(self._approve(self._offer(ticket, coins)), actor=self.agent, now=self.now - 10 * HOUR)
        return quotes.deliver_quote(
            quote=quote,
            line_coins={} if used is None else {1: used},
            note="Done.",
            actor=self.agent,
            now=self.now - 9 * HOUR,
        )

    def _poor_ticket(self) -> Ticket:
        """A quote for which the coins are missing, and one that takes the last of a lot."""
        ticket = self._ask("برای این کار سکه کمه")
        self._offer(ticket, 5_000)
        self._offer(ticket, balance_of(self.organization, self.now).available)
        return ticket

    def _closed_ticket(self) -> Ticket:
        ticket = self._ask("یه سؤال", effect=Effect.QUESTION)
        self._answer(ticket, "بله، می‌شه.", self.now - DAY)
        tickets.close_ticket(ticket=ticket, actor=self.owner, now=self.now)
        tickets.rate_ticket(ticket=ticket, rating=5, comment="سریع و دقیق", actor=self.owner, now=self.now)
        return ticket

    def _ticket_with_secrets(self) -> Ticket:
        """Log-in details that nobody saw, that were shown, and that are erased."""
        ticket = self._ask("ورود به هاست", secret="ftp.shop.example\nUser: shop\nPassword: x1\n", now=self.now)
        for end in (self._reveal, self._erase):
            said = {"ticket": ticket, "body": "این هم یکی دیگه.", "files": [], "actor": self.owner, "now": self.now}
            end(tickets.reply_to_ticket(**said, nonce=world.nonce(), secret="https://shop.example/admin").secret)
        return ticket

    def _reveal(self, secret: Secret) -> None:
        vault.reveal_secret(secret=secret, actor=self.agent, now=self.now)

    def _erase(self, secret: Secret) -> None:
        vault.erase_secret(secret=secret, actor=self.owner, now=self.now)

    # ---- orders

    def _orders(self) -> dict[str, Order]:
        """An order for each state of a receipt."""
        paid, outcomes = self._order(), {}
        self._book(paid, Outcome.PAID)
        self._book(paid, Outcome.PAID)  # A second payment, which goes back.
        for name, outcome in {
            "checking": Outcome.UNKNOWN,
            "not paid": Outcome.NOT_PAID,
            "doubtful": Outcome.MISMATCH,
        }.items():
            outcomes[name] = self._order()
            self._book(outcomes[name], outcome)
        disputed = self._order()
        self._book(disputed, Outcome.PAID)
        said = {"reference": disputed.lot_reference, "dispute": disputed.public_id, "reason": LONG_NAME}
        manager = self.people[table.MANAGER]
        wallet.charge_back(organization=self.organization, **said, actor=manager, now=self.now)
        said = {"reference": paid.lot_reference, "coins": 7, "key": world.nonce(), "reason": LONG_NAME}
        wallet.refund_purchase(organization=self.organization, **said, actor=manager, now=self.now)
        return outcomes | {
            "paid": paid,
            "disputed": disputed,
            "waiting": self._order(),
            "old": self._order(self.now - 3 * DAY),
        }

    def _order(self, now: datetime | None = None) -> Order:
        return ordering.place_order(
            organization=self.organization,
            package=Package.objects.get(code="basic"),
            nonce=world.nonce(),
            actor=self.owner,
            now=now or self.now,
        )

    def _book(self, order: Order, outcome: Outcome) -> None:
        authority = f"gallery-{order.public_id}-{order.payments.count()}"
        payment = Payment.objects.create(
            order=order, gateway="demo_bank", authority=authority, amount_rial=order.total_rial, started_at=self.now
        )
        answer = Verification(outcome, authority, order.total_rial, reference=f"{authority}", card=books.CARD)
        ordering.book_answer(payment=payment, answer=answer, now=self.now)

    def _bank_payment(self) -> str:
        return books.open_payment(
            merchant="0" * 36,
            amount_rial=66_000_000,
            description="بستهٔ پایه",
            callback_url=settings.SITE_URL + reverse("portal:payment_return", args=["demo_bank"]),
        ).authority

    # ---- what only staff see

    def _for_staff(self) -> None:
        """A parked job, and a ticket of somebody without a package."""
        Job.objects.create(task="gallery.forgotten", run_at=self.now)  # Nobody knows this task, so it is parked.
        stranger = self.people[table.STRANGER]
        factories.make_ticket(
            Organization.objects.get(memberships__user=stranger),
            stranger,
            "Which package?",
            now=self.now,
            is_presales=True,
        )
        emergency = self._ask("فروشگاه باز نمی‌شه", effect=Effect.SHOP_DOWN, now=self.now)
        tickets.lower_severity(
            ticket=emergency, severity=Severity.HIGH, reason="فقط یک صفحه", actor=self.agent, now=self.now
        )
