"""What a seeded bug is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """One bug that somebody could write: in `file`, `old` (which stands there once) becomes `new`, and `test` fails."""

    name: str
    file: str
    old: str
    new: str
    bug: str
    test: str
    database: str = "SQLite"

    @property
    def row(self) -> str:
        """Its line in docs/mutants.md."""
        return f"| {self.name} | {self.bug} | `{self.test}` | {self.database} |"
