"""Texts that are of no use to whoever reads the database alone: they are sealed with the site's key."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

_MARK = "sealed:"


class SealBroken(Exception):
    """The text was sealed with a key that the site has no more, or was changed."""


def seal(text: str, *, purpose: str = "") -> str:
    """Return the text as it is kept; only who names the same purpose opens it.

    So whoever writes rows, without the key, makes no page open what was sealed for another row. Second factors were
    sealed without a purpose.
    """
    return _MARK + _sealer(purpose).encrypt(text.encode()).decode()


def unseal(kept: str, *, purpose: str = "") -> str:
    """Return the text; raises SealBroken, also for one that was never sealed, or for another purpose."""
    if not is_sealed(kept):
        raise SealBroken
    try:
        return _sealer(purpose).decrypt(kept.removeprefix(_MARK)).decode()
    except InvalidToken:
        raise SealBroken from None


def is_sealed(kept: str) -> bool:
    """Whether a kept text is one of ours."""
    return kept.startswith(_MARK)


def _sealer(purpose: str) -> MultiFernet:
    """Return what seals with the key of now, and reads what those before it sealed."""
    return MultiFernet(
        [Fernet(_key(secret, purpose)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str, purpose: str) -> bytes:
    salt = ":".join(filter(None, ["poshtyar.common.sealing", purpose]))
    return urlsafe_b64encode(salted_hmac(salt, "key", secret=secret, algorithm="sha256").digest())
