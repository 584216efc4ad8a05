"""Translations without the gettext tools: strings are found and compiled by Babel.

Each application keeps its own Persian in `locale/fa/LC_MESSAGES/django.po`; English is the language of the code.
Both are compiled: numbers are joined to their units there (`units.py`), so the texts themselves need not think of it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import AppConfig, apps
from django.utils.translation import templatize

from poshtyar.ui import units
from poshtyar.ui.units import join_units

LANGUAGE = "fa"
# Fixed, so that an update without news changes no line.
WRITTEN_AT = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


@dataclass(frozen=True)
class AppTranslations:
    """The strings of one application and where their Persian is kept."""

    app: AppConfig

    @property
    def path(self) -> Path:
        """Return the path of the application's Persian."""
        return Path(self.app.path) / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"

    def found(self) -> Catalog:
        """Return the strings that the application's code and templates hold."""
        catalog = Catalog(
            locale=LANGUAGE,
            fuzzy=False,
            project="Poshtyar",
            version="1",
            header_comment="# Persian of this application; `manage.py update_translations` keeps it in line.",
            last_translator="Poshtyar",
            language_team="fa",
            msgid_bugs_address="-",
            creation_date=WRITTEN_AT,
            revision_date=WRITTEN_AT,
        )
        root = Path(self.app.path)
        sources = [*root.rglob("*.py"), *root.glob("templates/**/*.html"), *root.glob("templates/**/*.txt")]
        for source in sorted(sources):
            if {"tests", "migrations"} & set(source.relative_to(root).parts):
                continue
            code = source.read_text(encoding="utf-8")
            if source.suffix != ".py":
                # In brackets, the template's indentation means nothing to the tokenizer.
                code = f"({templatize(code, origin=str(source))}\n)"
            for _line, message, _comments, context in extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
                catalog.add(message, locations=[(str(source.relative_to(root)), 0)], context=context)
        return catalog

    def kept(self) -> Catalog:
        """Return the Persian that is kept now."""
        if not self.path.exists():
            return Catalog(locale=LANGUAGE, fuzzy=False)
        with self.path.open("rb") as file:
            return read_po(file, locale=LANGUAGE)

    def update(self) -> list[str]:
        """Bring the kept file in line with the code; return the strings that still lack their Persian."""
        found, kept = self.found(), self.kept()
        for message in found:
            known = kept.get(message.id, message.context) if message.id else None
            # A string that has lost its plural keeps nothing: the forms of one do not fit the other.
            if known and known.pluralizable == message.pluralizable:
                message.string = known.string
        if len(found):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("wb") as file:
                write_po(file, found, omit_header=False, include_lineno=False, sort_output=True, width=0)
        return missing_in(found)

    def missing(self) -> list[str]:
        """Return the strings of the code that have no Persian."""
        found, kept = self.found(), self.kept()
        for message in found:
            known = kept.get(message.id, message.context)
            message.string = known.string if known and not known.fuzzy else ""
        return missing_in(found)

    def compile(self) -> None:
        """Write what Django reads: the Persian beside the kept file, and of the English what differs from the code."""
        if self.path.exists():
            kept = self.kept()
            _write_binary(self.binary("en"), english_of(kept))
            _write_binary(self.binary(LANGUAGE), persian_of(kept))

    def compile_if_older(self) -> None:
        """Compile when a binary form is missing, or older than the kept file or the rule that joins."""
        sources = [self.path, Path(units.__file__)]
        binaries = [self.binary(LANGUAGE), self.binary("en")]
        if self.path.exists() and min(map(_changed_at, binaries)) < max(map(_changed_at, sources)):
            self.compile()

    def binary(self, language: str) -> Path:
        """Return the path of the binary form of a language."""
        return Path(self.app.path) / "locale" / language / "LC_MESSAGES" / "django.mo"


def persian_of(kept: Catalog) -> Catalog:
    """Return the Persian as it is read, with every number joined to its unit."""
    for message in kept:
        message.string = _joined(message.string, LANGUAGE)
    return kept


def english_of(kept: Catalog) -> Catalog:
    """Return the English that is read otherwise than the code has it: what has numbers to join to their units."""
    english = Catalog(locale="en", fuzzy=False, creation_date=WRITTEN_AT, revision_date=WRITTEN_AT)
    for message in kept:
        if message.id and (said := _joined(message.id, "en")) != message.id:
            english.add(message.id, said, context=message.context)
    return english


def _joined(said, language: str):
    """Return a text, or each form of a plural, with its units joined."""
    if isinstance(said, str):
        return join_units(said, language)
    return tuple(join_units(form, language) for form in said)


def _changed_at(path: Path) -> float:
    """Return when a file was written last, in seconds; one that is missing is older than any."""
    return path.stat().st_mtime if path.exists() else 0.0


def _write_binary(path: Path, catalog: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


def missing_in(catalog: Catalog) -> list[str]:
    """Return the ids whose string, or any plural form of it, is empty."""
    return [
        str(message.id)
        for message in catalog
        if message.id and not all(message.string if isinstance(message.string, (list, tuple)) else [message.string])
    ]


def all_apps() -> list[AppTranslations]:
    """Return the project's own applications."""
    return [AppTranslations(app) for app in apps.get_app_configs() if app.name.startswith("poshtyar.")]
