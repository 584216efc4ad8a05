"""What a new agency sells until a manager says otherwise: packages, the comparison, groups and services.

Coins follow one rule: 45 for an hour of usual effort, rounded to 5, at least 10; a few prices are agreed by hand.
"""

from typing import NamedTuple

from poshtyar.catalog.models import Obstacle, Right


class DefaultPackage(NamedTuple):
    """A package of the default catalog; its code is also its service level's."""

    code: str
    name_fa: str
    name_en: str
    summary_fa: str
    summary_en: str
    coins: int
    price_rial: int


class DefaultRow(NamedTuple):
    """A row of the default comparison, with the packages that have it ticked."""

    code: str
    label_fa: str
    label_en: str
    explanation_fa: str
    explanation_en: str
    packages: str
    right: str = ""
    shows_coins: bool = False


class DefaultService(NamedTuple):
    """A service of the default catalog; `obstacles` are letters of `OBSTACLES`."""

    code: str
    name_fa: str
    name_en: str
    minutes: int
    coins: int
    obstacles: str = ""
    needs_backup: bool = False
    is_starting_price: bool = False
    required_right: str = ""


BACKUP = True
OBSTACLES = {"h": Obstacle.HOST, "t": Obstacle.THEME, "m": Obstacle.MODULE, "c": Obstacle.CORE}

PACKAGES = [
    DefaultPackage(
        "essential",
        "ضروری",
        "Essential",
        "برای فروشگاهی که گاهی کمک لازم داره؛ پاسخ از شنبه تا چهارشنبه.",
        "For a store that needs help now and then; answered Saturday to Wednesday.",
        300,
        60_000_000,
    ),
    DefaultPackage(
        "basic",
        "پایه",
        "Basic",
        "برای فروشگاهی که هر هفته کار داره؛ پاسخ در همهٔ روزهای هفته.",
        "For a store with work every week; answered every day of the week.",
        550,
        99_000_000,
    ),
    DefaultPackage(
        "professional",
        "حرفه‌ای",
        "Professional",
        "برای فروشگاهی که نباید بخوابه؛ سریع‌ترین پاسخ و پشتیبانی تلفنی.",
        "For a store that must not stop; the fastest answers and telephone support.",
        900,
        144_000_000,
    ),
]

ALL = "essential basic professional"
UPPER = "basic professional"
TOP = "professional"

