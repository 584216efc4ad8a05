"""Who may use which address: every route, its readers, its methods and the object that it names.

A new address is written here before it is served: `test_authorization_matrix.py` refuses one that is not.
"""

from dataclasses import dataclass, field

ANONYMOUS, OWNER, APPROVER, MEMBER, STRANGER = "anonymous", "owner", "approver", "member", "stranger"
AGENT, LEAD, MANAGER = "agent", "lead", "manager"

CUSTOMERS = (OWNER, APPROVER, MEMBER, STRANGER)
AGENCY = (AGENT, LEAD, MANAGER)
ROLES = (ANONYMOUS, *CUSTOMERS, *AGENCY)

# What an answer amounts to. "in" is also a form that is not filled in: the door was open. A row with a form says more:
# whether the act was "done", or "refused in words", which changes nothing.
IN, LOGIN, HOME, MISSING, REFUSED = "in", "login", "home", "missing", "refused"
CONSOLE, WRONG_METHOD, DONE, TOLD = "console", "wrong method", "done", "refused in words"

PUBLIC = dict.fromkeys(ROLES, IN)
SIGNED_IN = PUBLIC | {ANONYMOUS: LOGIN}
# The stranger is outside only where the address names an object of Alice: the lists show him his own.
MEMBERS = SIGNED_IN | dict.fromkeys(AGENCY, CONSOLE)
OWNERS = MEMBERS | dict.fromkeys((APPROVER, MEMBER), MISSING)
STAFF = SIGNED_IN | dict.fromkeys(CUSTOMERS, MISSING)
LEADS = STAFF | {AGENT: MISSING}
MANAGERS = LEADS | {LEAD: MISSING}
READERS = SIGNED_IN | {STRANGER: MISSING}  # members of the organization, and staff
HERSELF = SIGNED_IN | dict.fromkeys((APPROVER, MEMBER, STRANGER, *AGENCY), MISSING)
# Advice is asked by anybody; staff answer it.
NOT_STAFF = PUBLIC | dict.fromkeys(AGENCY, CONSOLE)
UNKNOWN = dict.fromkeys(ROLES, MISSING)  # The address carries a secret or a reference that nobody here has.

# Who may do what for the organization: everybody in it, who decides (B32), who buys.
ALL_MEMBERS = MEMBERS | dict.fromkeys((OWNER, APPROVER, MEMBER), DONE)
DECIDERS = ALL_MEMBERS | {MEMBER: TOLD}
BUYERS = DECIDERS | {APPROVER: TOLD}

# The steps of logging in, for people who have no code under way, no password, no second factor.
BEFORE_LOG_IN = dict.fromkeys(ROLES, HOME) | {ANONYMOUS: LOGIN}
TO_LOG_IN = dict.fromkeys(ROLES, LOGIN)
# Is it still you? Customers are asked for a code; the staff of these tests have nothing to be asked for.
CONFIRMED = SIGNED_IN | dict.fromkeys(AGENCY, REFUSED)
NOTHING_THERE = UNKNOWN | {ANONYMOUS: LOGIN}
NO_INVITATION = dict.fromkeys(ROLES, TOLD) | {ANONYMOUS: LOGIN}

GET, POST, BOTH = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})
NONCE = "form-of-the-matrix"
TEXT = {"body": "Any news?", "question": "Why 50?", "reason": "It is not right.", "nonce": NONCE}
CHOICE = {"organization": "{organization}"}
ACT = {"coins": "20", "reason": "A wish of ours.", "nonce": NONCE, "confirmed": "yes"}
GIFT = ACT | {"last_day": "2099-12-31"}
ADDITION = GIFT | {"direction": "add"}
CHECKOUT = {"nonce": NONCE, "seen_total_rial": "66000000", "gateway": "demo_bank"}


