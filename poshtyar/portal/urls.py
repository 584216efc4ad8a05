"""Addresses of the public and customer pages."""

from django.urls import URLPattern, URLResolver, path

from poshtyar.portal.views import (
    advice,
    dashboard,
    health,
    identity,
    kit,
    log_in,
    members,
    mobile,
    organizations,
    password_reset,
    preferences,
    registration,
    settings,
    statement,
    stores,
)
from poshtyar.portal.views import drafts as draft_views
from poshtyar.portal.views import files as file_views
from poshtyar.portal.views import notices as notice_views
from poshtyar.portal.views import ordering as ordering_views
from poshtyar.portal.views import public as public_pages
from poshtyar.portal.views import quotes as quote_views
from poshtyar.portal.views import tickets as ticket_views
from poshtyar.portal.views import uploads as upload_views
from poshtyar.portal.views import wallet as wallet_views

app_name = "portal"

frame: list[URLPattern | URLResolver] = [
    path("preferences/language/", preferences.set_language, name="set_language"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
]

public: list[URLPattern | URLResolver] = [
    path("", public_pages.home, name="home"),
    path("services/", public_pages.services, name="services"),
    path("faq/", public_pages.faq, name="faq"),
]

people: list[URLPattern | URLResolver] = [
    path("login/", log_in.log_in, name="log_in"),
    path("login/code/", log_in.enter_login_code, name="enter_login_code"),
    path("login/password/", log_in.log_in_with_password, name="log_in_with_password"),
    path("login/browser/<str:token>/", log_in.open_browser_link, name="open_browser_link"),
    path("register/", registration.register, name="register"),
    path("register/sent/", registration.registration_link_sent, name="registration_link_sent"),
    path("register/password/", registration.register_with_password, name="register_with_password"),
    path("register/<str:token>/", registration.open_registration_link, name="open_registration_link"),
    path("logout/", log_in.log_out, name="log_out"),
    path("password/", password_reset.ask_password_reset, name="ask_password_reset"),
    path("password/new/", password_reset.reset_password, name="reset_password"),
    path("password/<slug:public_id>/<str:token>/", password_reset.open_password_link, name="open_password_link"),
    path("settings/", settings.settings, name="settings"),
    path("settings/mobile/", mobile.send_mobile_code, name="send_mobile_code"),
    path("settings/mobile/code/", mobile.add_mobile, name="add_mobile"),
    path("settings/email/", settings.ask_email_change, name="ask_email_change"),
    path("settings/email/confirm/", settings.confirm_email, name="confirm_email"),
    path("settings/email/<str:token>/", settings.open_email_link, name="open_email_link"),
    path("settings/identity/", identity.confirm_identity, name="confirm_identity"),
    path("settings/identity/code/", identity.send_identity_code, name="send_identity_code"),
    path("settings/password/", settings.change_password, name="change_password"),
    path("settings/sessions/", settings.sessions, name="sessions"),
    path("settings/sessions/end/", settings.end_other_sessions, name="end_other_sessions"),
    path("settings/sessions/<int:pk>/end/", settings.end_session, name="end_session"),
    path("settings/deactivate/", settings.deactivate_account, name="deactivate_account"),
    path("organizations/", organizations.choose_organization, name="choose_organization"),
    path("organizations/new/", organizations.create_organization, name="create_organization"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite_member, name="invite_member"),
    path("members/<int:pk>/", members.change_member, name="change_member"),
    path("members/<int:pk>/remove/", members.remove_member, name="remove_member"),
    path("members/invitations/<int:pk>/withdraw/", members.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/", members.accept_invitation, name="accept_invitation"),
    path("invitation/<str:token>/", members.open_invitation, name="open_invitation"),
    path("stores/", stores.stores, name="stores"),
    path("stores/new/", stores.add_store, name="add_store"),
    path("stores/<slug:public_id>/", stores.change_store, name="change_store"),
    path("stores/<slug:public_id>/archive/", stores.archive_store, name="archive_store"),
    path("stores/<slug:public_id>/restore/", stores.restore_store, name="restore_store"),
]

ordering: list[URLPattern | URLResolver] = [
    path("order/<slug:code>/", ordering_views.order_package, name="order_package"),
    path("orders/", ordering_views.orders, name="orders"),
    path("orders/<slug:public_id>/", ordering_views.order, name="order"),
    path("orders/<slug:public_id>/pay/", ordering_views.pay_order, name="pay_order"),
    path("orders/<slug:public_id>/check/", ordering_views.check_order, name="check_order"),
    path("payments/return/<slug:gateway>/", ordering_views.payment_return, name="payment_return"),
]

wallet: list[URLPattern | URLResolver] = [
    path("wallet/", wallet_views.wallet, name="wallet"),
    path("wallet/entries/<int:seq>/", wallet_views.wallet_entry, name="wallet_entry"),
    path("wallet/statement.csv", statement.wallet_statement, name="wallet_statement"),
    path("wallet/statement.pdf", statement.wallet_statement_pdf, name="wallet_statement_pdf"),
]

tickets: list[URLPattern | URLResolver] = [
    path("advice/", advice.ask_for_advice, name="ask_for_advice"),
    path("tickets/", ticket_views.tickets, name="tickets"),
    path("tickets/new/", ticket_views.open_ticket, name="open_ticket"),
    path("tickets/new/similar/", ticket_views.similar_answers, name="similar_answers"),
    path("tickets/<int:number>/", ticket_views.ticket, name="ticket"),
    path("tickets/<int:number>/reply/", ticket_views.reply_to_ticket, name="reply_to_ticket"),
    path("tickets/<int:number>/close/", ticket_views.close_ticket, name="close_ticket"),
    path("tickets/<int:number>/reopen/", ticket_views.reopen_ticket, name="reopen_ticket"),
    path("tickets/<int:number>/rate/", ticket_views.rate_ticket, name="rate_ticket"),
    path("tickets/<int:number>/secrets/<slug:public_id>/erase/", ticket_views.erase_secret, name="erase_secret"),
    path("drafts/new-ticket/<slug:public_id>/", draft_views.save_ticket_draft, name="save_ticket_draft"),
    path("drafts/<int:number>/reply/", draft_views.save_reply_draft, name="save_reply_draft"),
    path("drafts/<int:number>/note/", draft_views.save_note_draft, name="save_note_draft"),
    path("uploads/ticket/", upload_views.store_file_for_ticket, name="store_file_for_ticket"),
    path("uploads/<int:number>/", upload_views.store_file_for_message, name="store_file_for_message"),
    path("uploads/<slug:public_id>/remove/", upload_views.remove_file, name="remove_file"),
    path("files/<slug:public_id>/", file_views.file, name="file"),
]

quotes: list[URLPattern | URLResolver] = [
    path("quotes/<int:pk>/", quote_views.quote, name="quote"),
    path("quotes/<int:pk>/approve/", quote_views.approve_quote, name="approve_quote"),
    path("quotes/<int:pk>/decline/", quote_views.decline_quote, name="decline_quote"),
    path("quotes/<int:pk>/ask/", quote_views.ask_about_quote, name="ask_about_quote"),
    path("quotes/<int:pk>/ask-fresh/", quote_views.ask_for_fresh_quote, name="ask_for_fresh_quote"),
    path("quotes/<int:pk>/cancel/", quote_views.cancel_quote, name="cancel_quote"),
    path("quotes/<int:pk>/ask-to-stop/", quote_views.ask_to_stop, name="ask_to_stop"),
    path("quotes/<int:pk>/rework/", quote_views.open_rework, name="open_rework"),
]

notices: list[URLPattern | URLResolver] = [
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/<int:newest>/", notice_views.mark_notices_read, name="mark_notices_read"),
]

operating: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("_kit/", kit.kit, name="kit"),
]

urlpatterns = [*frame, *public, *people, *ordering, *wallet, *tickets, *quotes, *notices, *operating]