COMPARISON = [
    DefaultRow(
        "coins",
        "سکه",
        "Coins",
        "مقدار پشتیبانی بسته. هر کار چند سکه لازم داره دقیق حساب می‌شه و پیش از شروع، روی تیکت اعلام می‌شه. "
        "پرسیدن و جواب گرفتن سکه کم نمی‌کنه.",
        "The amount of support in the package. The coins each piece of work uses are computed exactly and announced "
        "on the ticket before it starts. Asking and answering never costs coins.",
        ALL,
        shows_coins=True,
    ),
    DefaultRow(
        "ticketing",
        "تیکت آنلاین، ۲۴ ساعته در ۷ روز هفته",
        "Online ticketing, 24/7",
        "هر ساعتی از هر روز می‌تونید تیکت بزنید و همون لحظه می‌بینید اولین پاسخ رو تا کی می‌گیرید.",
        "You can open a ticket at any hour of any day, and you see at once by when the first answer comes.",
        ALL,
    ),
    DefaultRow(
        "five-days",
        "پشتیبانی ۵ روز هفته",
        "Support 5 days a week",
        "به تیکت‌ها از شنبه تا چهارشنبه پاسخ می‌دیم. در بستهٔ ضروری، پنجشنبه و جمعه اگه بتونیم زودتر جواب می‌دیم، "
        "ولی قولی نمی‌دیم.",
        "Tickets are answered Saturday to Wednesday. With Essential, on Thursday and Friday we answer earlier if we "
        "can, without a promise.",
        ALL,
    ),
    DefaultRow(
        "functional-customization",
        "سفارشی‌سازی عملکردی فروشگاه و پنل مدیریت",
        "Functional customization of shop and back office",
        "تغییر رفتار فروشگاه یا پنل مدیریت: یه فیلد تازه در ثبت سفارش، یه شرط تازه برای ارسال، یا ماژول اختصاصی.",
        "Changing how the shop or its back office behaves: a new field at checkout, a new rule for shipping, "
        "or a module of your own.",
        ALL,
        Right.FUNCTIONAL,
    ),
    DefaultRow(
        "graphical-customization",
        "سفارشی‌سازی گرافیکی فروشگاه",
        "Graphical customization of the shop",
        "تغییر ظاهر فروشگاه: نصب قالب، چینش صفحهٔ اصلی، بنر و منو، رنگ و اندازه‌ها، و رفع اشکال‌های راست‌چین.",
        "Changing how the shop looks: installing a theme, arranging the home page, banners and menus, colours and "
        "sizes, and right-to-left fixes.",
        UPPER,
        Right.GRAPHICAL,
    ),
    DefaultRow(
        "font-gift",
        "هدیه: فونت قانونی ایران‌سنس، نصب‌شده روی فروشگاه شما",
        "Gift: licensed IRANSans font, installed for your store",
        "مجوز فونت ایران‌سنس رو برای یه فروشگاه شما می‌گیریم و نصب می‌کنیم. برای این هدیه سکه‌ای کم نمی‌شه.",
        "We obtain the licence of the IRANSans font for one of your stores and install it. The gift uses no coins.",
        UPPER,
        Right.FONT_GIFT,
    ),
    DefaultRow(
        "seo-review",
        "بازبینی و راهنمایی سئو",
        "SEO review and guidance",
        "فروشگاهتون رو از نظر سئو بررسی می‌کنیم و با مدرک می‌گیم چی رو درست کنید. خود راهنمایی سکه نمی‌خواد؛ "
        "اگه بخواید ما درستش کنیم، قیمتش رو پیش از شروع می‌گیم.",
        "We review your store for search engines and show, with evidence, what to fix. The guidance uses no coins; "
        "if you want us to do the repair, we announce its price first.",
        UPPER,
        Right.SEO_REVIEW,
    ),
    DefaultRow(
        "seven-days",
        "پشتیبانی ۷ روز هفته، با سریع‌ترین پاسخ",
        "Support 7 days a week, fastest answers",
        "پنجشنبه و جمعه هم مثل بقیهٔ روزها پاسخ می‌گیرید و تیکتتون در صف جلوتره.",
        "Thursday and Friday are answered like any other day, and your tickets stand earlier in the queue.",
        UPPER,
        Right.SEVEN_DAYS,
    ),
    DefaultRow(
        "phone-support",
        "پشتیبانی تلفنی ۲۴ ساعته در ۷ روز هفته",
        "Telephone support 24/7",
        "شمارهٔ تماس و رمز شخصی می‌گیرید و هر ساعتی می‌تونید زنگ بزنید. خلاصهٔ هر تماس روی تیکت ثبت می‌شه.",
        "You get a number and a personal PIN, and may call at any hour. Each call is written down on a ticket.",
        TOP,
        Right.PHONE,
    ),
]

# Five jobs of everyday, for "what coins buy" on the home page.
EXAMPLES = {"MOD", "GA4", "PAY", "HOM", "UPM"}

