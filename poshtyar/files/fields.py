"""The form field of files, for every door, and the form that sends files which were uploaded before it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.errors import DomainError
from poshtyar.common.forms import Form
from poshtyar.common.ids import clean_public_id
from poshtyar.files.limits import announced, gone, too_large, too_many
from poshtyar.files.models import StoredFile
from poshtyar.files.operations import check_uploads, store_file, store_what_can_be

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User


class FilesInput(forms.FileInput):
    """An input that takes several files, and is never refused for being empty: its forms are `novalidate`.

    `required` alone lets a style sheet see that nothing is chosen, and say so in our words; the script takes it off.
    """

    allow_multiple_selected = True

    def __init__(self, attrs=None) -> None:
        super().__init__({"required": True, "aria-invalid": "false", **(attrs or {})})

    def get_context(self, name, value, attrs):
        """Announce the limits to the script too, in the reader's language; it refuses before it uploads."""
        limits = {
            "data-limit": settings.UPLOAD_FILE_BYTES,
            "data-most": settings.UPLOAD_FILES_PER_MESSAGE,
            "data-too-large": too_large("{name}", "{size}"),
            "data-too-many": too_many(settings.UPLOAD_FILES_PER_MESSAGE + 1),
        }
        return super().get_context(name, value, {**limits, **(attrs or {})})


class FilesField(forms.FileField):
    """Several files at once, within the limits that are announced before; cleaned to a list of uploads."""

    widget = FilesInput

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"label": _("Files"), "required": False, "allow_empty_file": True, **kwargs})

    def clean(self, data, initial=None):
        """Return the uploads; refuse too many or too large ones, with the numbers."""
        uploads = [super(FilesField, self).clean(upload, initial) for upload in data or []]
        try:
            check_uploads(uploads)
        except DomainError as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal
        return uploads

    def get_bound_field(self, form, field_name):
        """Announce the limits in the reader's language."""
        self.help_text = announced()
        if form.files.getlist(field_name) and not isinstance(form, FilesForm):
            self.help_text += " " + gettext("Please choose your files again; the browser does not keep them.")
        return super().get_bound_field(form, field_name)


class KeptFilesField(forms.Field):
    """The names of files that were uploaded before the form was sent; a draft keeps them as one text."""

    widget = forms.MultipleHiddenInput

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_python(self, value) -> list[str]:
        """Return the names, each once, no more than one message carries and one."""
        names = value.split(",") if isinstance(value, str) else value or []
        return [*dict.fromkeys(name for name in names if name)][: settings.UPLOAD_FILES_PER_MESSAGE + 1]


class FilesForm(Form):
    """A form that sends files: some come with it, and some were uploaded before, by the same person alone."""

    files = FilesField()  # type: ignore[assignment]  # Django keeps declared fields apart from `self.files`.
    kept_files = KeptFilesField()

    def __init__(self, *args, writer: "User", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.writer = writer

    def clean_kept_files(self) -> list[StoredFile]:
        """Return the files in the order of their names; refuse what is gone or would be too many."""
        names = self.cleaned_data["kept_files"]
        found = self._found(names)
        if len(found) < len(names):
            self.add_error("files", ValidationError(gone(), code="file_gone"))
        count = len(found) + len(self.cleaned_data.get("files") or [])
        if count > settings.UPLOAD_FILES_PER_MESSAGE and "files" not in self.errors:
            self.add_error("files", ValidationError(too_many(count), code="too_many_files"))
        return found

    @cached_property
    def kept(self) -> list[StoredFile]:
        """The uploaded files that are drawn with the form, and go with it when it is sent."""
        return [file for file in self._found(self._names()) if file.attached_at is None]

    def gone(self) -> str:
        """Return in words that a file of the draft is there no more."""
        return gone() if not self.is_bound and len(self.kept) < len(self._names()) else ""

    def keep(self, stored: Sequence[StoredFile]) -> None:
        """Draw these with the refused form: what was chosen once need not be chosen again."""
        data = cast("MultiValueDict", self.data).copy()
        self.kept = [*self.kept, *stored]
        data.setlist("kept_files", [file.public_id for file in self.kept])
        self.data = data

    def _names(self) -> list[str]:
        field = cast(KeptFilesField, self.fields["kept_files"])
        return field.to_python(self["kept_files"].value())

    def _found(self, names: list[str]) -> list[StoredFile]:
        wanted = [name for name in names if clean_public_id(name)]
        if not wanted:
            return []
        rows = StoredFile.objects.filter(public_id__in=wanted, uploaded_by=self.writer)
        found = {file.public_id: file for file in rows}
        return [found[name] for name in names if name in found]


def files_of(form: FilesForm, *, organization: "Organization", now: datetime) -> list[StoredFile]:
    """Store the files that came with a valid form, before its operation: no transaction may wait for a disk.

    Returns them after those that were uploaded earlier. If the operation refuses, the form draws all of them again.
    Raises what `store_file` raises.
    """
    said = form.cleaned_data
    stored = [
        store_file(upload=upload, organization=organization, actor=form.writer, now=now) for upload in said.pop("files")
    ]
    form.keep(stored)
    return [*said.pop("kept_files"), *stored]


def keep_files_of(form: FilesForm, *, organization: "Organization", now: datetime) -> None:
    """Store what came with a refused form, as far as it can be, so that the form draws it again."""
    sent = cast("MultiValueDict", form.files)
    if uploads := sent.getlist(form.add_prefix("files")):
        form.keep(store_what_can_be(uploads=uploads, organization=organization, actor=form.writer, now=now))
