"""What each form that people send is filled in with: every field that it may take, and no other (`bar.md` R83)."""

from tests.architecture.authorization_table import ADDITION, CHECKOUT, NONCE, TABLE

NAMED = {"name_fa": "نام", "name_en": "Name"}
ROW = NAMED | {"version": "1"}
LINES = {
    **{"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0", "lines-0-title": "Set it up", "lines-0-coins": "12"},
    **{"lines-0-effort_minutes": "60", "lines-0-service": ""},
}
OFFER = LINES | {
    **{"kind": "work", "title": "Set it up", "delivery_hours": "6", "validity": "72", "fee": "0", "assumptions": "-"},
    **{"override_reason": "", "nonce": NONCE},
}
PACKAGE = NAMED | {
    **{"code": "another", "coins": "10", "price_rial": "1000", "validity_days": "30", "service_level": "{level}"},
    **{"summary_fa": "", "summary_en": "", "is_on_sale": "on"},
}
SERVICE = NAMED | {
    **{"code": "NEW1", "group": "{group}", "coins": "3", "is_starting_price": "", "effort_minutes": "1:00"},
    **{"required_right": "", "needs_backup": "", "usual_obstacles": "host", "is_listed": "on", "is_example": ""},
}
FAQ = {"question_fa": "؟", "answer_fa": "!", "question_en": "?", "answer_en": "!", "is_published": "on"}
COMPARED = {
    **{"label_fa": "ردیف", "label_en": "Row", "explanation_fa": "-", "explanation_en": "-"},
    **{"right": "", "shows_coins": ""},
}
LEVEL = NAMED | {
    **{"calendar": "{calendar}", "general_minutes": "1:00", "emergency_minutes": "1:00", "rank": "1", "has_phone": ""},
}
CALENDAR = NAMED | {"day_0": "9:00-17:00"}
STORE = {"name": "Shop", "url": "https://shop.example.com", "version": "", "theme": "", "host": "", "notes": ""}
TICKET = {
    "store": "",
    "subject": "Slow",
    "body": "Very",
    "effect": "question",
    "secret": "",
    "nonce": NONCE,
    "organization": "",
}
MESSAGE = {"body": "Hello", "nonce": NONCE}
SETTINGS = {
    **{"display_name": "Alicia", "language": "en", "digits": "auto", "theme": "dark"},
    **{"uses_keys": "", "notify_by_sms": "on", "notify_by_email": ""},
}
# A draft of a person is their own, whatever they type into it.
DRAFT = {"subject": "Sl", "body": "Ve", "draft_version": "0", "effect": "", "store": "", "kept_files": ""}
MOBILE = "09121234567"

# Which are refused in words here, whatever else is sent with them.
REFUSED = {
    *("portal:log_in_with_password", "portal:confirm_identity", "account_reauthenticate"),
    *("console:delete_calendar", "console:delete_service_level"),
}

FORMS: dict[str, dict[str, str]] = {name: rule.form for name, rule in TABLE.items() if rule.form} | {
    "portal:order_package": CHECKOUT | {"origin": "", "seen_order": ""},
    "console:adjust_coins": ADDITION | {"lot": ""},
    "portal:set_language": {"language": "en"},
    "portal:set_theme": {"theme": "dark"},
    "portal:log_in": {"mobile": MOBILE},
    "portal:log_in_with_password": {"email": "alice@example.com", "password": "not hers"},
    "portal:confirm_identity": {"code": "123456"},
    "account_reauthenticate": {"password": "x"},
    "portal:register": {"email": "alice@example.com"},
    "portal:ask_password_reset": {"email": "alice@example.com"},
    "portal:ask_for_advice": {"name": "Dina", "mobile": MOBILE, "subject": "?", "body": "?", "nonce": NONCE},
    "portal:settings": SETTINGS,
    "portal:ask_email_change": {"email": "new@example.com"},
    "portal:send_mobile_code": {"mobile": MOBILE},
    "portal:change_password": {"password": "a sentence of several words"},
    "portal:create_organization": {"owner_name": "Alicia", "name": "Other shops"},
    "portal:invite_member": {"mobile": MOBILE, "role": "member", "may_approve": ""},
    "portal:change_member": {"role": "member", "may_approve": "on"},
    "portal:add_store": STORE,
    "portal:change_store": STORE,
    "portal:open_ticket": TICKET,
    "portal:reply_to_ticket": MESSAGE | {"secret": ""},
    "portal:rate_ticket": {"rating": "5", "comment": ""},
    "portal:save_ticket_draft": DRAFT,
    "portal:save_reply_draft": DRAFT,
    "portal:save_note_draft": DRAFT,
    "portal:approve_quote": {"version": "1"},
    "portal:decline_quote": {"version": "1", "reason": ""},
    "portal:ask_about_quote": {"question": "Why 50?", "nonce": NONCE},
    "portal:ask_for_fresh_quote": {"nonce": NONCE},
    "portal:cancel_quote": {"reason": ""},
    "portal:ask_to_stop": {"reason": "Enough."},
    "portal:open_rework": {"reason": "It is not right.", "nonce": NONCE},
    "console:reply_to_ticket": MESSAGE,
    "console:add_note": MESSAGE,
    "console:assign_ticket": {"assignee": "{staff}"},
    "console:lower_severity": {"severity": "normal", "reason": "It works."},
    "console:announce_quote": OFFER,
    "console:revise_quote": OFFER,
    "console:cancel_quote": {"reason": "A mistake."},
    "console:deliver_quote": {"note": "Done.", "line_1": "50"},
    "console:declare_impossible": {"obstacle": "host", "explanation": "No access."},
    "console:open_rework": {"reason": "It is not right.", "nonce": NONCE},
    "console:settle_dispute": {"reason": "Half.", "line_1": "25"},
    "console:reject_request": {"reason": "No."},
    "console:vat_rates": {"percent": "9", "valid_from_date": "2099-01-01"},
    "console:resolve_payment": {"resolution": "not_paid", "reason": "It never came."},
    "console:create_package": PACKAGE,
    "console:change_package": PACKAGE | ROW,
    "console:add_comparison_row": COMPARED,
    "console:change_comparison_row": COMPARED | {"version": "1"},
    "console:add_service": SERVICE,
    "console:change_service": SERVICE | ROW,
    "console:add_service_group": NAMED,
    "console:change_service_group": ROW,
    "console:add_faq_entry": FAQ,
    "console:change_faq_entry": FAQ | {"version": "1"},
    "console:create_service_level": LEVEL,
    "console:change_service_level": LEVEL | {"version": "1"},
    "console:create_calendar": CALENDAR,
    "console:change_calendar": CALENDAR | {"version": "1"},
}
