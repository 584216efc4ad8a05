"""create_staff …"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from poshtyar.accounts.models import Role, User


def make(**more):
    out = StringIO()
    call_command("create_staff", email="Sara@Example.com", name="Sara", role="lead", stdout=out, **more)
    return out.getvalue()


@pytest.mark.django_db
def test_prints_a_password_that_works_once_shown():
    printed = make()

    user = User.objects.get()
    assert (user.email, user.role, user.mobile) == ("sara@example.com", Role.LEAD, None)
    assert user.check_password(printed.split()[-1])


@pytest.mark.django_db
def test_takes_the_password_of_the_environment_and_prints_none(monkeypatch):
    monkeypatch.setenv("POSHTYAR_STAFF_PASSWORD", "from the environment")

    printed = make()

    assert User.objects.get().check_password("from the environment")
    assert "from the environment" not in printed


@pytest.mark.django_db
def test_refuses_an_address_that_somebody_has():
    make()

    with pytest.raises(CommandError, match=r"Sara@Example\.com"):
        make()
