"""ask_registration …"""

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.tests.codes import last_link
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.outbox.models import OutgoingMessage


def ask(now, email="Dana@Example.com", wanted="/order/essential/"):
    accounts.ask_registration(email=email, wanted=wanted, language="fa", now=now)


def test_looks_nobody_up_and_leaves_the_answer_to_a_job(db, now, settings):
    settings.DEMO = True  # Elsewhere a secret is wiped when it has been sent.
    ask(now)
    assert not OutgoingMessage.objects.exists()

    run_due_jobs(now=now)

    token = last_link("dana@example.com").strip("/").split("/")[-1]
    link = accounts.registration_of_link(token)
    assert (link.email, link.wanted, link.is_made) == ("dana@example.com", "/order/essential/", False)


def test_carries_no_page_that_is_named_at_length(db, now):
    ask(now, wanted="/" + "x" * 200)

    assert Job.objects.get().payload["wanted"] == ""
