"""An operation …"""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from poshtyar.common.errors import DomainError
from poshtyar.common.transactions import operation, operation_of_a_form


def make(name: str) -> Group:
    return Group.objects.create(name=name)


@operation
def inner(name: str, *, refuse: bool = False) -> None:
    make(name)
    if refuse:
        raise DomainError("No.")


@operation
def outer(*, refuse: bool = False) -> None:
    make("outer")
    inner("inner", refuse=refuse)


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db(transaction=True)
def test_makes_no_savepoint_for_the_operations_that_it_calls():
    with CaptureQueriesContext(connection) as captured:
        outer()

    assert [query["sql"].split()[0] for query in captured] == ["BEGIN", "INSERT", "INSERT", "COMMIT"]


@pytest.mark.django_db(transaction=True)
def test_is_taken_back_whole_when_a_part_of_it_refuses():
    with pytest.raises(DomainError):
        outer(refuse=True)

    assert names() == []


@pytest.mark.django_db
def test_leaves_the_transaction_around_it_as_it_was():
    make("before")
    with pytest.raises(DomainError):
        outer(refuse=True)
    make("after")

    assert names() == ["after", "before"]


@pytest.mark.django_db(transaction=True)
def test_cannot_catch_what_its_part_refused_and_write_on():
    @operation
    def careless():
        make("careless")
        with pytest.raises(DomainError):
            inner("inner", refuse=True)
        make("more")

    with pytest.raises(transaction.TransactionManagementError):
        careless()

    assert names() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("around", [False, True])
def test_of_a_form_runs_once_more_after_its_twin(around):
    """R7: two clicks at the same instant; inside another transaction too."""
    tries = []

    @operation_of_a_form
    def written_once():
        make("first try" if not tries else "second try")
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError("The nonce is taken.")

    if around:
        with transaction.atomic():
            written_once()
    else:
        written_once()

    assert names() == ["second try"]
