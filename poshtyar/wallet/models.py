"""The ledger tables."""
