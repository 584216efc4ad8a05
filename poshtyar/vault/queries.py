"""Reads of secrets that give nothing of them away."""

from poshtyar.common.sealing import SealBroken
from poshtyar.vault.models import Secret


def handed_over(secret: Secret | None, text: str) -> bool:
    """Whether a message with this secret, or with none, handed over this text, or nothing.

    Of one that is erased, or sealed with a lost key, nobody knows any more: it counts as another, so that a text
    which nobody keeps is never reported as sent.
    """
    if secret is None or not text:
        return (secret is None) == (not text)
    try:
        return secret.text() == text
    except SealBroken:
        return False
