"""What is said of coins that expire, and of what is done with them by hand."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Text = str | LazyText


def say_expiring(data: dict) -> Text:
    """Say which coins expire soon, and what they can still buy."""
    return " ".join(filter(None, [_when_expiring(data), _still_buys(data)]))


def _when_expiring(data: dict) -> str:
    coins, days = data["coins"], data["days"]
    if days == 0:
        return ngettext(
            "%(coins_in_words)s expires today. We use it first.",
            "%(coins_in_words)s expire today. We use these first.",
            coins,
        )
    if days == 1:
        return ngettext(
            "%(coins_in_words)s expires tomorrow. We use it first.",
            "%(coins_in_words)s expire tomorrow. We use these first.",
            coins,
        )
    return ngettext(
        "%(coins_in_words)s expires in %(days)s days (%(expires_on)s). We use it first.",
        "%(coins_in_words)s expire in %(days)s days (%(expires_on)s). We use these first.",
        coins,
    )


def _still_buys(data: dict) -> str:
    """Say what the coins can still buy; a fact of before it was kept says nothing."""
    buys = data.get("buys", [])
    if len(buys) > 1:
        return gettext("That is enough for one of these: %(buys)s.")
    return gettext("That is enough for %(buys)s, for example.") if buys else ""


def say_adjusted(data: dict) -> Text:
    """Say how many coins were added or taken away."""
    if data["coins"] > 0:
        return _("We added %(coins_in_words)s: “%(reason)s”. You have %(free_in_words)s free.")
    return _("We took %(coins_in_words)s away: “%(reason)s”. You have %(free_in_words)s free.")


def say_approval_asked(data: dict) -> Text:
    """Say what a second person is asked for, with what the first one moved alone before it; an old fact knows none."""
    if data.get("earlier"):
        return _(
            "%(actor)s asks for a second person: %(coins_in_words)s of %(organization)s, "
            "after %(earlier_in_words)s moved alone: “%(reason)s”."
        )
    return _("%(actor)s asks for a second person: %(coins_in_words)s of %(organization)s: “%(reason)s”.")


def say_refunded(data: dict) -> Text:
    """Say how many coins were refunded, and all the money that goes back."""
    if "vat_rial" not in data:
        # A fact of before the VAT was kept with it.
        return _(
            "We refunded %(coins_in_words)s; of their price %(money_rial)s goes back to you, and the VAT on it: "
            "“%(reason)s”. You have %(free_in_words)s free."
        )
    if data["vat_rial"]:
        return _(
            "We refunded %(coins_in_words)s, and %(total_rial)s goes back to you (%(money_rial)s of their price and "
            "%(vat_rial)s VAT): “%(reason)s”. You have %(free_in_words)s free."
        )
    return _(
        "We refunded %(coins_in_words)s, and %(money_rial)s goes back to you: “%(reason)s”. "
        "You have %(free_in_words)s free."
    )


def say_charged_back(data: dict) -> Text:
    """Say what a chargeback took and what is owed because of it."""
    if data["owed"]:
        return _(
            "The bank took the money of a purchase back, so we took %(coins_in_words)s back and you owe "
            "%(owed_in_words)s that were used: “%(reason)s”. You have %(free_in_words)s free."
        )
    return _(
        "The bank took the money of a purchase back, so we took %(coins_in_words)s back: “%(reason)s”. "
        "You have %(free_in_words)s free."
    )


def say_won(data: dict) -> Text:
    """Say what came back with the money of a dispute."""
    if data["forgiven"]:
        return _(
            "The money of the disputed purchase came back: %(coins_in_words)s given back and %(forgiven_in_words)s no "
            "longer owed: “%(reason)s”. You have %(free_in_words)s free."
        )
    return _(
        "The money of the disputed purchase came back, and so did %(coins_in_words)s: “%(reason)s”. "
        "You have %(free_in_words)s free."
    )


def say_old_hold(data: dict) -> Text:
    """Say which coins have been set aside for long."""
    if "ticket_number" in data:
        return _(
            "%(coins_in_words)s of %(organization)s have been set aside for more than %(days)s days for “%(title)s” on "
            "%(ticket)s. Please see whether the work still goes on."
        )
    return _("%(coins_in_words)s of %(organization)s have been set aside for more than %(days)s days: %(title)s")
