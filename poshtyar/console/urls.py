"""Addresses of the staff pages."""

from django.urls import URLPattern, URLResolver, path

from poshtyar.console.views import (
    calendars,
    coin_requests,
    coins,
    comparison,
    composing,
    faq,
    ordering,
    organizations,
    packages,
    service_levels,
    services,
    wallet,
)
from poshtyar.console.views import catalog as catalog_views
from poshtyar.console.views import jobs as job_views
from poshtyar.console.views import notices as notice_views
from poshtyar.console.views import quotes as quote_views
from poshtyar.console.views import tickets as ticket_views

app_name = "console"

tickets: list[URLPattern | URLResolver] = [
    path("", ticket_views.queue, name="queue"),
    path("tickets/<int:number>/", ticket_views.ticket, name="ticket"),
    path("tickets/<int:number>/reply/", ticket_views.reply_to_ticket, name="reply_to_ticket"),
    path("tickets/<int:number>/note/", ticket_views.add_note, name="add_note"),
    path("tickets/<int:number>/take/", ticket_views.take_ticket, name="take_ticket"),
    path("tickets/<int:number>/assign/", ticket_views.assign_ticket, name="assign_ticket"),
    path("tickets/<int:number>/severity/", ticket_views.lower_severity, name="lower_severity"),
    path("tickets/<int:number>/close/", ticket_views.close_ticket, name="close_ticket"),
    path("tickets/<int:number>/reopen/", ticket_views.reopen_ticket, name="reopen_ticket"),
    path("tickets/<int:number>/secrets/<slug:public_id>/reveal/", ticket_views.reveal_secret, name="reveal_secret"),
    path("tickets/<int:number>/secrets/<slug:public_id>/erase/", ticket_views.erase_secret, name="erase_secret"),
]

quotes: list[URLPattern | URLResolver] = [
    path("tickets/<int:number>/quotes/new/", composing.announce_quote, name="announce_quote"),
    path("quotes/<int:pk>/", quote_views.quote, name="quote"),
    path("quotes/<int:pk>/revise/", composing.revise_quote, name="revise_quote"),
    path("quotes/<int:pk>/withdraw/", quote_views.withdraw_quote, name="withdraw_quote"),
    path("quotes/<int:pk>/start/", quote_views.start_work, name="start_work"),
    path("quotes/<int:pk>/deliver/", quote_views.deliver_quote, name="deliver_quote"),
    path("quotes/<int:pk>/cancel/", quote_views.cancel_quote, name="cancel_quote"),
    path("quotes/<int:pk>/impossible/", quote_views.declare_impossible, name="declare_impossible"),
    path("quotes/<int:pk>/rework/", quote_views.open_rework, name="open_rework"),
    path("quotes/<int:pk>/undo/", coins.undo_delivery, name="undo_delivery"),
    path("quotes/<int:pk>/settle/", quote_views.settle_dispute, name="settle_dispute"),
]

customers: list[URLPattern | URLResolver] = [
    path("organizations/", organizations.organizations, name="organizations"),
    path("organizations/<slug:public_id>/", organizations.organization, name="organization"),
    path("organizations/<slug:public_id>/wallet/", wallet.wallet, name="wallet"),
    path("organizations/<slug:public_id>/wallet/gift/", coins.credit_gift, name="credit_gift"),
    path("organizations/<slug:public_id>/wallet/adjust/", coins.adjust_coins, name="adjust_coins"),
    path("organizations/<slug:public_id>/wallet/lots/<int:lot>/extend/", coins.extend_expiry, name="extend_expiry"),
    path("organizations/<slug:public_id>/wallet/entries/<int:seq>/", wallet.wallet_entry, name="wallet_entry"),
    path("organizations/<slug:public_id>/balance/", wallet.prove_balance, name="prove_balance"),
    path("people/<slug:public_id>/deactivate/", organizations.deactivate_user, name="deactivate_user"),
]

requests: list[URLPattern | URLResolver] = [
    path("coin-requests/", coin_requests.coin_requests, name="coin_requests"),
    path("coin-requests/<int:pk>/", coin_requests.coin_request, name="coin_request"),
    path("coin-requests/<int:pk>/rehearse/", coin_requests.rehearse_request, name="rehearse_request"),
    path("coin-requests/<int:pk>/approve/", coin_requests.approve_request, name="approve_request"),
    path("coin-requests/<int:pk>/reject/", coin_requests.reject_request, name="reject_request"),
    path("coin-requests/<int:pk>/withdraw/", coin_requests.withdraw_request, name="withdraw_request"),
]

