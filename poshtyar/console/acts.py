"""Acts with coins, as the pages call them."""

from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.jalali import format_date, last_day_before
from poshtyar.common.words import coins_in_words
from poshtyar.treasury.acts import Act, Adding, Gift, Taking

NAMES = {
    Gift.name: _("Give a gift"),
    Adding.name: _("Add coins"),
    Taking.name: _("Take coins away"),
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


def deed_of(act: Act) -> str:
    """Return the words of the button that does it."""
    match act:
        case Gift(coins):
            return gettext("Give %(coins)s") % {"coins": coins_in_words(coins)}
        case Adding(coins):
            return gettext("Add %(coins)s") % {"coins": coins_in_words(coins)}
        case Taking(coins):
            return gettext("Take %(coins)s away") % {"coins": coins_in_words(coins)}


def _last_day(expires_at: datetime) -> tuple[str, str]:
    return gettext("Last day"), format_date(last_day_before(expires_at))


def _lot(lot: int) -> str:
    return gettext("lot %(number)s") % {"number": f"\u2068#{lot}\u2069"}