@dataclass(frozen=True)
class Rule:
    """Who gets which answer, by which methods, about which object of Alice's organization.

    `posters` are who gets which answer to a POST, where that differs, of `form`.
    """

    readers: dict[str, str]
    methods: frozenset[str] = BOTH
    names: str = ""
    posters: dict[str, str] | None = None
    form: dict[str, str] = field(default_factory=dict)

    def expected(self, role: str, method: str) -> str:
        """Return the outcome for a role that uses an allowed method."""
        who = (method == "POST" and self.posters) or self.readers
        # A page of customers that names a thing of Alice's; a package is everybody's.
        outside = role == STRANGER and who[AGENT] == CONSOLE and self.names not in ("", "package")
        return MISSING if outside else who[role]


PORTAL = {
    "portal:set_language": Rule(PUBLIC, POST),
    "portal:set_theme": Rule(PUBLIC, POST),
    "portal:dashboard": Rule(MEMBERS),
    "portal:home": Rule(PUBLIC),
    "portal:services": Rule(PUBLIC),
    "portal:faq": Rule(PUBLIC),
    "portal:healthz": Rule(PUBLIC, GET),
    "portal:log_in": Rule(PUBLIC),
    "portal:enter_login_code": Rule(BEFORE_LOG_IN),
    "portal:log_in_with_password": Rule(PUBLIC),
    "portal:open_browser_link": Rule(PUBLIC, names="token"),
    "portal:register": Rule(PUBLIC),
    "portal:registration_link_sent": Rule(PUBLIC, GET),
    "portal:register_with_password": Rule(PUBLIC),
    "portal:open_registration_link": Rule(PUBLIC, names="token"),
    "portal:log_out": Rule(PUBLIC, POST),
    "portal:ask_password_reset": Rule(PUBLIC),
    "portal:reset_password": Rule(PUBLIC),
    "portal:open_password_link": Rule(PUBLIC, names="password link"),
    "portal:settings": Rule(SIGNED_IN),
    "portal:ask_email_change": Rule(CONFIRMED),
    "portal:send_mobile_code": Rule(CONFIRMED),
    "portal:add_mobile": Rule(CONFIRMED),
    "portal:confirm_email": Rule(SIGNED_IN),
    "portal:open_email_link": Rule(PUBLIC, names="token"),
    "portal:confirm_identity": Rule(CONFIRMED),
    "portal:send_identity_code": Rule(CONFIRMED, POST),
    "portal:change_password": Rule(CONFIRMED),
    "portal:sessions": Rule(SIGNED_IN),
    "portal:end_other_sessions": Rule(CONFIRMED, POST),
    "portal:end_session": Rule(HERSELF, POST, "session"),
    "portal:deactivate_account": Rule(CONFIRMED),
    "portal:choose_organization": Rule(MEMBERS, posters=ALL_MEMBERS | {STRANGER: MISSING}, form=CHOICE),
    "portal:create_organization": Rule(MEMBERS),
    "portal:members": Rule(OWNERS),
    "portal:invite_member": Rule(OWNERS, POST),
    "portal:change_member": Rule(OWNERS, names="membership"),
    "portal:remove_member": Rule(OWNERS, POST, "membership"),
    "portal:withdraw_invitation": Rule(OWNERS, POST, "invitation"),
    "portal:accept_invitation": Rule(NOTHING_THERE, posters=NO_INVITATION),
    "portal:open_invitation": Rule(PUBLIC, names="token"),
    "portal:stores": Rule(MEMBERS),
    "portal:add_store": Rule(MEMBERS),
    "portal:change_store": Rule(MEMBERS, names="store"),
    "portal:archive_store": Rule(MEMBERS, POST, "store"),
    "portal:restore_store": Rule(MEMBERS, POST, "store"),
    "portal:order_package": Rule(MEMBERS, names="package", posters=BUYERS | {STRANGER: DONE}, form=CHECKOUT),
    "portal:orders": Rule(MEMBERS),
    "portal:wallet": Rule(MEMBERS, GET),
    "portal:wallet_entry": Rule(MEMBERS, GET, "entry"),
    "portal:wallet_statement": Rule(MEMBERS, GET),
    "portal:wallet_statement_pdf": Rule(MEMBERS, GET),
    "portal:order": Rule(MEMBERS, names="order"),
    "portal:pay_order": Rule(MEMBERS, POST, "order", BUYERS),
    "portal:check_order": Rule(MEMBERS, POST, "order", ALL_MEMBERS),
    "portal:payment_return": Rule(UNKNOWN, GET, "gateway"),
    "portal:ask_for_advice": Rule(NOT_STAFF),
    "portal:tickets": Rule(MEMBERS, GET),
    "portal:open_ticket": Rule(MEMBERS),
    "portal:similar_answers": Rule(MEMBERS, GET),
    "portal:ticket": Rule(MEMBERS, GET, "ticket"),
    "portal:reply_to_ticket": Rule(MEMBERS, POST, "ticket", ALL_MEMBERS, TEXT),
    "portal:close_ticket": Rule(MEMBERS, POST, "ticket", BUYERS),
    "portal:reopen_ticket": Rule(MEMBERS, POST, "ticket", ALL_MEMBERS),
    "portal:rate_ticket": Rule(MEMBERS, POST, "answered ticket", ALL_MEMBERS, {"rating": "5"}),
    "portal:erase_secret": Rule(MEMBERS, POST, "secret", ALL_MEMBERS),
    "portal:save_ticket_draft": Rule(READERS | dict.fromkeys(AGENCY, MISSING), POST, "organization"),
    "portal:save_reply_draft": Rule(READERS, POST, "ticket"),
    "portal:save_note_draft": Rule(STAFF, POST, "ticket"),
    "portal:store_file_for_ticket": Rule(MEMBERS, POST),
    "portal:store_file_for_message": Rule(READERS, POST, "ticket"),
    "portal:remove_file": Rule(HERSELF, POST, "waiting file"),
    "portal:file": Rule(READERS, GET, "file"),
    "portal:quote": Rule(MEMBERS, GET, "quote"),
    "portal:approve_quote": Rule(MEMBERS, POST, "quote", DECIDERS, {"version": "1"}),
    "portal:decline_quote": Rule(MEMBERS, POST, "quote", DECIDERS, {"version": "1"}),
    "portal:ask_about_quote": Rule(MEMBERS, POST, "quote", ALL_MEMBERS, TEXT),
    "portal:ask_for_fresh_quote": Rule(MEMBERS, POST, "expired quote", ALL_MEMBERS, TEXT),
    "portal:cancel_quote": Rule(MEMBERS, POST, "approved quote", DECIDERS),
    "portal:ask_to_stop": Rule(MEMBERS, POST, "started quote", DECIDERS, TEXT),
    "portal:open_rework": Rule(MEMBERS, POST, "delivered quote", ALL_MEMBERS, TEXT),
    "portal:notices": Rule(SIGNED_IN),
    "portal:mark_notices_read": Rule(SIGNED_IN, POST, "newest"),
}

