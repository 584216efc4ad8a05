"""Read by every Python whose clock libfaketime sets: sleep as Python 3.10 did.

From 3.11 on time.sleep() waits for a moment of the monotonic clock. libfaketime 0.9.10 shifts that moment although it
was told to leave this clock alone, and the kernel refuses it (libfaketime's issue 426). select() waits for a length.
"""

import select
import time


def sleep(seconds: float) -> None:
    """Wait so many seconds, whatever the clock on the wall does."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep
