"""R78: nobody learns who has an account, neither by what is answered nor by the work that answering takes.

The work is compared by what cannot waver: the statements and the hashes of passwords. Processor time is measured
besides; TIMING_SAMPLES=1000 for figures that mean something.
"""

import os
import random
import re
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.accounts.models import Invitation, LoginCode, User
from poshtyar.portal.tests.test_log_in import plain
from tests import factories
from tests.confirmed import confirm

pytestmark = pytest.mark.django_db

SAMPLES = int(os.environ.get("TIMING_SAMPLES", "20"))
PASSWORD = "a long password of somebody"
HASHES = []


class CountedHasher(MD5PasswordHasher):
    """Tells how often a password was hashed."""

    def encode(self, password, salt):
        HASHES.append(password)
        return super().encode(password, salt)


class QuickArgon2(Argon2PasswordHasher):
    """As real as the installation's, and small enough for thousands."""

    time_cost, memory_cost, parallelism = 1, 8192, 1


@pytest.fixture
def owner(alice, organization):
    """Alice, who invites people and changes her address."""
    client = Client()
    client.force_login(alice)
    return confirm(client, alice)


def by_password(owner, person):
    return Client().post(reverse("portal:log_in_with_password"), {"email": person.email, "password": "wrong"})


def for_a_code(owner, person):
    return Client().post(reverse("portal:log_in"), {"mobile": person.mobile})


def by_a_wrong_code(owner, person):
    client = Client()
    client.post(reverse("portal:log_in"), {"mobile": person.mobile})
    return lambda: client.post(reverse("portal:enter_login_code"), {"code": "000000"})


def for_a_new_password(owner, person):
    return Client().post(reverse("portal:ask_password_reset"), {"email": person.email})


def by_registering(owner, person):
    return Client().post(reverse("portal:register"), {"email": person.email})


def by_adding_a_number(owner, person):
    client, newcomer = Client(), factories.make_user("Newcomer", mobile=None)
    client.force_login(newcomer)
    confirm(client, newcomer)
    return lambda: client.post(reverse("portal:send_mobile_code"), {"mobile": person.mobile})


def by_asking_for_advice(owner, person):
    form = {"name": "x", "mobile": person.mobile, "subject": "x", "body": "x", "nonce": "a-nonce-of-timing"}
    return Client().post(reverse("portal:ask_for_advice"), form)


def by_inviting(owner, person):
    return owner.post(reverse("portal:invite_member"), {"mobile": person.mobile, "role": "member"})


def by_changing_an_address(owner, person):
    return owner.post(reverse("portal:ask_email_change"), {"email": person.email})


DOORS = [
    by_password,
    for_a_code,
    by_a_wrong_code,
    for_a_new_password,
    by_registering,
    by_adding_a_number,
    by_asking_for_advice,
    by_inviting,
    by_changing_an_address,
]
# What goes before the last step of these is not compared.
AFTER_A_STEP = {by_a_wrong_code, by_adding_a_number}


def nobody() -> User:
    """Return somebody who is in no table."""
    number = random.randrange(10**7)
    return User(mobile=f"+98935{number:07}", email=f"somebody{number}@example.com")


def somebody(role: str = "customer", **fields) -> User:
    """Return somebody who has an account."""
    person = factories.make_user("Somebody", role, **fields)
    person.set_password(PASSWORD)
    person.save()
    return person


def without_a_password() -> User:
    return factories.make_user("Somebody")


def inactive() -> User:
    return somebody(is_active=False)


PEOPLE = [somebody, lambda: somebody("agent"), without_a_password, inactive]


def knock(door, owner, person):
    """Return the answer, what was asked of the database, and how many passwords were hashed."""
    cache.clear()
    step = door(owner, person) if door in AFTER_A_STEP else lambda: door(owner, person)
    HASHES.clear()
    with CaptureQueriesContext(connection) as asked:
        answer = step()
    Invitation.objects.all().delete()
    statements = [re.sub(r"'[^']*'|s\d+_x\d+|\b\d+\b|\([\d, ]+\)", "?", one["sql"]) for one in asked.captured_queries]
    name = person.mobile if person.mobile[4:] in answer.content.decode() else person.email
    return (answer.status_code, answer.headers.get("Location"), plain(answer, name)), statements, len(HASHES)


@pytest.mark.parametrize("door", DOORS)
def test_r78_known_and_unknown_people_are_the_same_answer_and_the_same_work(door, owner, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    knock(door, owner, nobody())  # What is kept from the first time on is fetched before.

    expected = knock(door, owner, nobody())
    for kind in PEOPLE:
        found = knock(door, owner, kind())
        assert found[0] == expected[0]
        assert [statement[:60] for statement in found[1]] == [statement[:60] for statement in expected[1]]
        assert found[2] == expected[2]
    assert expected[2] == (door is by_password)


def area_under_curve(first: list[float], second: list[float]) -> float:
    """Return how often the first takes longer than the second: a half says nothing, one tells them apart."""
    won = sum((a > b) + (a == b) / 2 for a in first for b in second)
    return won / len(first) / len(second)


def area_at(door, owner) -> float:
    """Measure the area of as many known people as unknown ones at a door."""
    known, unknown = [], []
    for _ in range(SAMPLES):
        pair = [(known, somebody()), (unknown, nobody())]
        random.shuffle(pair)
        for taken, person in pair:
            cache.clear()
            step = door(owner, person) if door in AFTER_A_STEP else lambda person=person: door(owner, person)
            begun = time.process_time()
            step()
            taken.append(time.process_time() - begun)
        Invitation.objects.all().delete()
        LoginCode.objects.all().delete()
    return area_under_curve(known, unknown)


@pytest.mark.parametrize("door", DOORS)
def test_r78_processor_time_tells_nobody_who_is_known(door, owner, settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickArgon2"]
    settings.LOGIN_TRIES_PER_ADDRESS = settings.LOGIN_CODES_IN_ALL = 10**6
    # By chance alone, equal things differ by this much in so few samples (three standard deviations).
    by_chance = 3 * ((2 * SAMPLES + 1) / (12 * SAMPLES**2)) ** 0.5

    areas = [area_at(door, owner)]
    if abs(areas[0] - 0.5) > 0.05 + by_chance:
        # At nine doors chance goes further now and then; who is really known is known the second time too.
        areas.append(area_at(door, owner))

    print(f"{door.__name__}: AUC {areas} of {SAMPLES} samples (0.5 ± {by_chance:.3f} by chance)")
    assert abs(areas[-1] - 0.5) <= 0.05 + by_chance
