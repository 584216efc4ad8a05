"""Changes of what is sold."""

from poshtyar.catalog.operations.installation import install_default_catalog

__all__ = ["install_default_catalog"]
