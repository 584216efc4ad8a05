"""Seeded bugs of the coin, each of which a named test must find: `python -m tests.mutants` (docs/mutants.md)."""

from tests.mutants import ordering, quotes, wallet

MUTANTS = (*wallet.MUTANTS, *quotes.MUTANTS, *ordering.MUTANTS)
