"""R30: when the disk is full, …"""

import shutil
import subprocess
from collections import Counter

import pytest

pytestmark = pytest.mark.sqlite
PAGES = ("/dashboard/", "/tickets/", "/wallet/", "/")


@pytest.fixture
def small_disk(make_site):
    """Put a site's data folder on a disk of 32 MB; without the right to mount one, skip loudly."""
    site = make_site()
    data, kept = site.folder / "data", site.folder / "kept"
    data.rename(kept)
    data.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(data)], capture_output=True)
    if mounted.returncode:
        pytest.skip("NO TEST OF A FULL DISK: only root may mount a small one")
    try:
        subprocess.run(["cp", "-a", f"{kept}/.", str(data)], check=True)
        yield site
    finally:
        site.stop()
        subprocess.run(["umount", str(data)], check=True)


def fill(site, *, leave: int) -> None:
    """Write a file that leaves so many bytes free."""
    data = site.folder / "data"
    with (data / f"ballast-{leave}").open("wb") as ballast:
        ballast.write(b"\0" * (shutil.disk_usage(data).free - leave))


def reply(browser, ticket: int, word: str, **files):
    """Write an answer, with files or without."""
    form = {"body": word, "nonce": f"form-of-the-{word}"}
    return browser.post(f"/tickets/{ticket}/reply/", data=form, **files)


def test_r30_files_are_refused_first_then_writing_while_reading_goes_on_and_nothing_is_lost(small_disk):
    site = small_disk
    alice, *_ = site.people["customers"]
    site.serve()
    site.wait_until_idle()
    with site.browser(alice["session"]) as browser:
        fill(site, leave=1_500_000)
        small = {"files": {"files": ("note.txt", b"note", "text/plain")}}

        refused, taken = reply(browser, alice["ticket"], "word-1", **small), reply(browser, alice["ticket"], "word-2")

        assert (refused.status_code, taken.status_code) == (422, 302)
        assert "الان جایی برای فایل نداریم" in refused.text
        assert "word-1" in refused.text

        fill(site, leave=0)
        answers = [browser.post(f"/quotes/{quote}/approve/", data={"version": 1}) for quote in alice["quotes"][:5]]
        # What the log of the database had room for before is still taken, and kept.
        while sum(answer.status_code == 503 for answer in answers) < 60:
            assert len(answers) < 300, "it writes for ever on a full disk"
            answers.append(reply(browser, alice["ticket"], f"word-full-{len(answers)}"))
        answers += [reply(browser, alice["ticket"], f"word-file-{turn}", **small) for turn in range(5)]
        reads = [browser.get(page).status_code for page in (*PAGES, f"/tickets/{alice['ticket']}/", "/healthz")]

        statuses = Counter(answer.status_code for answer in answers)
        assert set(reads) == {200}
        assert (set(statuses) - {302}, statuses[422]) == ({503, 422}, 5)
        pages = [answer for answer in answers if answer.status_code == 503]
        assert all(page.headers["Retry-After"] and "چیز تازه‌ای ثبت نمی‌شه" in page.text for page in pages)

        for ballast in (site.folder / "data").glob("ballast-*"):
            ballast.unlink()
        assert reply(browser, alice["ticket"], "word-after", **small).status_code == 302
    written = site.column("SELECT body FROM tickets_message WHERE body LIKE 'word-%%'")
    approved = site.column("SELECT id FROM quotes_quote WHERE state = 'approved'")
    assert {"word-2", "word-after"} <= set(written)
    assert len(written) + len(approved) == 2 + statuses[302]
    assert site.column("PRAGMA integrity_check") == ["ok"]
    site.check_ledger()
