"""The questions that a new agency starts with, answered from its default packages."""

from typing import NamedTuple


class DefaultFaqEntry(NamedTuple):
    """A question with its answer in both languages."""

    question_fa: str
    answer_fa: str
    question_en: str
    answer_en: str


FAQ = [
    DefaultFaqEntry(
        "بسته‌ها ماهانه‌ست؟",
        "نه. بسته‌ها اشتراک ماهانه نیست. سکه‌ها از روز پرداخت تا **۳۶۵ روز** قابل استفاده‌ست، "
        "تا آخرِ همون روز به وقت تهران. "
        "ممکنه سکه‌هاتون یک‌ماهه تموم بشه یا یک سال بمونه؛ بستگی به کارهایی داره که می‌خواید.\n\n"
        "هر وقت بخواید می‌تونید بستهٔ دیگه‌ای هم بخرید و چند بسته رو با هم داشته باشید. "
        "همیشه اول از سکه‌هایی کم می‌کنیم که زودتر منقضی می‌شه.",
        "Are the packages monthly?",
        "No, a package is not a monthly subscription. Its coins can be used for **365 days** from payment, until the "
        "end of that day in Tehran. They may be used up in a month or last the year; it depends on the work you want."
        "\n\nYou can buy another package at any time and own several at once. We always use the coins that expire "
        "soonest first.",
    ),
    DefaultFaqEntry(
        "اگه سکه‌ها تموم بشه یا یک سال بگذره چی می‌شه؟",
        "هر وقت خواستید بستهٔ دیگه‌ای می‌خرید. تیکت‌های باز و سابقهٔ فروشگاهتون سر جاشون می‌مونه.\n\n"
        "سکه‌ای که استفاده نشه بعد از ۳۶۵ روز منقضی می‌شه. ولی سکه‌هایی که برای کار تأییدشده کنار گذاشتیم منقضی نمی‌شه، "
        "حتی اگه کار بعد از اون روز تموم بشه.",
        "What happens when the coins run out or a year passes?",
        "You can buy another package whenever you like. Open tickets and the history of your store stay.\n\n"
        "Coins that are not used expire after 365 days. Coins set aside for approved work do not expire, even if the "
        "work is finished after that day.",
    ),
    DefaultFaqEntry(
        "فقط خدماتی که در فهرست هست رو انجام می‌دید؟",
        "نه. فهرست خدمات فقط کارهاییه که زیاد درخواست می‌شه. هر چیزی دربارهٔ فروشگاه پرستاشاپتون رو بپرسید؛ "
        "جواب می‌دیم که شدنی هست یا نه و چند سکه می‌شه. پرسیدنش سکه کم نمی‌کنه.",
        "Do you only do the listed services?",
        "No. The list only shows what is asked for often. Ask for anything about your PrestaShop store; we answer "
        "whether it can be done and for how many coins. Asking costs no coins.",
    ),
    DefaultFaqEntry(
        "هر درخواستی سکه کم می‌کنه؟",
        "نه. **پرسیدن، جواب گرفتن و راهنمایی همیشه رایگانه.** سکه فقط برای کاریه که روی فروشگاهتون انجام می‌دیم، "
        "قیمتش رو از قبل اعلام کردیم و شما تأیید کردید. اگه اشتباه از ما بوده، درست کردنش هم سکه نمی‌خواد.",
        "Does every request cost coins?",
        "No. **Asking, answers and advice are always free.** Coins are only for work on your store whose price we "
        "announced and you approved. Repairing our own mistakes costs no coins either.",
    ),
    DefaultFaqEntry(
        "سکه‌ها چطور کم می‌شه؟",
        "اول روی تیکت پیشنهاد قیمت می‌دیم. تا تأیید نکنید کاری شروع نمی‌شه و سکه‌ای کنار گذاشته نمی‌شه. "
        "وقتی تأیید کردید، سکه‌ها **کنار گذاشته** می‌شه و وقتی کار تحویل شد، **کم** می‌شه؛ "
        "هیچ‌وقت بیشتر از اونی که تأیید کردید. "
        "اگه کار سبک‌تر از برآورد باشه، بقیه آزاد می‌شه.\n\n"
        "مثلاً ۳۰۰ سکه دارید و راه‌اندازی گوگل آنالیتیکس ۵۰ سکه پیشنهاد می‌شه. با تأیید شما ۵۰ سکه کنار گذاشته می‌شه و "
        "۲۵۰ سکهٔ آزاد دارید؛ با تحویل، همون ۵۰ سکه کم می‌شه و ۲۵۰ سکه برای درخواست‌های دیگه می‌مونه.",
        "How are coins deducted?",
        "First we announce a quote on the ticket. Nothing starts and no coins are set aside before you approve. On "
        "approval the coins are **set aside**, and on delivery they are **used**: never more than you approved. If the "
        "work proves lighter than estimated, the rest is released.\n\nFor example, you have 300 coins and setting up "
        "Google Analytics is quoted at 50. Once you approve, 50 are set aside and 250 are free; on delivery those 50 "
        "are used and 250 stay for other requests.",
    ),
    DefaultFaqEntry(
        "اگه کار شدنی نباشه چی؟",
        "گاهی هاست، قالب، ماژول یا هستهٔ پرستاشاپ اجازه نمی‌ده. در این حالت فقط **هزینهٔ بررسی** کم می‌شه: ۱۵ سکه، "
        "و هیچ‌وقت بیشتر از قیمت خود کار. بقیهٔ سکه‌ها آزاد می‌شه و دلیلش رو براتون می‌نویسیم.\n\n"
        "هزینهٔ بررسی فقط وقتی کم می‌شه که موقع تأیید با اون موافقت کرده باشید. "
        "اگه از شدنی بودن کار مطمئن باشیم، هزینهٔ بررسی نداره.",
        "What if the work proves impossible?",
        "Sometimes the host, the theme, a module or PrestaShop's core does not allow it. Then only the **investigation "
        "fee** is used: 15 coins, and never more than the price of the work. The rest is released, and we write down "
        "the reason.\n\nThe fee is used only if you agreed to it when you approved the quote. When we are sure that "
        "the work is feasible, there is no fee.",
    ),
    DefaultFaqEntry(
        "پنجشنبه و جمعه هم جواب می‌دید؟",
        "تیکت رو هر ساعتی از هر روز می‌تونید بزنید. در بستهٔ **ضروری** شنبه تا چهارشنبه جواب می‌دیم؛ "
        "پنجشنبه و جمعه اگه بتونیم زودتر جواب می‌دیم، ولی قولی نمی‌دیم. در بسته‌های **پایه** و **حرفه‌ای** "
        "هر هفت روز جواب می‌گیرید.\n\nموقع نوشتن تیکت می‌بینید اولین پاسخ رو تا کی می‌گیرید و چرا.",
        "Do you answer on Thursday and Friday?",
        "You can open a ticket at any hour of any day. With **Essential** we answer Saturday to Wednesday; on Thursday "
        "and Friday we answer earlier if we can, without a promise. With **Basic** and **Professional** you are "
        "answered on all seven days.\n\nWhile writing a ticket you see by when the first answer comes, and why.",
    ),
    DefaultFaqEntry(
        "سؤال دیگه‌ای دارم؛ از کجا بپرسم؟",
        "از صفحهٔ **مشاورهٔ پیش از خرید** بپرسید. رایگانه و لازم نیست بسته داشته باشید. "
        "آخرش یه کد به موبایلتون می‌فرستیم و حسابتون با همون ساخته می‌شه. اولین پاسخ رو تا ۲۴ ساعت می‌گیرید.",
        "I have another question. Where can I ask?",
        "Ask on the page **Advice before buying**. It is free and needs no package. At the end we send a code "
        "to your mobile number, and that makes your account. The first answer comes within 24 hours.",
    ),
]
