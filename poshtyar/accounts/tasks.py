"""Jobs of people."""

from datetime import datetime

from poshtyar.accounts import operations
from poshtyar.accounts.models import User
from poshtyar.jobs.registry import task


@task("accounts.send_password_link")
def send_password_link(*, email: str, language: str, now: datetime) -> None:
    """Send the link if somebody has the address; run twice, it sends a second link that works as well."""
    operations.send_password_link(email=email, language=language, now=now)


@task("accounts.send_registration_link")
def send_registration_link(*, email: str, wanted: str, language: str, now: datetime) -> None:
    """Answer whoever wants to register; run twice, it sends a second e-mail, and of two links the first used counts."""
    operations.send_registration_link(email=email, wanted=wanted, language=language, now=now)


@task("accounts.send_email_link")
def send_email_link(*, email: str, user_id: int, now: datetime) -> None:
    """Send the link if nobody has the address; run twice, it sends a second link, and the first of both counts."""
    operations.send_email_link(email=email, user=User.objects.get(pk=user_id), now=now)


@task("accounts.send_browser_link")
def send_browser_link(*, email: str, language: str, now: datetime) -> None:
    """Send the link if somebody has the address; run twice, it sends a second link that works as well."""
    operations.send_browser_link(email=email, language=language, now=now)


@task("accounts.forget_login_codes")
def forget_login_codes(*, now: datetime) -> None:
    """Delete old codes; run twice, the second finds none."""
    operations.forget_login_codes(now=now)


@task("accounts.forget_ended_sessions")
def forget_ended_sessions(*, now: datetime) -> None:
    """Delete ended sessions; run twice, the second finds none."""
    operations.forget_ended_sessions(now=now)
