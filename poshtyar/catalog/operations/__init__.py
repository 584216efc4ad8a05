"""Changes of what is sold."""

from poshtyar.catalog.operations.comparison import (
    CellFacts,
    RowFacts,
    add_comparison_row,
    change_comparison_row,
    delete_comparison_row,
    move_comparison_row,
)
from poshtyar.catalog.operations.groups import (
    GroupFacts,
    add_service_group,
    change_service_group,
    delete_service_group,
    move_service_group,
)
from poshtyar.catalog.operations.installation import install_default_catalog
from poshtyar.catalog.operations.packages import (
    PackageFacts,
    change_package,
    create_package,
    delete_package,
    move_package,
)
from poshtyar.catalog.operations.refusals import CatalogFull, CodeTaken, InUse, TermsOutOfRange
from poshtyar.catalog.operations.services import (
    ServiceFacts,
    TooManyExamples,
    add_service,
    change_service,
    delete_service,
    move_service,
)

__all__ = [
    "CatalogFull",
    "CellFacts",
    "CodeTaken",
    "GroupFacts",
    "InUse",
    "PackageFacts",
    "RowFacts",
    "ServiceFacts",
    "TermsOutOfRange",
    "TooManyExamples",
    "add_comparison_row",
    "add_service",
    "add_service_group",
    "change_comparison_row",
    "change_package",
    "change_service",
    "change_service_group",
    "create_package",
    "delete_comparison_row",
    "delete_package",
    "delete_service",
    "delete_service_group",
    "install_default_catalog",
    "move_comparison_row",
    "move_package",
    "move_service",
    "move_service_group",
]
