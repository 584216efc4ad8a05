"""The application's name and label."""

from django.apps import AppConfig


class TicketsConfig(AppConfig):
    """The conversation: tickets, messages, notes, and whose turn it is."""

    name = "poshtyar.tickets"
    label = "tickets"
