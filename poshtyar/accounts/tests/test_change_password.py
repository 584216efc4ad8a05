"""change_password …"""

from poshtyar.accounts import operations as accounts
from poshtyar.outbox.models import OutgoingMessage

PASSWORD = "  دروازه ۱۲۳ مخفی  "


def test_keeps_the_password_exactly_as_it_was_received(alice, now):
    """ASVS 6.2.8: spaces and Persian digits are part of it."""
    accounts.change_password(user=alice, password=PASSWORD, actor=alice, now=now)

    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    assert not alice.check_password(PASSWORD.strip())
    assert not alice.check_password(PASSWORD.replace("۱۲۳", "123"))


def test_tells_the_person_by_sms_and_e_mail(alice, now):
    """A stolen session can set a first password; its owner hears of it (ASVS 6.3.7)."""
    accounts.change_password(user=alice, password=PASSWORD, actor=alice, now=now)

    told = {message.to: message.body for message in OutgoingMessage.objects.all()}
    assert set(told) == {alice.mobile, alice.email}
    assert all("رمز" in body and PASSWORD.strip() not in body for body in told.values())
