"""Addresses of the demo bank, as those of the bank it imitates."""

from django.urls import path

from poshtyar.demo.bank import views

urlpatterns = [
    path("pg/v4/payment/request.json", views.request_payment, name="bank_request_payment"),
    path("pg/v4/payment/verify.json", views.verify_payment, name="bank_verify_payment"),
    path("pg/v4/payment/inquiry.json", views.inquire_payment, name="bank_inquire_payment"),
    path("pg/StartPay/<str:authority>/", views.start_pay, name="bank_start_pay"),
]
