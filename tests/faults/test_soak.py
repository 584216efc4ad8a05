"""R37: the soak of docs/operating.md …"""

from tests.faults.conftest import SECONDS
from tests.faults.soak import soak


def test_r37_measures_memory_and_files_of_a_site_that_works(site):
    growth = soak(site, SECONDS)

    print(growth)
    assert set(growth.statuses) <= {200, 302}
    assert growth.bytes_before > 2**20
    # A few seconds say little of memory; files that are not closed show at once.
    assert growth.files_after <= growth.files_before + 10
