"""R14: coins and money are whole numbers, in the code and in both databases."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction

from poshtyar.wallet.tests.coins import buy

ROOT = Path(__file__).resolve().parents[2]
MONEY = ["catalog", "entitlements", "ordering", "quotes", "treasury", "wallet"]
SOURCES = sorted(
    path
    for app in MONEY
    for path in ROOT.glob(f"poshtyar/{app}/**/*.py")
    # Seconds of waiting for a bank are no money.
    if not {"migrations", "tests", "clients.py"} & set(path.relative_to(ROOT).parts)
)
COLUMNS = [
    (model, field)
    for app in MONEY
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.concrete_fields
    if field.name.endswith(("amount", "coins", "debt", "fee", "_rial")) and not isinstance(field, models.BooleanField)
]


def fractions_of(tree: ast.AST) -> list[str]:
    """Return what in a module makes or keeps a fraction."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{node.lineno}: {node.value}")
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.append(f"{node.lineno}: a division")
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"float", "Decimal", "FloatField", "DecimalField", "true_divide"}:
                found.append(f"{node.lineno}: {name}")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_r14_no_fraction_touches_coins_or_money(path):
    assert fractions_of(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_r14_the_check_itself_sees_a_fraction():
    assert len(fractions_of(ast.parse("price = float(x) / 2 + 0.5\nfield = models.DecimalField()"))) == 4


@pytest.mark.parametrize(("model", "field"), COLUMNS, ids=lambda one: getattr(one, "__name__", None) or one.name)
def test_r14_every_column_of_coins_and_money_is_a_whole_number_and_never_negative(model, field):
    assert field.get_internal_type() in {"PositiveIntegerField", "PositiveBigIntegerField"}


@pytest.mark.django_db
@pytest.mark.parametrize("app", MONEY)
def test_r14_every_constraint_stands_in_this_database(app):
    missing = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config(app).get_models():
            standing = connection.introspection.get_constraints(cursor, model._meta.db_table)
            missing += [one.name for one in model._meta.constraints if one.name not in standing]

    assert missing == []


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [-1, 2**31, 2**63 - 1])
def test_r14_the_database_keeps_no_other_number(amount, organization):
    lot = buy(organization, 300)

    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        type(lot).objects.filter(pk=lot.pk).update(available=amount)
