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
@pytest.mark.parametrize("refusal", [IntegrityError("The nonce is taken."), DomainError("No longer.")])
@pytest.mark.parametrize("around", [False, True])
def test_of_a_form_that_is_refused_answers_what_the_form_wrote_before(around, refusal):
    """R7: two clicks at the same instant; inside another transaction too."""

    @operation_of_a_form(lambda nonce: f"what {nonce} wrote")
    def be_second(nonce):
        make("not kept")
        raise refusal

    if around:
        with transaction.atomic():
            answer = be_second("this form")
            make("around")
    else:
        answer = be_second("this form")

    assert (answer, names()) == ("what this form wrote", ["around"] if around else [])


@pytest.mark.django_db
@pytest.mark.parametrize("refusal", [IntegrityError("Another constraint."), DomainError("No.")])
def test_of_a_form_that_wrote_nothing_before_is_refused(refusal):
    @operation_of_a_form(lambda: None)
    def be_refused():
        raise refusal

    with pytest.raises(type(refusal)):
        be_refused()
