"""How often somebody may try to log in: bounds on guessing that keep nobody out of their own account (`bar.md` R79)."""

from contextlib import suppress

from allauth.core.internal.ratelimit import get_ip
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext

from poshtyar.accounts import operations as accounts
from poshtyar.common.limits import AN_HOUR, TooOften, give_back, spend
from poshtyar.portal.browsers import known_browser

FIVE_MINUTES = 300
LINKS_OF_A_NETWORK, LINKS_TO_AN_ADDRESS = 20, 5
# So often that during an attack a link that works always lies in the mailbox, and no more.
LINK_SECONDS = accounts.BROWSER_LINK_SECONDS // 2


def spend_address_try(request, name: str) -> None:
    """Count a try of this network address. Raises TooOften."""
    spend(name, network_of(request), limit=settings.LOGIN_TRIES_PER_ADDRESS, seconds=AN_HOUR)


def network_of(request) -> str:
    """Return the network address that tries are counted by: of IPv6 the /64, which is what one subscriber is given."""
    return get_ip(request)


def spend_code(request, mobile: str) -> bool:
    """Count a code that is sent to a number, and return whether the browser is known. Raises TooOften."""
    is_known = bool(known_browser(request, mobile))
    if not is_known:
        spend_address_try(request, "login_code")
    spend("login_code", "all", limit=settings.LOGIN_CODES_IN_ALL, seconds=AN_HOUR)
    return is_known


def spend_link(request, name: str, email: str) -> None:
    """Count an e-mail with a link, which anybody may ask for to any address: of a network and of the address.

    Raises TooOften.
    """
    spend(name, network_of(request), limit=LINKS_OF_A_NETWORK, seconds=AN_HOUR)
    spend(name, email, limit=LINKS_TO_AN_ADDRESS, seconds=AN_HOUR)


def spend_code_try(request, mobile: str) -> bool:
    """Count a try of a number's code, and return whether the browser is known. Raises TooOften."""
    is_known = bool(known_browser(request, mobile))
    if not is_known:
        spend_address_try(request, "login_code_entry")
    return is_known


def spend_password_try(request, email: str) -> None:
    """Count a try of a password; the tries of strangers leave those of a browser that the person has used.

    Raises TooOften. Where strangers have used theirs up, the person is sent a link that makes their browser known.
    """
    browser = known_browser(request, email)
    if browser:
        _spend_tries("password_browser", f"{browser} {email}")
        return
    spend_address_try(request, "password")
    try:
        _spend_tries("password_account", email)
        spend("password", "all", limit=settings.PASSWORD_TRIES_IN_ALL, seconds=AN_HOUR)
    except TooOften:
        # The same for every address: whether somebody has it is looked up in the job.
        with suppress(TooOften):
            spend("browser_link", email, limit=1, seconds=LINK_SECONDS)
            accounts.ask_browser_link(email=email, language=get_language(), now=timezone.now())
        raise TooOften(
            gettext(
                "Too many wrong passwords were tried for this address. If an account exists, a link is in its mailbox: "
                "open it in this browser, and log in here. Or log in with a code, or in 5 minutes."
            )
        ) from None


def give_password_try_back(request, email: str) -> None:
    """Forget the try that was right."""
    browser = known_browser(request, email)
    kind, key = ("password_browser", f"{browser} {email}") if browser else ("password_account", email)
    give_back(kind, key)
    give_back(f"{kind}_hour", key)


def _spend_tries(kind: str, key: str) -> None:
    spend(kind, key, limit=settings.PASSWORD_TRIES, seconds=FIVE_MINUTES)
    spend(f"{kind}_hour", key, limit=settings.PASSWORD_TRIES_AN_HOUR, seconds=AN_HOUR)
