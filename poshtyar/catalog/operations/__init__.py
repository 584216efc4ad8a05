"""Changes of what is sold."""

from poshtyar.catalog.operations.comparison import (
    CellFacts,
    RowFacts,
    add_comparison_row,
    change_comparison_row,
    delete_comparison_row,
    move_comparison_row,
)
from poshtyar.catalog.operations.installation import install_default_catalog
from poshtyar.catalog.operations.packages import (
    PackageFacts,
    TermsOutOfRange,
    change_package,
    create_package,
    delete_package,
    move_package,
)
from poshtyar.catalog.operations.refusals import CatalogFull, CodeTaken, InUse

__all__ = [
    "CatalogFull",
    "CellFacts",
    "CodeTaken",
    "InUse",
    "PackageFacts",
    "RowFacts",
    "TermsOutOfRange",
    "add_comparison_row",
    "change_comparison_row",
    "change_package",
    "create_package",
    "delete_comparison_row",
    "delete_package",
    "install_default_catalog",
    "move_comparison_row",
    "move_package",
]
