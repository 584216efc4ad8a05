"""Changes of what is sold."""

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
    "CodeTaken",
    "InUse",
    "PackageFacts",
    "TermsOutOfRange",
    "change_package",
    "create_package",
    "delete_package",
    "install_default_catalog",
    "move_package",
]
