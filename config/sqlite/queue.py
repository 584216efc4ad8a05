"""A queue for whoever wants to write into one SQLite file: threads and processes alike, first come, first served.

Each who comes draws a number and holds a lock on the byte of that number, and waits until nobody holds the byte before
it. A process that dies lets its locks go, so nobody waits for the dead. The queue only orders: that no two write at
once is SQLite's own doing, so who gives up waiting, or does not know the queue, harms nobody.
"""

import fcntl
import os
import struct
import time
import weakref
from pathlib import Path

PAUSE = 0.001  # seconds between two looks at the one in front
# Where the next number stands, and whose lock is held while it is drawn; the numbers' own bytes follow.
COUNTER, FIRST = 0, 16
NUMBER = struct.Struct("<q")
FLOCK = struct.Struct("hhqqi4x")


class Queue:
    """One connection's place in the queue of its file."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        # Threads end without a word, and their connections with them.
        self._finish = weakref.finalize(self, os.close, self._file)
        self._place: int | None = None

    def enter(self, *, seconds: float) -> None:
        """Wait for one's turn, but no longer than so many seconds."""
        deadline = time.monotonic() + seconds
        self._place = self._draw()
        while not self._lock(self._place - 1) and time.monotonic() < deadline:
            time.sleep(PAUSE)
        self._unlock(self._place - 1)

    def leave(self) -> None:
        """Let the next one come; whoever is not in the queue leaves nothing."""
        if self._place is not None:
            self._unlock(self._place)
            self._place = None

    def close(self) -> None:
        """Leave for good."""
        self._finish()

    def _draw(self) -> int:
        """Return the next number, with its byte locked before anybody can come after it."""
        self._lock(COUNTER, wait=True)
        try:
            found = os.pread(self._file, NUMBER.size, COUNTER)
            place = NUMBER.unpack(found)[0] + 1 if len(found) == NUMBER.size else FIRST
            os.pwrite(self._file, NUMBER.pack(place), COUNTER)
            self._lock(place)
        finally:
            self._unlock(COUNTER)
        return place

    def _lock(self, byte: int, *, wait: bool = False) -> bool:
        """Lock a byte and say whether that was possible now; locks of open files count between threads too."""
        command = fcntl.F_OFD_SETLKW if wait else fcntl.F_OFD_SETLK
        try:
            fcntl.fcntl(self._file, command, FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, byte, 1, 0))
        except BlockingIOError:
            return False
        return True

    def _unlock(self, byte: int) -> None:
        fcntl.fcntl(self._file, fcntl.F_OFD_SETLK, FLOCK.pack(fcntl.F_UNLCK, os.SEEK_SET, byte, 1, 0))
