"""Which pages are visited, by whom, in which state.

Each address of the authorization table that shows a page is visited by its first reader without a word here. Here stand
the pages behind a step, the other states of a page, and the addresses that show none, with the reason.
"""

from dataclasses import dataclass

from tests.architecture.authorization_table import AGENT, ANONYMOUS, IN, LEAD, MANAGER, MEMBER, OWNER, TABLE

WITHOUT_A_PAGE = {
    "portal:healthz": "a word for machines",
    "portal:file": "a download",
    "portal:similar_answers": "a piece of portal:open_ticket",
    "portal:wallet_statement": "a table for spreadsheets",
    "portal:wallet_statement_pdf": "a document",
    "portal:open_password_link": "leads on to portal:reset_password",
    "portal:open_invitation": "leads on to portal:accept_invitation",
    "portal:open_browser_link": "leads on to portal:log_in_with_password",
    "portal:open_registration_link": "leads on to portal:register_with_password",
    "portal:open_email_link": "leads on to portal:confirm_email",
    "portal:payment_return": "leads on to portal:order",
    "account_login": "leads on to portal:log_in",
    "mfa_download_recovery_codes": "a download",
}

# What the gallery makes for addresses to name, under the names of the authorization table and a few of its own.
THINGS = {
    *(
        "",
        "ticket",
        "quote",
        "order",
        "store",
        "organization",
        "membership",
        "user",
        "package",
        "calendar",
        "token",
        "payment",
        "entry",
        "line",
    ),
    *("coin request", "lot", "disputed order"),
    *(
        "any package",
        "comparison row",
        "service",
        "service group",
        "service level",
        "question",
        "authority",
        "live quotes",
        "ended quotes",
        "delivered quote",
        "poor ticket",
        "new ticket",
        "closed ticket",
        "ticket with secrets",
    ),
    *("paid order", "checking order", "not paid order", "doubtful order", "waiting order", "old order"),
}


@dataclass(frozen=True)
class Visit:
    """A page, as one reader finds it.

    `sent` is the form that is sent empty first, and `status` what is answered then; `opened` is what is unfolded first.
    """

    route: str
    reader: str
    thing: str = ""
    query: str = ""
    sent: str = ""
    opened: str = ""
    status: int = 200

    def __str__(self):
        done = [self.sent and "sent empty", self.opened and "menu open"]
        return " ".join(filter(None, [self.route, self.thing, "by " + self.reader, self.query, *done]))


BEHIND_A_STEP = [
    Visit("portal:enter_login_code", "asked for a code"),
    Visit("portal:reset_password", "with a password link"),
    Visit("portal:register_with_password", "with a registration link"),
    Visit("portal:ask_email_change", "just confirmed"),
    Visit("portal:send_mobile_code", "without a number"),
    Visit("portal:add_mobile", "sent a code to add a number"),
    Visit("portal:confirm_identity", "without a password"),
    Visit("portal:deactivate_account", "newcomer just confirmed"),
    Visit("portal:choose_organization", OWNER),
    Visit("portal:accept_invitation", "invited"),
    Visit("account_reauthenticate", MANAGER),
    Visit("mfa_index", "just confirmed"),
    Visit("mfa_authenticate", "second factor awaited"),
    Visit("mfa_reauthenticate", "second factor"),
    Visit("mfa_activate_totp", "just confirmed"),
    Visit("mfa_deactivate_totp", "second factor confirmed"),
    Visit("mfa_view_recovery_codes", "second factor confirmed"),
    Visit("mfa_generate_recovery_codes", "second factor confirmed"),
    Visit("demo:outbox", ANONYMOUS),
    Visit("portal:kit", ANONYMOUS),
    Visit("demo:bank_start_pay", ANONYMOUS, "authority"),
]

