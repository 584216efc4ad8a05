"""The application's name and label."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Self-help: the questions that are asked most."""

    name = "poshtyar.knowledge"
    label = "knowledge"
