"""delete_comparison_row …"""

import pytest

from poshtyar.catalog.models import ComparisonRow, Package, Right
from poshtyar.catalog.operations import delete_comparison_row
from poshtyar.catalog.queries import packages_by_right
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from tests import factories


@pytest.fixture
def seo(catalog):
    """The row of the SEO review: Basic and Professional have it."""
    return ComparisonRow.objects.get(code="seo-review")


def test_takes_the_row_and_its_right_from_what_is_sold(seo, changes, organization, mina, now):
    factories.make_package(organization, "basic")

    delete_comparison_row(row=seo, version=1, actor=mina, now=now)

    assert ComparisonRow.objects.count() == 8
    assert Right.SEO_REVIEW not in packages_by_right()
    assert Right.SEO_REVIEW in organization.owned_packages.get().rights
    [(kind, said)] = changes()
    assert (kind, said["label_en"]) == ("comparison_row_deleted", ["SEO review and guidance", None])
    assert set(said["cells"][0]) == {"basic", "professional"}
    assert set(Package.objects.filter(version=2).values_list("code", flat=True)) == {"basic", "professional"}


def test_refuses_when_it_was_changed_meanwhile(seo, mina, now):
    ComparisonRow.objects.filter(pk=seo.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_comparison_row(row=seo, version=1, actor=mina, now=now)

    assert ComparisonRow.objects.count() == 9


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(seo, now, who, request):
    with pytest.raises(NotAllowed):
        delete_comparison_row(row=seo, version=1, actor=request.getfixturevalue(who), now=now)

    assert ComparisonRow.objects.count() == 9
