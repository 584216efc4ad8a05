"""Addresses of the demonstration."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "demo"

bank: list[URLPattern | URLResolver] = [path("bank/", include("poshtyar.demo.bank.urls"))]

urlpatterns: list[URLPattern | URLResolver] = [*bank]
