"""What a new database is given: the catalog and staff, and for a demonstration people with their stories."""

from datetime import datetime, timedelta

from django.utils import timezone

from poshtyar.accounts.models import MemberRole, Membership, Organization, Role, Store, User
from poshtyar.catalog.models import Obstacle, Package, Service
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.knowledge.operations import install_default_faq
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import Outcome, Verification
from poshtyar.ordering.models import Payment
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.offers import Offer, OfferLine
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Effect, Ticket

DEMO_PASSWORD = "poshtyar-demo"  # noqa: S105 (printed on purpose: a demonstration on loopback)
# Two managers: an act that moves many coins needs a second one.
STAFF = [
    ("manager@example.com", "مینا رستگار", Role.MANAGER),
    ("manager2@example.com", "کاوه بهرامی", Role.MANAGER),
    ("lead@example.com", "رضا کاظمی", Role.LEAD),
    ("agent@example.com", "سارا امینی", Role.AGENT),
]
NEGAR, HAMED, MARYAM = "+989120000001", "+989120000002", "+989120000003"
CUSTOMERS = [
    (NEGAR, "with Essential, a price to approve; the code is on the outbox page"),
    (HAMED, "with Professional, work in progress"),
    (MARYAM, "without a package"),
]


def seed_empty() -> list[str]:
    """Give an empty database the catalog, its questions and its staff; return the lines that tell how to log in."""
    if not Package.objects.exists():
        install_default_catalog()
        install_default_faq()
    for email, name, role in STAFF:
        _staff(email, name, role)
    return [f"{role:<8} {email}  password {DEMO_PASSWORD}" for email, _, role in STAFF]


def seed_demo() -> list[str]:
    """Give an empty database the demonstration, once; return the lines that tell how to log in."""
    logins = seed_empty()
    # Not asked of the people: whoever closes their account here has no number any more.
    if not Organization.objects.exists():
        tell_stories(timezone.now())
    numbers = [mobile for mobile, _ in CUSTOMERS]
    here = set(User.objects.filter(mobile__in=numbers).values_list("mobile", flat=True))
    customers = [f"customer {mobile.replace('+98', '0')}  {said}" for mobile, said in CUSTOMERS if mobile in here]
    return [*logins, *customers]


def _staff(email: str, name: str, role: Role) -> None:
    user, created = User.objects.get_or_create(email=email, defaults={"display_name": name, "role": role})
    if created:
        user.set_password(DEMO_PASSWORD)
        user.save(update_fields=["password"])


def _customer(mobile: str, name: str, organization: str, url: str, now: datetime) -> tuple[User, Store]:
    user = User.objects.create(mobile=mobile, mobile_verified_at=now, display_name=name)
    group = Organization.objects.create(name=organization)
    Membership.objects.create(organization=group, user=user, role=MemberRole.OWNER, may_approve=True)
    store = Store.objects.create(organization=group, name=organization, url=url, version="8.1.7", host="هاست ایران")
    return user, store


def tell_stories(now: datetime) -> None:
    """Tell what happened at three customers in the last days, through the same operations that people use."""
    agent = User.objects.get(email="agent@example.com")
    week_ago, yesterday = now - timedelta(days=7), now - timedelta(days=1)

    negar, book_shop = _customer(NEGAR, "نگار سهرابی", "کتاب آوا", "https://ava-books.example.com", week_ago)
    _buy(negar, book_shop.organization, "essential", week_ago)
    slow = _ask(
        negar, book_shop, "سایت بعد از آپدیت PrestaShop 9.0 خیلی کند شده", SLOW_TEXT, Effect.PART_BROKEN, week_ago
    )
    _answer(slow, agent, "سلام، بررسی کردیم؛ دو ماژول هم‌زمان کش رو پاک می‌کنن. قیمت درست کردنش رو فرستادیم.", week_ago)
    _deliver(_approve(_offer(slow, agent, "رفع تداخل دو ماژول", 45, week_ago), negar, week_ago), agent, week_ago)
    tickets.rate_ticket(
        ticket=slow, rating=5, comment="سریع و دقیق بود.", actor=negar, now=week_ago + timedelta(hours=9)
    )
    impossible = _ask(negar, book_shop, "نسخهٔ PHP هاست رو بالا ببرید", "PHP 8.3 لازم داریم.", Effect.WORK, yesterday)
    quotes.declare_impossible(
        quote=_approve(_offer(impossible, agent, "تغییر نسخهٔ PHP", 90, yesterday), negar, yesterday),
        obstacle=Obstacle.HOST,
        explanation="هاست شما PHP بالاتر از 8.1 نداره و اجازهٔ نصبش رو هم نمی‌ده.",
        actor=agent,
        now=yesterday + timedelta(hours=3),
    )
    analytics = _ask(
        negar, book_shop, "راه‌اندازی گوگل آنالیتیکس", ANALYTICS_TEXT, Effect.WORK, now - timedelta(hours=3)
    )
    _answer(
        analytics, agent, "سلام، حتماً. قیمتش رو پایین نوشتیم؛ تا تأیید نکنید کاری شروع نمی‌شه.", now - timedelta(hours=2)
    )
    _offer(analytics, agent, "راه‌اندازی گوگل آنالیتیکس", 50, now - timedelta(hours=2), service="GA4")

    hamed, shoe_shop = _customer(HAMED, "حامد رستمی", "کفش گام", "https://gaam.example.com", week_ago)
    _buy(hamed, shoe_shop.organization, "professional", week_ago)
    checkout = _ask(hamed, shoe_shop, "اتصال درگاه زرین‌پال", "درگاه قبلی قطع شده.", Effect.WORK, yesterday)
    started = _approve(_offer(checkout, agent, "اتصال درگاه پرداخت", 60, yesterday, service="PAY"), hamed, yesterday)
    quotes.start_work(quote=started, actor=agent, now=yesterday + timedelta(hours=3))
    _ask(hamed, shoe_shop, "پرداخت کار نمی‌کنه", "از نیم ساعت پیش خطای ۵۰۰ می‌ده.", Effect.SHOP_DOWN, now)

    maryam, flower_shop = _customer(MARYAM, "مریم دلشاد", "گل مریم", "https://maryam.example.com", week_ago)
    _ask(
        maryam, flower_shop, "کدوم بسته برای ما بهتره؟", "یه فروشگاه کوچیک داریم.", Effect.QUESTION, now, presales=True
    )


