"""How uploads arrive: on disk, and never further than the limit."""

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes an upload to disk as far as the limit and only counts the rest.

    The request is read to its end, so that the form keeps what was typed and the refusal can say the size.
    """

    def receive_data_chunk(self, raw_data, start):
        """Keep the chunk if the file is still within the limit."""
        if start + len(raw_data) <= settings.UPLOAD_FILE_BYTES:
            super().receive_data_chunk(raw_data, start)