BOOKKEEPERS = MANAGERS | {MANAGER: DONE}
CONSOLE_PAGES = {
    "console:queue": Rule(STAFF, GET),
    "console:ticket": Rule(STAFF, GET, "ticket"),
    "console:reply_to_ticket": Rule(STAFF, POST, "ticket"),
    "console:add_note": Rule(STAFF, POST, "ticket"),
    "console:take_ticket": Rule(STAFF, POST, "ticket"),
    "console:assign_ticket": Rule(LEADS, POST, "ticket"),
    "console:lower_severity": Rule(STAFF, POST, "ticket"),
    "console:close_ticket": Rule(STAFF, POST, "ticket"),
    "console:reopen_ticket": Rule(STAFF, POST, "ticket"),
    "console:reveal_secret": Rule(STAFF, POST, "secret", STAFF | dict.fromkeys(AGENCY, DONE)),
    "console:erase_secret": Rule(STAFF, POST, "secret", STAFF | dict.fromkeys(AGENCY, DONE)),
    "console:announce_quote": Rule(STAFF, BOTH, "ticket"),
    "console:quote": Rule(STAFF, GET, "quote"),
    "console:revise_quote": Rule(STAFF, BOTH, "quote"),
    "console:withdraw_quote": Rule(STAFF, POST, "quote"),
    "console:start_work": Rule(STAFF, POST, "quote"),
    "console:deliver_quote": Rule(STAFF, POST, "quote"),
    "console:cancel_quote": Rule(STAFF, POST, "quote"),
    "console:declare_impossible": Rule(STAFF, POST, "quote"),
    "console:open_rework": Rule(STAFF, POST, "quote"),
    "console:settle_dispute": Rule(LEADS, POST, "quote"),
    "console:undo_delivery": Rule(
        LEADS, BOTH, "delivered quote", LEADS | {LEAD: DONE, MANAGER: DONE}, ACT | {"days": "30"}
    ),
    "console:organizations": Rule(STAFF),
    "console:organization": Rule(STAFF, names="organization"),
    "console:wallet": Rule(STAFF, GET, "organization"),
    "console:wallet_entry": Rule(STAFF, GET, "line"),
    "console:credit_gift": Rule(LEADS, BOTH, "organization", LEADS | {LEAD: DONE, MANAGER: DONE}, GIFT),
    "console:adjust_coins": Rule(LEADS, BOTH, "organization", LEADS | {LEAD: DONE, MANAGER: DONE}, ADDITION),
    "console:extend_expiry": Rule(MANAGERS, BOTH, "lot", BOOKKEEPERS, ACT | {"last_day": "2099-12-31"}),
    "console:refund_purchase": Rule(MANAGERS, BOTH, "paid order", BOOKKEEPERS, ACT),
    "console:charge_back": Rule(MANAGERS, BOTH, "paid order", BOOKKEEPERS, ACT | {"dispute": "D-1"}),
    "console:win_chargeback": Rule(MANAGERS, BOTH, "disputed order", BOOKKEEPERS, ACT | {"last_day": "2099-12-31"}),
    "console:coin_requests": Rule(LEADS, GET),
    "console:coin_request": Rule(LEADS, GET, "coin request"),
    "console:rehearse_request": Rule(LEADS, POST, "coin request"),
    "console:approve_request": Rule(MANAGERS, POST, "coin request", MANAGERS | {MANAGER: DONE}),
    "console:reject_request": Rule(MANAGERS, POST, "coin request", MANAGERS | {MANAGER: DONE}, TEXT),
    # The lead asked; whoever did not is refused in words.
    "console:withdraw_request": Rule(LEADS, POST, "coin request", LEADS | {LEAD: DONE, MANAGER: TOLD}),
    "console:prove_balance": Rule(STAFF, GET, "organization"),
    "console:deactivate_user": Rule(LEADS, names="user", posters=LEADS | {LEAD: DONE, MANAGER: DONE}),
    "console:orders": Rule(STAFF),
    "console:order": Rule(STAFF, GET, "order"),
    "console:vat_rates": Rule(MANAGERS),
    "console:resolve_payment": Rule(LEADS, names="payment"),
    "console:settle_payment": Rule(LEADS, POST, "payment"),
    "console:jobs": Rule(LEADS),
    "console:release_job": Rule(LEADS, POST, "job"),
    "console:notices": Rule(STAFF),
    "console:mark_notices_read": Rule(STAFF, POST, "newest"),
}

