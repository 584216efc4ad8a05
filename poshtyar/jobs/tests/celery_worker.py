"""A Celery worker with one task more, for tests:  python -m poshtyar.jobs.tests.celery_worker QUEUE FOLDER

A process, not a thread: Celery's embedded test worker waits without end when it cannot start.
"""

import os
import sys
from pathlib import Path

FOLDERS = ("data_folder_in", "data_folder_out", "control_folder")


def use_queue(app, queue: str, folder: str) -> None:
    """Let an app use this queue; the folder carries its messages when the broker is `filesystem://`."""
    app.conf.task_default_queue = queue
    on_disk = app.conf.broker_url.startswith("filesystem")
    app.conf.broker_transport_options = dict.fromkeys(FOLDERS, folder) if on_disk else {}


def note(*, now, path: str, word: str) -> None:
    """Append a word to a file."""
    with Path(path).open("a") as book:
        book.write(f"{word}\n")


def main() -> None:
    """Work until a signal ends it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from poshtyar.jobs import celery, registry

    registry._tasks["tests.note"] = note
    use_queue(celery.app, *sys.argv[1:])
    options = ["--pool=threads", "--concurrency=2", "--loglevel=ERROR", "--without-gossip", "--without-mingle"]
    # Two workers of one name would fight over the broker's queue for commands.
    celery.app.worker_main(["worker", f"--hostname={sys.argv[1]}@%h", *options])


if __name__ == "__main__":
    main()
