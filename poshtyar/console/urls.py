"""Addresses of the staff pages."""

from django.urls import URLPattern, URLResolver, path

from poshtyar.console.views import ordering, organizations

app_name = "console"

tickets: list[URLPattern | URLResolver] = []

quotes: list[URLPattern | URLResolver] = []

customers: list[URLPattern | URLResolver] = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<str:public_id>/", organizations.organization, name="organization"),
    path("people/<str:public_id>/deactivate/", organizations.deactivate_user, name="deactivate_user"),
]

catalog: list[URLPattern | URLResolver] = []

orders: list[URLPattern | URLResolver] = [
    path("orders/", ordering.orders, name="orders"),
    path("orders/vat/", ordering.vat_rates, name="vat_rates"),
]

jobs: list[URLPattern | URLResolver] = []

urlpatterns = [*tickets, *quotes, *customers, *catalog, *orders, *jobs]
