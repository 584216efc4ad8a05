"""Who may use which address: every route, its readers, its methods and the object that it names.

A new address is written here before it is served: `test_authorization_matrix.py` refuses one that is not.
"""

from dataclasses import dataclass

ANONYMOUS, OWNER, APPROVER, MEMBER, STRANGER = "anonymous", "owner", "approver", "member", "stranger"
AGENT, LEAD, MANAGER = "agent", "lead", "manager"

CUSTOMERS = (OWNER, APPROVER, MEMBER, STRANGER)
AGENCY = (AGENT, LEAD, MANAGER)
ROLES = (ANONYMOUS, *CUSTOMERS, *AGENCY)

# What an answer amounts to. "in" is also a form that is not filled in or a refusal in words: the door was open.
IN, LOGIN, MISSING, REFUSED, CONSOLE, WRONG_METHOD = "in", "login", "missing", "refused", "console", "wrong method"

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
# A step whose answer depends on an earlier one or on the form: only that it shows a visitor no page is said here.
STEP: dict[str, str] = {}
UNKNOWN = dict.fromkeys(ROLES, MISSING)  # The address carries a secret or a reference that nobody here has.

GET, POST, BOTH = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})


@dataclass(frozen=True)
class Rule:
    """Who gets which answer, by which methods, about which object of Alice's organization."""

    readers: dict[str, str]
    methods: frozenset[str] = BOTH
    names: str = ""

    def expected(self, role: str) -> str:
        """Return the outcome for a role that uses an allowed method."""
        outside = role == STRANGER and self.names and self.readers in (MEMBERS, OWNERS)
        return MISSING if outside and self.names != "package" else self.readers[role]


