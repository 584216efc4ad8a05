"""Every recurring job, on one page. Cron text is read in the agency's zone."""

from poshtyar.jobs.schedules import Schedule

SCHEDULES: list[Schedule] = [
    Schedule("reconcile payments", "* * * * *", "ordering.reconcile_payments"),
    Schedule("expire orders", "*/10 * * * *", "ordering.expire_orders"),
    Schedule("expire coins", "5 0 * * *", "wallet.expire_coins"),
    Schedule("seal the ledger", "25 3 * * *", "wallet.seal_ledger"),
    Schedule("check the ledger", "35 3 * * *", "wallet.check_ledger"),
    Schedule("warn of expiring coins", "0 9 * * *", "notifications.warn_of_expiring_coins"),
    Schedule("report old holds", "10 9 * * *", "notifications.report_old_holds"),
    Schedule("expire quotes", "* * * * *", "quotes.expire_quotes"),
    Schedule("purge jobs", "40 3 * * *", "jobs.purge"),
    Schedule("forget ended sessions", "45 3 * * *", "accounts.forget_ended_sessions"),
    Schedule("forget log-in codes", "50 3 * * *", "accounts.forget_login_codes"),
    Schedule("tidy the outbox", "20 * * * *", "outbox.tidy"),
    Schedule("close finished tickets", "15 * * * *", "tickets.close_finished_tickets"),
    Schedule("purge drafts", "30 3 * * *", "tickets.purge_drafts"),
    Schedule("erase ended secrets", "*/5 * * * *", "vault.erase_ended_secrets"),
    Schedule("remove unattached files", "55 3 * * *", "files.remove_unattached"),
]
