"""The application's name and label."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Files that people attach: streamed to disk, checked by magic number, served as downloads."""

    name = "poshtyar.files"
    label = "files"
