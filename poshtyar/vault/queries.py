"""Reads of secrets that give nothing of them away."""

from poshtyar.common.sealing import SealBroken, unseal
from poshtyar.vault.models import Secret


def handed_over(secret: Secret | None, text: str) -> bool:
    """Whether a message with this secret, or with none, handed over this text, or nothing.

    Of one that is erased, or sealed with a lost key, nobody knows any more, so it counts as the same.
    """
    if secret is None or not text:
        return (secret is None) == (not text)
    if secret.erased_at:
        return True
    try:
        return unseal(secret.sealed) == text
    except SealBroken:
        return True
