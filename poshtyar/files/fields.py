"""The form field of files, for every door."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.files.operations import MEGABYTE, check_uploads


class FilesInput(forms.FileInput):
    """An input that takes several files."""

    allow_multiple_selected = True


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
        """Announce the limits in the reader's language, and that files must be chosen again after a refusal."""
        limits = gettext("Up to %(count)s files, %(size)s MB each.") % {
            "count": format_number(settings.UPLOAD_FILES_PER_MESSAGE),
            "size": format_number(settings.UPLOAD_FILE_BYTES // MEGABYTE),
        }
        again = gettext("Please choose your files again; the browser does not keep them.")
        self.help_text = f"{limits} {again}" if form.files.getlist(field_name) else limits
        return super().get_bound_field(form, field_name)
