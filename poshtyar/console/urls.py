"""Addresses of the staff pages."""

from django.urls import URLPattern, URLResolver

app_name = "console"

tickets: list[URLPattern | URLResolver] = []

quotes: list[URLPattern | URLResolver] = []

customers: list[URLPattern | URLResolver] = []

catalog: list[URLPattern | URLResolver] = []

jobs: list[URLPattern | URLResolver] = []

urlpatterns = [*tickets, *quotes, *customers, *catalog, *jobs]