EDITORS = MANAGERS | {MANAGER: DONE}
CATALOG_PAGES = {
    "console:catalog": Rule(MANAGERS),
    "console:packages": Rule(MANAGERS),
    "console:create_package": Rule(MANAGERS),
    "console:change_package": Rule(MANAGERS, names="any package"),
    "console:move_package": Rule(MANAGERS, POST, "any package", EDITORS, {"place": "2"}),
    "console:delete_package": Rule(MANAGERS, POST, "any package", EDITORS, {"version": "1"}),
    "console:comparison": Rule(MANAGERS),
    "console:add_comparison_row": Rule(MANAGERS),
    "console:change_comparison_row": Rule(MANAGERS, names="comparison row"),
    "console:move_comparison_row": Rule(MANAGERS, POST, "comparison row", EDITORS, {"place": "2"}),
    "console:delete_comparison_row": Rule(MANAGERS, POST, "comparison row", EDITORS, {"version": "1"}),
    "console:services": Rule(MANAGERS),
    "console:add_service": Rule(MANAGERS),
    "console:change_service": Rule(MANAGERS, names="service"),
    "console:move_service": Rule(MANAGERS, POST, "service", EDITORS, {"place": "2"}),
    "console:delete_service": Rule(MANAGERS, POST, "service", EDITORS, {"version": "1"}),
    "console:service_groups": Rule(MANAGERS),
    "console:add_service_group": Rule(MANAGERS),
    "console:change_service_group": Rule(MANAGERS, names="service group"),
    "console:move_service_group": Rule(MANAGERS, POST, "service group", EDITORS, {"place": "2"}),
    "console:delete_service_group": Rule(MANAGERS, POST, "service group", EDITORS, {"version": "1"}),
    "console:faq": Rule(MANAGERS),
    "console:add_faq_entry": Rule(MANAGERS),
    "console:change_faq_entry": Rule(MANAGERS, names="question"),
    "console:move_faq_entry": Rule(MANAGERS, POST, "question", EDITORS, {"place": "2"}),
    "console:delete_faq_entry": Rule(MANAGERS, POST, "question", EDITORS, {"version": "1"}),
    "console:calendars": Rule(MANAGERS),
    "console:create_calendar": Rule(MANAGERS),
    "console:change_calendar": Rule(MANAGERS, names="calendar"),
    "console:delete_calendar": Rule(MANAGERS, POST, "calendar", MANAGERS | {MANAGER: TOLD}, {"version": "1"}),
    "console:service_levels": Rule(MANAGERS),
    "console:create_service_level": Rule(MANAGERS),
    "console:change_service_level": Rule(MANAGERS, names="service level"),
    "console:delete_service_level": Rule(MANAGERS, POST, "service level", MANAGERS | {MANAGER: TOLD}, {"version": "1"}),
}

