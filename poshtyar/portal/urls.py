"""Addresses of the public and customer pages."""

from django.urls import URLPattern, URLResolver, path

from poshtyar.portal.views import preferences

app_name = "portal"

frame: list[URLPattern | URLResolver] = [
    path("preferences/language/", preferences.set_language, name="set_language"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
]

public: list[URLPattern | URLResolver] = []

people: list[URLPattern | URLResolver] = []

ordering: list[URLPattern | URLResolver] = []

wallet: list[URLPattern | URLResolver] = []

tickets: list[URLPattern | URLResolver] = []

quotes: list[URLPattern | URLResolver] = []

notices: list[URLPattern | URLResolver] = []

urlpatterns = [*frame, *public, *people, *ordering, *wallet, *tickets, *quotes, *notices]
