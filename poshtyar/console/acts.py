"""Acts with coins, as the pages call them."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.jalali import format_date, last_day_before
from poshtyar.common.numbers import format_toman, isolate_text
from poshtyar.common.words import coins_in_words
from poshtyar.treasury.acts import Act, Adding, Chargeback, Extension, Gift, Refund, Taking, Undoing, Winning

NAMES = {
    Gift.name: _("Give a gift"),
    Adding.name: _("Add coins"),
    Taking.name: _("Take coins away"),
    Extension.name: _("Move a date"),
    Refund.name: _("Refund a purchase"),
    Chargeback.name: _("Book a chargeback"),
    Winning.name: _("Book a chargeback that was won"),
    Undoing.name: _("Give back used coins"),
}


def facts_of(act: Act) -> list[tuple[str, str]]:
    """Return what an act asks for, each with its label."""
    match act:
        case Gift(coins, expires_at):
            return [(gettext("Gift"), coins_in_words(coins)), _last_day(expires_at)]
        case Adding(coins, expires_at):
            return [(gettext("Coins that are added"), coins_in_words(coins)), _last_day(expires_at)]
        case Taking(coins, lot):
            source = _lot(lot) if lot else gettext("the lots in the order of use")
            return [(gettext("Coins that are taken away"), coins_in_words(coins)), (gettext("Taken from"), source)]
        case Extension(lot, expires_at):
            return [(gettext("Free coins of"), _lot(lot)), _last_day(expires_at)]
        case Refund(_reference, coins, money_rial):
            share = [(gettext("Their share of the price"), format_toman(money_rial))] if money_rial is not None else []
            return [(gettext("Coins that are refunded"), coins_in_words(coins)), *share]
        case Chargeback(_reference, dispute):
            return [(gettext("The bank's number of the dispute"), isolate_text(dispute))]
        case Winning(dispute, expires_at):
            return [(gettext("The bank's number of the dispute"), isolate_text(dispute)), _last_day(expires_at)]
        case Undoing(_quote, coins, expires_at):
            day = format_date(last_day_before(expires_at))
            back = (gettext("Used coins that come back"), coins_in_words(coins))
            return [back, (gettext("Last day of those whose date has passed"), day)]


def deed_of(act: Act) -> str:
    """Return the words of the button that does it."""
    match act:
        case Gift(coins):
            return gettext("Give %(coins)s") % {"coins": coins_in_words(coins)}
        case Adding(coins):
            return gettext("Add %(coins)s") % {"coins": coins_in_words(coins)}
        case Taking(coins):
            return gettext("Take %(coins)s away") % {"coins": coins_in_words(coins)}
        case Extension(_lot, expires_at):
            return gettext("Move the date to %(day)s") % {"day": format_date(last_day_before(expires_at))}
        case Refund(_reference, coins):
            return gettext("Refund %(coins)s") % {"coins": coins_in_words(coins)}
        case Chargeback():
            return gettext("Book the chargeback")
        case Winning():
            return gettext("Book that it was won")
        case Undoing(_quote, coins):
            return gettext("Give %(coins)s back") % {"coins": coins_in_words(coins)}


def _last_day(expires_at: datetime) -> tuple[str, str]:
    return gettext("Last day"), format_date(last_day_before(expires_at))


def _lot(lot: int) -> str:
    return gettext("lot %(number)s") % {"number": isolate_text(f"#{lot}")}
