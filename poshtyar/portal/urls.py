"""Addresses of the public and customer pages."""

from django.urls import URLPattern, URLResolver

app_name = "portal"

public: list[URLPattern | URLResolver] = []

people: list[URLPattern | URLResolver] = []

ordering: list[URLPattern | URLResolver] = []

wallet: list[URLPattern | URLResolver] = []

tickets: list[URLPattern | URLResolver] = []

quotes: list[URLPattern | URLResolver] = []

notices: list[URLPattern | URLResolver] = []

urlpatterns = [*public, *people, *ordering, *wallet, *tickets, *quotes, *notices]
