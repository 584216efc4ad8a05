"""Reads of secrets that give nothing of them away."""

from datetime import datetime

from poshtyar.common.sealing import SealBroken, unseal
from poshtyar.vault.models import Secret


def is_kept(secret: Secret, now: datetime) -> bool:
    """Whether it can still be shown: neither erased nor, though no job has come by yet, over."""
    return secret.erased_at is None and now < secret.erase_at


def says(secret: Secret | None, text: str) -> bool:
    """Whether a form that was sent before handed over this text; of one that is erased nobody knows any more."""
    if secret is None or not text:
        return (secret is None) == (not text)
    if secret.erased_at:
        return True
    try:
        return unseal(secret.sealed) == text
    except SealBroken:
        return True
