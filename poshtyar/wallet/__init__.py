"""The coin ledger: lots, holds, entries and movements of prepaid coins."""
