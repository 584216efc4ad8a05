"""The application's name and label."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organizations, members, invitations and stores."""

    name = "poshtyar.accounts"
    label = "accounts"