SERVICES: dict[tuple[str, str, str], list[DefaultService]] = {
    ("setup", "راه‌اندازی و جابه‌جایی", "Setup and moves"): [
        DefaultService("INS", "نصب پرستاشاپ فارسی روی هاست", "Fresh installation with the Persian pack", 150, 115, "h"),
        DefaultService("UPM", "ارتقای جزئی (وصله)", "Patch upgrade (such as 8.1.x)", 180, 135, "htm", BACKUP),
        DefaultService(
            "UPX",
            "ارتقای اصلی ۱.۶/۱.۷ به ۸/۹",
            "Major upgrade from 1.6 or 1.7 to 8 or 9",
            960,
            720,
            "htm",
            BACKUP,
            is_starting_price=True,
        ),
        DefaultService(
            "PHP", "تغییر نسخهٔ PHP و رفع ناسازگاری", "Change of PHP version and its fixes", 120, 90, "m", BACKUP
        ),
        DefaultService("MIG", "انتقال هاست یا دامنه", "Move to another host or domain", 240, 180, "h", BACKUP),
        DefaultService("STG", "ساخت نسخهٔ آزمایشی", "Staging copy", 90, 70, "h"),
        DefaultService("BKP", "تنظیم پشتیبان‌گیری خودکار", "Automatic backups", 78, 60, "h"),
        DefaultService("RST", "بازیابی از پشتیبان", "Restore from a backup", 120, 90, "h", BACKUP),
        DefaultService("SSL", "نصب SSL و رفع محتوای ناامن", "TLS certificate and mixed content", 78, 60, "h"),
    ],
    ("modules", "ماژول‌ها", "Modules"): [
        DefaultService("MOD", "نصب و تنظیم ماژول ساده", "Install a simple module", 42, 30, "m"),
        DefaultService("MOX", "نصب و تنظیم ماژول پیچیده", "Install a complex module", 150, 115, "mt"),
        DefaultService("MUP", "به‌روزرسانی ماژول", "Update a module", 42, 30, "m", BACKUP),
        DefaultService(
            "MCF",
            "رفع تداخل ماژول، خطای ۵۰۰ یا صفحهٔ سفید",
            "Module conflict, error 500 or blank page",
            120,
            90,
            "mc",
            BACKUP,
        ),
    ],
    ("customization", "سفارشی‌سازی", "Customization"): [
        DefaultService(
            "CUS",
            "سفارشی‌سازی عملکردی کوچک",
            "Small functional change",
            180,
            135,
            "mc",
            BACKUP,
            required_right=Right.FUNCTIONAL,
        ),
        DefaultService(
            "DEV",
            "ماژول اختصاصی",
            "A module of your own",
            720,
            540,
            is_starting_price=True,
            required_right=Right.FUNCTIONAL,
        ),
        DefaultService("CSS", "تغییر ظاهری کوچک", "Small visual change", 42, 30, "t", required_right=Right.GRAPHICAL),
        DefaultService(
            "THM",
            "نصب و راه‌اندازی قالب",
            "Theme installation",
            240,
            180,
            "t",
            BACKUP,
            required_right=Right.GRAPHICAL,
        ),
        DefaultService(
            "HOM",
            "چینش صفحهٔ اصلی، بنر و منو",
            "Home page, banners and menu",
            90,
            70,
            "t",
            required_right=Right.GRAPHICAL,
        ),
        # A package with the font gift has it at 0 coins through the gift, so the service needs no right.
        DefaultService("FNT", "نصب فونت قانونی ایران‌سنس", "Licensed IRANSans font", 42, 30, "t"),
        DefaultService("RTL", "رفع اشکال راست‌چین", "Right-to-left fixes", 90, 70, "tm", required_right=Right.GRAPHICAL),
        DefaultService("TRN", "ترجمهٔ قالب، ماژول یا ایمیل", "Translation of theme, module or e-mails", 90, 70),
        DefaultService("JAL", "نمایش تاریخ شمسی", "Jalali dates in shop and back office", 90, 70, "mc"),
    ],
    ("selling", "فروش و سفارش", "Selling"): [
        DefaultService("PAY", "اتصال درگاه پرداخت (زرین‌پال، ...)", "Payment gateway", 78, 60, "mh"),
        DefaultService("PAF", "رفع خطای بازگشت یا تأیید پرداخت", "Payment return or verification error", 120, 90, "mh"),
        DefaultService("CUR", "تنظیم ریال/تومان و گرد کردن", "Rial, toman and rounding", 42, 30, "c"),
        DefaultService("TAX", "تنظیم مالیات و فاکتور", "Tax rules and invoice", 90, 70),
        DefaultService("SHP", "تنظیم حمل‌ونقل و تعرفهٔ پست یا پیک", "Carriers, ranges and zones", 78, 60),
        DefaultService("SMS", "راه‌اندازی پیامک سفارش و کد ورود", "SMS for orders and log-in codes", 90, 70, "m"),
        DefaultService("EML", "رفع مشکل ارسال ایمیل (SMTP/SPF/DKIM)", "E-mail delivery (SMTP, SPF, DKIM)", 78, 60, "h"),
        DefaultService("IMP", "درون‌ریزی محصولات (CSV)", "Product import (CSV)", 120, 90, "", BACKUP),
        DefaultService(
            "API",
            "اتصال به نرم‌افزار حسابداری یا مارکت‌پلیس",
            "Link to accounting software or a marketplace",
            240,
            180,
            "m",
            is_starting_price=True,
        ),
        DefaultService("ENM", "دریافت و نصب نماد اعتماد", "Enamad seal", 42, 30),
    ],
    ("speed", "سرعت", "Speed"): [
        DefaultService("PRF", "بهینه‌سازی سرعت (پایه)", "Performance basics", 180, 135, "htm"),
        DefaultService("DBC", "پاک‌سازی و بهینه‌سازی پایگاه داده", "Database clean-up", 90, 70, "", BACKUP),
        DefaultService("IMG", "بازسازی تصاویر و WebP", "Thumbnails and WebP", 60, 45, "h"),
    ],
    ("search", "جست‌وجو و آمار", "Search and analytics"): [
        DefaultService("GA4", "راه‌اندازی گوگل آنالیتیکس", "Google Analytics 4", 66, 50, "tm"),
        DefaultService(
            "GTM", "راه‌اندازی تگ‌منیجر و رویدادهای فروشگاهی", "Tag Manager and e-commerce events", 150, 115, "tm"
        ),
        DefaultService("GSC", "ثبت و تأیید سرچ کنسول و نقشهٔ سایت", "Search Console and sitemap", 42, 30),
        DefaultService("MTM", "راه‌اندازی ماتومو یا آمارگیر ایرانی", "Matomo or local analytics", 66, 50, "h"),
        DefaultService(
            "PIX", "پیکسل تبلیغاتی، یکتانت، ترب یا ایمالز", "Advertising pixel, Torob or Emalls feed", 78, 60, "m"
        ),
        DefaultService("SEO", "گزارش بازبینی سئو", "SEO review report", 120, 90),
        DefaultService("SEF", "رفع خطاهای سئوی یافته‌شده", "Repair of found SEO issues", 120, 90, "tm"),
        DefaultService("URL", "آدرس‌های دوستانه و ریدایرکت ۳۰۱", "Friendly addresses and redirects", 90, 70, "", BACKUP),
        DefaultService("SCH", "دادهٔ ساختاریافته", "Structured data", 78, 60, "t"),
    ],
    ("security", "امنیت", "Security"): [
        DefaultService("HAK", "پاک‌سازی سایت هک‌شده", "Clean-up of a hacked store", 480, 360, "", BACKUP),
        DefaultService("SEC", "سخت‌سازی امنیتی", "Hardening", 150, 115, "h"),
        DefaultService("CAP", "کپچا و ضد اسپم فرم‌ها", "Captcha and anti-spam of forms", 42, 30, "m"),
        DefaultService("PRV", "حریم خصوصی، کوکی و حذف داده", "Privacy, cookies and deletion of data", 90, 70),
    ],
    ("advice", "بررسی و آموزش", "Advice"): [
        DefaultService("INV", "بررسی و امکان‌سنجی", "Investigation", 18, 15),
        DefaultService("TRA", "آموزش زنده (هر ۳۰ دقیقه)", "Live training (each 30 minutes)", 30, 25),
    ],
}
