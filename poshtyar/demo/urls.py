"""Addresses of the demonstration."""

from django.urls import URLPattern, URLResolver, include, path

from poshtyar.demo import outbox

app_name = "demo"

bank: list[URLPattern | URLResolver] = [path("bank/", include("poshtyar.demo.bank.urls"))]

messages: list[URLPattern | URLResolver] = [path("outbox/", outbox.outbox, name="outbox")]

urlpatterns: list[URLPattern | URLResolver] = [*bank, *messages]
