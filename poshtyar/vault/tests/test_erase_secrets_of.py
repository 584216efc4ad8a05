"""erase_secrets_of …"""

from poshtyar.accounts.operations import deactivate_user
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.vault.operations import erase_secrets_of, keep_secret


def test_erases_what_a_person_handed_over_when_the_account_ends(secret, ticket, alice, bob, now):
    of_bob = keep_secret(ticket=ticket, text="of Bob", actor=bob, now=now)

    deactivate_user(user=bob, actor=bob, now=now)
    run_due_jobs(now=now)

    for kept in (secret, of_bob):
        kept.refresh_from_db()
    assert (of_bob.sealed, of_bob.erased_at) == ("", now)
    assert secret.sealed


def test_twice_erases_once(secret, alice, now):
    assert [erase_secrets_of(user=alice, now=now) for _ in range(2)] == [1, 0]
