"""The cast and the clock of every test."""

import gc
from itertools import count

import hypothesis
import pytest
from django.core.cache import cache
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import TransactionTestCase

from poshtyar.accounts.models import Role
from poshtyar.catalog.models import Package
from poshtyar.ordering.queries import most_chosen_as_of
from tests import factories, ready_made
from tests.emptied import delete_every_row
from tests.loopback_bank import LoopbackBank
from tests.plain_spaces import plain_spaces
from tests.ready_made import put_default_catalog
from tests.signing_in import one_session_each
from tests.workers import SharedWorkers

_numbers = count()
# Reading thousands of tests makes millions of things that stay until the end, and no garbage.
gc.disable()
# Chosen on the command line, before any test is read.
hypothesis.settings.register_profile("nightly", hypothesis.settings(print_blob=True))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop():
    """Look for garbage again, but not among what was made by reading the tests: that took a seventh of all time."""
    gc.freeze()
    gc.set_threshold(10_000, 5, 5)  # as a served site (config/asgi.py)
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let tests that start alike share a worker."""
    return SharedWorkers(config, log)


@pytest.fixture(scope="session", autouse=True)
def let_tests_flush():
    """Empty the tables after a test with real transactions by deleting what it wrote."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: delete_every_row())
        yield


@pytest.fixture(scope="session", autouse=True)
def read_plain_spaces():
    """Let tests write "12 coins" with the space of the keyboard."""
    with plain_spaces():
        yield


@pytest.fixture(scope="session", autouse=True)
def sign_in_at_once():
    """Sign people in with one session each."""
    with one_session_each():
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Let a test database be a copy of one that the run has migrated already; pytest-django asks for it before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "create_test_db", ready_made.create_test_db)
        yield


@pytest.fixture(autouse=True)
def plain_settings(settings, tmp_path_factory):
    """Keep tests fast and apart: cheap passwords, files in a folder of their own, static files without hashes."""
    # A name alone: few tests write a file, and whoever does makes the folder.
    folder = tmp_path_factory.getbasetemp() / f"files-of-test-{next(_numbers)}"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = folder / "files"
    settings.LEDGER_SEAL_FILE = folder / "ledger-seals.txt"
    settings.STAFF_TOTP_REQUIRED = False
    cache.clear()  # Tries of one test do not count in the next.
    most_chosen_as_of.cache_clear()
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def now():
    """Saturday 1405-09-07, 10:00 in Tehran."""
    return factories.NOW


@pytest.fixture
def alice(db):
    """Alice owns the organization."""
    return factories.make_user("Alice")


@pytest.fixture
def organization(alice):
    """Alice's organization."""
    return factories.make_organization(alice)


@pytest.fixture
def bob(organization):
    """Bob works in it, and may not approve."""
    user = factories.make_user("Bob")
    factories.join(organization, user)
    return user


@pytest.fixture
def charlie(db):
    """Charlie owns another organization and must see nothing."""
    user = factories.make_user("Charlie")
    factories.make_organization(user, "Charlie's shops")
    return user


@pytest.fixture
def agnes(db):
    """Agnes is an agent."""
    return factories.make_user("Agnes", Role.AGENT)


@pytest.fixture
def leo(db):
    """Leo is a lead."""
    return factories.make_user("Leo", Role.LEAD)


@pytest.fixture
def mina(db):
    """Mina is the manager."""
    return factories.make_user("Mina", Role.MANAGER)


@pytest.fixture
def store(organization):
    """Alice's store."""
    return factories.make_store(organization)


@pytest.fixture
def essential(db):
    """Essential, of the default catalog: 300 coins for 6,000,000 toman before VAT."""
    put_default_catalog()
    return Package.objects.get(code="essential")


@pytest.fixture
def bank(settings):
    """A bank on loopback, honest until the test makes it decline or lie."""
    bank = LoopbackBank()
    settings.PAYMENT_GATEWAY, settings.PAYMENT_MERCHANT = "demo_bank", "0" * 36
    settings.DEMO_BANK_URL = bank.url
    yield bank
    bank.close()
