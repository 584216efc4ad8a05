"""The application's name and label."""

from django.apps import AppConfig


class WalletConfig(AppConfig):
    """The coin ledger: lots, holds, entries and movements of prepaid coins."""

    name = "poshtyar.wallet"
    label = "wallet"