ACCOUNT = {
    "account_login": Rule(TO_LOG_IN),
    "account_reauthenticate": Rule(CONFIRMED),
    "mfa_index": Rule(SIGNED_IN, GET),
    "mfa_authenticate": Rule(BEFORE_LOG_IN),
    "mfa_reauthenticate": Rule(CONFIRMED),
    "mfa_activate_totp": Rule(CONFIRMED),
    "mfa_deactivate_totp": Rule(NOTHING_THERE),
    "mfa_view_recovery_codes": Rule(NOTHING_THERE, GET),
    "mfa_generate_recovery_codes": Rule(CONFIRMED),
    "mfa_download_recovery_codes": Rule(NOTHING_THERE),
}

# Only a demonstration serves these; elsewhere the outbox is missing even if its address is there.
DEMO = {
    "portal:kit": Rule(UNKNOWN, GET),
    "demo:outbox": Rule(UNKNOWN),
    "demo:bank_request_payment": Rule(PUBLIC, POST),
    "demo:bank_verify_payment": Rule(PUBLIC, POST),
    "demo:bank_inquire_payment": Rule(PUBLIC, POST),
    "demo:bank_start_pay": Rule(UNKNOWN, names="authority"),
}

TABLE = PORTAL | CONSOLE_PAGES | CATALOG_PAGES | ACCOUNT | DEMO