IN_OTHER_STATES = [
    Visit("portal:confirm_identity", "sent an identity code"),
    Visit("portal:change_password", "newcomer just confirmed"),
    Visit("portal:home", OWNER),
    Visit("portal:create_organization", "without an organization"),
    Visit("portal:dashboard", "stranger"),
    Visit("portal:wallet", "stranger"),
    Visit("portal:wallet", OWNER, query="?kind=set-aside&since=1405/1/1"),
    Visit("portal:wallet", OWNER, query="?since=someday", status=422),
    Visit("portal:tickets", "stranger"),
    Visit("portal:orders", "stranger"),
    Visit("portal:stores", "stranger"),
    Visit("portal:ticket", OWNER, "live quotes"),
    Visit("portal:ticket", OWNER, "ended quotes"),
    Visit("portal:ticket", OWNER, "poor ticket"),
    Visit("portal:ticket", OWNER, "new ticket"),
    Visit("portal:ticket", OWNER, "closed ticket"),
    Visit("portal:ticket", OWNER, "ticket with secrets"),
    Visit("portal:ticket", MEMBER, "live quotes"),
    Visit("portal:order_package", MEMBER, "package"),
    *[
        Visit("portal:order", OWNER, f"{state} order")
        for state in ("checking", "not paid", "doubtful", "waiting", "old")
    ],
    Visit("portal:tickets", OWNER, query="?show=waiting&q=x"),
    Visit("portal:settings", MANAGER),
    Visit("portal:settings", "without a number"),
    Visit("portal:settings", OWNER, opened=".menu"),
    Visit("console:notices", MANAGER, opened=".menu"),
    Visit("console:ticket", LEAD, "live quotes"),
    Visit("console:ticket", LEAD, "ended quotes"),
    Visit("console:ticket", LEAD, "new ticket"),
    Visit("console:ticket", AGENT, "ticket with secrets"),
    Visit("console:ticket", LEAD, "ticket with secrets", sent='form[action$="/reveal/"]'),
    Visit("console:ticket", LEAD, "ticket", query="?tab=note"),
    Visit("console:ticket", LEAD, "ticket", query="?tab=quote"),
    Visit("console:queue", LEAD, query="?show=closed"),
    Visit("console:queue", LEAD, query="?show=mine"),
    Visit("console:coin_request", LEAD, "coin request"),
    Visit("console:wallet", LEAD, "organization"),
    Visit("console:order", MANAGER, "waiting order"),
    Visit("console:order", MANAGER, "disputed order"),
    Visit("console:services", MANAGER, query="?group=search&q=google"),
    Visit("console:services", MANAGER, query="?q=nothing-like-it"),
]

SENT_EMPTY = [
    Visit("portal:log_in", ANONYMOUS, sent="main form", status=422),
    Visit("portal:enter_login_code", "asked for a code", sent="main form:has([name=code])", status=422),
    Visit("portal:register", ANONYMOUS, sent="main form", status=422),
    Visit("portal:register_with_password", "with a registration link", sent="main form", status=422),
    Visit("portal:log_in_with_password", ANONYMOUS, sent="main form", status=422),
    Visit("portal:ask_for_advice", ANONYMOUS, sent="main form", status=422),
    Visit("portal:open_ticket", OWNER, sent="main form", status=422),
    Visit("portal:ticket", OWNER, "new ticket", sent="#reply", status=422),
    Visit("portal:add_store", OWNER, sent="main form", status=422),
    Visit("portal:members", OWNER, sent="main form:has([name=mobile])", status=422),
    Visit("portal:confirm_identity", "sent an identity code", sent="main form:has([name=code])", status=422),
    Visit("portal:send_mobile_code", "without a number", sent="main form", status=422),
    Visit("portal:add_mobile", "sent a code to add a number", sent="main form:has([name=code])", status=422),
    Visit("portal:change_password", OWNER, sent="main form", status=422),
    Visit("console:vat_rates", MANAGER, sent="main form", status=422),
    Visit("console:create_package", MANAGER, sent="main form", status=422),
    Visit("console:add_comparison_row", MANAGER, sent="main form", status=422),
    Visit("console:add_service", MANAGER, sent="main form", status=422),
    Visit("console:add_faq_entry", MANAGER, sent="main form", status=422),
    Visit("console:create_calendar", MANAGER, sent="main form", status=422),
    Visit("console:create_service_level", MANAGER, sent="main form", status=422),
    Visit("console:resolve_payment", MANAGER, "payment", sent="main form:has([name=resolution])", status=422),
    Visit("console:announce_quote", MANAGER, "ticket", sent="#quote-composer", status=422),
    Visit("console:credit_gift", MANAGER, "organization", sent="main form", status=422),
    Visit("console:adjust_coins", MANAGER, "organization", sent="main form", status=422),
    Visit("console:extend_expiry", MANAGER, "lot", sent="main form", status=422),
    Visit("console:refund_purchase", MANAGER, "paid order", sent="main form", status=422),
    Visit("console:charge_back", MANAGER, "paid order", sent="main form", status=422),
    Visit("console:win_chargeback", MANAGER, "disputed order", sent="main form", status=422),
    Visit("console:undo_delivery", LEAD, "delivered quote", sent="main form", status=422),
]

ERRORS = [Visit("/nothing-there/", ANONYMOUS, status=404), Visit("/nothing-there/", OWNER, status=404)]


def shows_a_page(route: str) -> bool:
    """Return whether a reader may open this address and find a page."""
    return "GET" in TABLE[route].methods and route not in WITHOUT_A_PAGE


def of_the_table() -> list[Visit]:
    """Return a visit by its first reader for each page that needs no step before it."""
    visits, behind_a_step = [], {visit.route for visit in BEHIND_A_STEP}
    for route, rule in TABLE.items():
        if shows_a_page(route) and route not in behind_a_step:
            readers = [role for role in (ANONYMOUS, OWNER, MANAGER) if rule.expected(role, "GET") == IN]
            visits += [Visit(route, reader, rule.names) for reader in readers[:1]]
    return visits


def all_visits() -> list[Visit]:
    """Return every visit."""
    return [*of_the_table(), *BEHIND_A_STEP, *IN_OTHER_STATES, *SENT_EMPTY, *ERRORS]
