"""forget_login_codes …"""

from datetime import timedelta

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import LoginCode


@pytest.mark.django_db
def test_forgets_them_after_a_day(now):
    for mobile, sent_at in (("+989120000000", now), ("+989121111111", now + timedelta(hours=20))):
        accounts.send_login_code(mobile=mobile, language="fa", now=sent_at)

    assert accounts.forget_login_codes(now=now + timedelta(hours=25)) == 1
    assert LoginCode.objects.get().mobile == "+989121111111"
