"""Putting a payload into every text that people or machines have ever written."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models

from poshtyar.wallet import triggers

# Not text but keys, codes and proofs: what they may hold is decided elsewhere, and nobody reads them.
KEYS = {
    "act_name",
    "authority",
    "code",
    "code_hmac",
    "content_type",
    "gateway",
    "icon",
    "idempotency_key",
    "key",
    "kind",
    "language",
    "lot_reference",
    "nonce",
    "origin",
    "password",
    "path",
    "reference",
    "request_hash",
    "schedule",
    "sha256",
    "task",
    "to",
    "token_hash",
}
SAID_IN_FACTS = {"title", "reason", "name", "note", "package"}
# As many payloads as one long text holds, each a paragraph of its own.
PARAGRAPHS = 8


def text_columns() -> dict[type[models.Model], list[models.Field]]:
    """Return the columns of our tables that hold free text."""
    return {
        model: columns
        for model in apps.get_models()
        if model.__module__.startswith("poshtyar.")
        if (columns := [field for field in model._meta.concrete_fields if _is_text(field)])
    }


def _is_text(field: models.Field) -> bool:
    kind = isinstance(field, (models.CharField, models.TextField)) and not isinstance(
        field, (models.URLField, models.EmailField, models.SlugField)
    )
    return kind and not (field.choices or field.unique or field.primary_key or field.name in KEYS)


def plant(payloads: Iterator[str]) -> set[str]:
    """Write the next payloads over every free text, past all forms and guards; return those that fit somewhere."""
    triggers.drop(connection)  # The ledger's names and reasons are text too; the caller puts everything back.
    planted = set()
    for model, columns in text_columns().items():
        for pk in model._base_manager.order_by("pk").values_list("pk", flat=True):
            texts = {}
            for column in columns:
                texts[column.name], used = _text_for(column, payloads)
                planted |= used
            model._base_manager.filter(pk=pk).update(**texts)
    event = apps.get_model("events", "Event")
    for fact in event._base_manager.order_by("pk"):
        said = {key: next(payloads) for key in fact.data.keys() & SAID_IN_FACTS}
        event._base_manager.filter(pk=fact.pk).update(data=fact.data | said)
    return planted


def _text_for(column: models.Field, payloads: Iterator[str]) -> tuple[str, set[str]]:
    """Return a text for a column, and the payloads that it holds whole."""
    used = [next(payloads) for _ in range(1 if column.max_length else PARAGRAPHS)]
    text = "\n\n".join(used)
    if column.max_length is None or len(text) <= column.max_length:
        return text, set(used)
    return text[: column.max_length], set()
