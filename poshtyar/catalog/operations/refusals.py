"""The refusals that packages, rows, groups and services share."""

from poshtyar.common.errors import DomainError


class CodeTaken(DomainError):
    """Another one has this code."""

    code = "code_taken"


class CatalogFull(DomainError):
    """There are as many as the pages can show."""

    code = "catalog_full"


class InUse(DomainError):
    """Something else holds on to it, so it cannot be deleted."""

    code = "in_use"


class TermsOutOfRange(DomainError):
    """Something would be sold in numbers that make no sense."""

    code = "terms_out_of_range"
