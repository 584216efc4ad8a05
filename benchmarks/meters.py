"""Processor time and memory, read where the kernel counts them.

Processor time is what counts here: unlike the time on the clock, it hardly grows when the machine is busy with others.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time: in Python, and in the database."""

    python: float
    database: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.python + self.database

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.python - other.python, self.database - other.database)

    def __truediv__(self, times: int) -> "Cost":
        return Cost(self.python / times, self.database / times)


def middle(costs: list[Cost]) -> Cost:
    """Return the median of each part."""
    return Cost(median(cost.python for cost in costs), median(cost.database for cost in costs))


class Meter:
    """Reads what a Python process and the database's server have used so far."""

    def __init__(self, pid: int, connection) -> None:
        """Watch this process, and the server behind Django's connection, which runs on this machine."""
        self.pid = pid
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.postmaster = _parent(cursor.fetchone()[0])

    def read(self) -> Cost:
        """Return what was used since the processes started, whichever of the server's processes used it."""
        return Cost(_milliseconds(self.pid), sum(map(_milliseconds, [self.postmaster, *_children(self.postmaster)])))


def resident_megabytes(pid: int) -> float:
    """Return how much memory the process holds now."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def _stat(pid: int | str) -> list[str]:
    # The command stands in parentheses and may hold spaces; what follows is numbers.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if _parent(int(path.name)) == pid:
                found.append(int(path.name))
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended meanwhile.
    return found


def _milliseconds(pid: int) -> float:
    # utime, stime, and the same of children that have ended.
    try:
        return sum(map(int, _stat(pid)[11:15])) * 1000 / TICKS
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # Its parent has it now.
