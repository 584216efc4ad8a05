"""free_port …"""

import socket
from pathlib import Path

from tests.ports import FIRST, MANY, free_port

GIVEN_BY_THE_KERNEL = Path("/proc/sys/net/ipv4/ip_local_port_range")


def test_passes_over_a_port_that_is_taken():
    port = free_port()

    with socket.create_server(("127.0.0.1", port)):
        later = [free_port() for _ in range(3)]

    assert port not in later
    assert len(set(later)) == 3


def test_gives_none_that_the_kernel_may_give_to_somebody_else():
    lowest = int(GIVEN_BY_THE_KERNEL.read_text().split()[0])

    assert lowest >= FIRST + MANY