catalog: list[URLPattern | URLResolver] = [
    path("catalog/", catalog_views.catalog, name="catalog"),
    path("catalog/packages/", packages.packages, name="packages"),
    path("catalog/packages/new/", packages.create_package, name="create_package"),
    path("catalog/packages/<int:pk>/", packages.change_package, name="change_package"),
    path("catalog/packages/<int:pk>/move/", packages.move_package, name="move_package"),
    path("catalog/packages/<int:pk>/delete/", packages.delete_package, name="delete_package"),
    path("catalog/comparison/", comparison.comparison, name="comparison"),
    path("catalog/comparison/new/", comparison.add_comparison_row, name="add_comparison_row"),
    path("catalog/comparison/<int:pk>/", comparison.change_comparison_row, name="change_comparison_row"),
    path("catalog/comparison/<int:pk>/move/", comparison.move_comparison_row, name="move_comparison_row"),
    path("catalog/comparison/<int:pk>/delete/", comparison.delete_comparison_row, name="delete_comparison_row"),
    path("catalog/services/", services.services, name="services"),
    path("catalog/services/new/", services.add_service, name="add_service"),
    path("catalog/services/<int:pk>/", services.change_service, name="change_service"),
    path("catalog/services/<int:pk>/move/", services.move_service, name="move_service"),
    path("catalog/services/<int:pk>/delete/", services.delete_service, name="delete_service"),
    path("catalog/groups/", services.service_groups, name="service_groups"),
    path("catalog/groups/new/", services.add_service_group, name="add_service_group"),
    path("catalog/groups/<int:pk>/", services.change_service_group, name="change_service_group"),
    path("catalog/groups/<int:pk>/move/", services.move_service_group, name="move_service_group"),
    path("catalog/groups/<int:pk>/delete/", services.delete_service_group, name="delete_service_group"),
    path("catalog/faq/", faq.faq, name="faq"),
    path("catalog/faq/new/", faq.add_faq_entry, name="add_faq_entry"),
    path("catalog/faq/<int:pk>/", faq.change_faq_entry, name="change_faq_entry"),
    path("catalog/faq/<int:pk>/move/", faq.move_faq_entry, name="move_faq_entry"),
    path("catalog/faq/<int:pk>/delete/", faq.delete_faq_entry, name="delete_faq_entry"),
    path("catalog/calendars/", calendars.calendars, name="calendars"),
    path("catalog/calendars/new/", calendars.create_calendar, name="create_calendar"),
    path("catalog/calendars/<int:pk>/", calendars.change_calendar, name="change_calendar"),
    path("catalog/calendars/<int:pk>/delete/", calendars.delete_calendar, name="delete_calendar"),
    path("catalog/levels/", service_levels.service_levels, name="service_levels"),
    path("catalog/levels/new/", service_levels.create_service_level, name="create_service_level"),
    path("catalog/levels/<int:pk>/", service_levels.change_service_level, name="change_service_level"),
    path("catalog/levels/<int:pk>/delete/", service_levels.delete_service_level, name="delete_service_level"),
]

orders: list[URLPattern | URLResolver] = [
    path("orders/", ordering.orders, name="orders"),
    path("orders/vat/", ordering.vat_rates, name="vat_rates"),
    path("orders/payments/<slug:public_id>/", ordering.resolve_payment, name="resolve_payment"),
    path("orders/payments/<slug:public_id>/ask/", ordering.settle_payment, name="settle_payment"),
    path("orders/<slug:public_id>/", ordering.order, name="order"),
    path("orders/<slug:public_id>/refund/", coins.refund_purchase, name="refund_purchase"),
    path("orders/<slug:public_id>/chargeback/", coins.charge_back, name="charge_back"),
    path("orders/<slug:public_id>/chargeback/won/", coins.win_chargeback, name="win_chargeback"),
]

jobs: list[URLPattern | URLResolver] = [
    path("jobs/", job_views.jobs, name="jobs"),
    path("jobs/<int:pk>/release/", job_views.release_job, name="release_job"),
]

notices: list[URLPattern | URLResolver] = [
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/<int:newest>/", notice_views.mark_notices_read, name="mark_notices_read"),
]

urlpatterns = [*tickets, *quotes, *customers, *requests, *catalog, *orders, *jobs, *notices]