SLOW_TEXT = (
    "سلام. از دیروز که ماژول رو آپدیت کردیم صفحهٔ محصول حدود ۸ ثانیه طول می‌کشه. این خطا هم توی لاگ هست:\n\n"
    "```\nPHP Fatal error: Allowed memory size of 268435456 bytes exhausted\n"
    "in modules/ps_cache/src/CartRule.php:412\n```"
)
ANALYTICS_TEXT = "سلام. می‌خوایم بدونیم مشتری‌ها از کجا میان. لطفاً گوگل آنالیتیکس رو روی فروشگاه راه بندازید."


def _buy(owner: User, organization: Organization, code: str, now: datetime) -> None:
    """Buy a package as the owner would, with the bank's answer written here instead of asked for."""
    package = Package.objects.get(code=code)
    order = ordering.place_order(
        organization=organization, package=package, nonce=f"demo-order-{organization.public_id}", actor=owner, now=now
    )
    authority = f"demo-{order.public_id}"
    payment = Payment.objects.create(
        order=order, gateway="demo_bank", authority=authority, amount_rial=order.total_rial, started_at=now
    )
    paid = Verification(Outcome.PAID, authority, order.total_rial, reference=f"D{order.pk:08}")
    ordering.book_answer(payment=payment, answer=paid, now=now)


def _ask(
    actor: User, store: Store, subject: str, body: str, effect: Effect, now: datetime, *, presales: bool = False
) -> Ticket:
    return tickets.open_ticket(
        organization=store.organization,
        store=store,
        subject=subject,
        body=body,
        effect=effect,
        files=[],
        nonce=f"demo-ticket-{store.pk}-{subject}"[:40],
        actor=actor,
        now=now,
        is_presales=presales,
    )


def _answer(ticket: Ticket, agent: User, body: str, now: datetime) -> None:
    tickets.assign_ticket(ticket=ticket, assignee=agent, actor=agent, now=now)
    tickets.reply_to_ticket(ticket=ticket, body=body, files=[], nonce=f"demo-answer-{ticket.pk}", actor=agent, now=now)


def _offer(ticket: Ticket, agent: User, title: str, coins: int, now: datetime, *, service: str = "") -> Quote:
    line = OfferLine(title, coins, Service.objects.filter(code=service).first())
    offer = Offer(title=title, lines=(line,), delivery_hours=6, valid_until=now + timedelta(days=3))
    return quotes.announce_quote(ticket=ticket, offer=offer, nonce=f"demo-quote-{ticket.pk}", actor=agent, now=now)


def _approve(quote: Quote, owner: User, now: datetime) -> Quote:
    return quotes.approve_quote(quote=quote, version=1, consent=True, actor=owner, now=now + timedelta(hours=1)).quote


def _deliver(quote: Quote, agent: User, now: datetime) -> None:
    quotes.start_work(quote=quote, actor=agent, now=now + timedelta(hours=2))
    quotes.deliver_quote(
        quote=quote, note="انجام شد و سرعت صفحه رو هم سنجیدیم: ۱٫۲ ثانیه.", actor=agent, now=now + timedelta(hours=5)
    )