PORTAL = {
    "portal:set_language": Rule(PUBLIC, POST),
    "portal:set_theme": Rule(PUBLIC, POST),
    "portal:dashboard": Rule(MEMBERS),
    "portal:home": Rule(PUBLIC),
    "portal:services": Rule(PUBLIC),
    "portal:faq": Rule(PUBLIC),
    "portal:healthz": Rule(PUBLIC, GET),
    "portal:log_in": Rule(PUBLIC),
    "portal:enter_login_code": Rule(STEP),
    "portal:log_in_with_password": Rule(PUBLIC),
    "portal:log_out": Rule(PUBLIC, POST),
    "portal:ask_password_reset": Rule(PUBLIC),
    "portal:reset_password": Rule(PUBLIC),
    "portal:open_password_link": Rule(PUBLIC, names="password link"),
    "portal:settings": Rule(SIGNED_IN),
    "portal:ask_email_change": Rule(STEP),
    "portal:confirm_email": Rule(SIGNED_IN, names="token"),
    "portal:change_password": Rule(SIGNED_IN),
    "portal:sessions": Rule(SIGNED_IN),
    "portal:end_other_sessions": Rule(SIGNED_IN, POST),
    "portal:end_session": Rule(HERSELF, POST, "session"),
    "portal:deactivate_account": Rule(SIGNED_IN),
    "portal:choose_organization": Rule(STEP),
    "portal:create_organization": Rule(MEMBERS),
    "portal:members": Rule(OWNERS),
    "portal:invite_member": Rule(OWNERS, POST),
    "portal:change_member": Rule(OWNERS, names="membership"),
    "portal:remove_member": Rule(OWNERS, POST, "membership"),
    "portal:withdraw_invitation": Rule(OWNERS, POST, "invitation"),
    "portal:accept_invitation": Rule(STEP),
    "portal:open_invitation": Rule(PUBLIC, names="token"),
    "portal:stores": Rule(MEMBERS),
    "portal:add_store": Rule(MEMBERS),
    "portal:change_store": Rule(MEMBERS, names="store"),
    "portal:archive_store": Rule(MEMBERS, POST, "store"),
    "portal:restore_store": Rule(MEMBERS, POST, "store"),
    "portal:order_package": Rule(MEMBERS, names="package"),
    "portal:orders": Rule(MEMBERS),
    "portal:wallet": Rule(MEMBERS, GET),
    "portal:order": Rule(MEMBERS, names="order"),
    "portal:pay_order": Rule(MEMBERS, POST, "order"),
    "portal:payment_return": Rule(UNKNOWN, GET, "gateway"),
    "portal:ask_for_advice": Rule(NOT_STAFF),
    "portal:tickets": Rule(MEMBERS, GET),
    "portal:open_ticket": Rule(MEMBERS),
    "portal:ticket": Rule(MEMBERS, GET, "ticket"),
    "portal:reply_to_ticket": Rule(MEMBERS, POST, "ticket"),
    "portal:close_ticket": Rule(MEMBERS, POST, "ticket"),
    "portal:reopen_ticket": Rule(MEMBERS, POST, "ticket"),
    "portal:rate_ticket": Rule(MEMBERS, POST, "ticket"),
    "portal:file": Rule(READERS, GET, "file"),
    "portal:quote": Rule(MEMBERS, GET, "quote"),
    "portal:approve_quote": Rule(MEMBERS, POST, "quote"),
    "portal:decline_quote": Rule(MEMBERS, POST, "quote"),
    "portal:ask_about_quote": Rule(MEMBERS, POST, "quote"),
    "portal:ask_for_fresh_quote": Rule(MEMBERS, POST, "quote"),
    "portal:cancel_quote": Rule(MEMBERS, POST, "quote"),
    "portal:ask_to_stop": Rule(MEMBERS, POST, "quote"),
    "portal:open_rework": Rule(MEMBERS, POST, "quote"),
    "portal:notices": Rule(SIGNED_IN),
    "portal:mark_notices_read": Rule(SIGNED_IN, POST, "newest"),
}

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
    "console:organizations": Rule(STAFF),
    "console:organization": Rule(STAFF, names="organization"),
    "console:deactivate_user": Rule(LEADS, names="user"),
    "console:orders": Rule(STAFF),
    "console:vat_rates": Rule(MANAGERS),
    "console:resolve_payment": Rule(LEADS, names="payment"),
    "console:settle_payment": Rule(LEADS, POST, "payment"),
    "console:catalog": Rule(MANAGERS),
    "console:packages": Rule(MANAGERS),
    "console:create_package": Rule(MANAGERS),
    "console:change_package": Rule(MANAGERS, names="any package"),
    "console:move_package": Rule(MANAGERS, POST, "any package"),
    "console:delete_package": Rule(MANAGERS, POST, "any package"),
    "console:jobs": Rule(LEADS),
    "console:release_job": Rule(LEADS, POST, "job"),
    "console:notices": Rule(STAFF),
    "console:mark_notices_read": Rule(STAFF, POST, "newest"),
}

ACCOUNT = {
    "account_login": Rule(STEP),
    "account_reauthenticate": Rule(STEP),
    "mfa_index": Rule(STEP),
    "mfa_authenticate": Rule(STEP),
    "mfa_reauthenticate": Rule(STEP),
    "mfa_activate_totp": Rule(STEP),
    "mfa_deactivate_totp": Rule(STEP),
    "mfa_view_recovery_codes": Rule(STEP),
    "mfa_generate_recovery_codes": Rule(STEP),
    "mfa_download_recovery_codes": Rule(STEP),
}

# Only a demonstration serves these; elsewhere the outbox is missing even if its address is there.
DEMO = {
    "demo:outbox": Rule(UNKNOWN),
    "demo:bank_request_payment": Rule(PUBLIC, POST),
    "demo:bank_verify_payment": Rule(PUBLIC, POST),
    "demo:bank_inquire_payment": Rule(PUBLIC, POST),
    "demo:bank_start_pay": Rule(UNKNOWN, names="authority"),
}

TABLE = PORTAL | CONSOLE_PAGES | ACCOUNT | DEMO
