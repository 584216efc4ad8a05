"""How uploads arrive: on disk, and never further than the limit."""

import tempfile

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from poshtyar.files import clients


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to disk as far as the limit and the disk's reserve, and only counts the rest.

    The request is read to its end, so that the form keeps what was typed and the refusal can say the size.
    """

    def receive_data_chunk(self, raw_data, start):
        """Keep the chunk if the file is still within the limit and the disk has room for it."""
        if start + len(raw_data) > settings.UPLOAD_FILE_BYTES:
            return
        if clients.room(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()) < len(raw_data):
            self.file.is_cut = True  # type: ignore[attr-defined]  # Read by `check_uploads`.
        else:
            super().receive_data_chunk(raw_data, start)
