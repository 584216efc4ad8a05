"""R37: serve for a while at half load and see what grows:  python -m tests.faults.soak MINUTES

Exits with 1 when the web process took more than 5 % more memory, or more files, in the second half than after the
first, in which caches fill.
"""

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.faults.load import Load
from tests.faults.site import Site, prepare

MOST_GROWTH = 1.05
# Eight customers who pause this long between their rounds take about half of what two cores can.
PAUSE = 0.5


@dataclass(frozen=True)
class Growth:
    """Memory and open files when the caches were full, and at the end."""

    bytes_before: float
    bytes_after: float
    files_before: float
    files_after: float
    statuses: dict[int, int]

    def __str__(self) -> str:
        memory = f"memory {self.bytes_before / 2**20:.1f} MB, then {self.bytes_after / 2**20:.1f} MB"
        return f"{memory}; open files {self.files_before:.0f}, then {self.files_after:.0f}; answers {self.statuses}"


def soak(site: Site, seconds: float) -> Growth:
    """Serve a site for so long, and compare the end with the middle."""
    server, memory, files = site.serve(), [], []
    with Load(site, pause=PAUSE) as load:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(min(1.0, seconds / 20))
            memory.append(server.memory_info().rss)
            files.append(server.num_fds())
            # A run of hours says where it is.
            if len(memory) % 60 == 0:
                print(f"{len(memory) // 60} min: {memory[-1] / 2**20:.1f} MB, {files[-1]} files", flush=True)
    middle, part = len(memory) // 2, max(1, len(memory) // 8)
    return Growth(
        bytes_before=median(memory[middle : middle + part]),
        bytes_after=median(memory[-part:]),
        files_before=median(files[middle : middle + part]),
        files_after=median(files[-part:]),
        statuses=dict(load.tally.statuses),
    )


def main() -> int:
    """Soak a site of its own on SQLite; return 1 when something grew."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(prefix="poshtyar-soak-") as place:
        folder = Path(place) / "site"
        (folder / "data").mkdir(parents=True)
        database = f"sqlite:///{folder}/data/poshtyar.sqlite3"
        site = Site(folder, database, prepare(folder, database, customers=8, quotes=20))
        try:
            growth = soak(site, minutes * 60)
        finally:
            site.stop()
    print(growth)
    return int(growth.bytes_after > growth.bytes_before * MOST_GROWTH or growth.files_after > growth.files_before + 2)


if __name__ == "__main__":
    raise SystemExit(main())
