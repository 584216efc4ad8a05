"""The second factor of staff …"""

import time
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.apps import apps
from django.urls import reverse

from poshtyar.common.persian import to_persian_digits
from poshtyar.common.sealing import unseal
from tests.confirmed import confirm

pytestmark = pytest.mark.django_db

PASSWORD = "a long staff password"
NEW_KEY = "a new key of the site, as long as keys are"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ENTER = reverse("mfa_authenticate")


@pytest.fixture
def sara(agnes):
    """Agnes with a password."""
    agnes.set_password(PASSWORD)
    agnes.save()
    return agnes


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_password(client, user):
    return client.post(reverse("portal:log_in_with_password"), {"email": user.email, "password": PASSWORD})


def is_in(client):
    return "_auth_user_id" in client.session


def test_is_asked_after_the_password(client, sara):
    TOTP.activate(sara, SECRET)

    response = give_password(client, sara)

    assert response.url == ENTER
    assert not is_in(client)
    assert client.get(ENTER).status_code == 200


def test_lets_in_with_the_code_in_persian_digits(client, sara):
    TOTP.activate(sara, SECRET)
    give_password(client, sara)

    refused = client.post(ENTER, {"code": "000000"})
    accepted = client.post(ENTER, {"code": to_persian_digits(code_of(SECRET))})

    assert refused.status_code == 200
    assert "اشتباهه" in refused.content.decode()
    assert accepted.status_code == 302
    assert is_in(client)


def test_lets_in_with_a_code_once(client, sara):
    """Whoever reads the code over a shoulder comes too late, though its half minute is not over."""
    TOTP.activate(sara, SECRET)
    code = code_of(SECRET)
    for expected in (True, False):
        client.logout()
        give_password(client, sara)
        client.post(ENTER, {"code": code})
        assert is_in(client) is expected


@pytest.mark.parametrize("seconds", [31, 59])
def test_lets_in_with_a_code_once_for_as_long_as_it_is_right(client, sara, seconds, monkeypatch):
    """A telephone's clock may be half a minute wrong, so a code is right for a minute and a half."""
    TOTP.activate(sara, SECRET)
    begun = time.time() // 30 * 30
    monkeypatch.setattr(time, "time", lambda: begun)
    code = code_of(SECRET)
    give_password(client, sara)
    client.post(ENTER, {"code": code})
    assert is_in(client)

    client.logout()
    monkeypatch.setattr(time, "time", lambda: begun + seconds)
    give_password(client, sara)
    client.post(ENTER, {"code": code})

    assert not is_in(client)


def test_lets_nobody_try_codes_for_ever(client, sara):
    TOTP.activate(sara, SECRET)
    give_password(client, sara)
    wrong = f"{(int(code_of(SECRET)) + 500_000) % 10**6:06}"

    statuses = {client.post(ENTER, {"code": wrong}).status_code for _ in range(20)}
    client.post(ENTER, {"code": code_of(SECRET)})

    assert not is_in(client)
    assert statuses <= {200, 302, 429}


def test_lets_in_with_a_recovery_code_once(client, sara):
    TOTP.activate(sara, SECRET)
    code = RecoveryCodes.activate(sara).get_unused_codes()[0]
    for expected in (True, False):
        client.logout()
        give_password(client, sara)
        client.post(ENTER, {"code": code})
        assert is_in(client) is expected


def test_is_not_passed_by_a_code_to_the_mobile(client, sara):
    TOTP.activate(sara, SECRET)

    client.post(reverse("portal:log_in"), {"mobile": sara.mobile})

    assert client.post(reverse("portal:enter_login_code"), {"code": "123456"}).status_code == 409
    assert not is_in(client)


def test_ends_a_log_in_that_is_half_done_when_the_password_changes(client, sara):
    TOTP.activate(sara, SECRET)
    give_password(client, sara)
    sara.set_password("another long password of Sara")
    sara.save()

    refused = client.post(ENTER, {"code": code_of(SECRET)})

    assert refused.status_code == 200
    assert "رمز عوض شده" in refused.content.decode()
    assert not is_in(client)


def test_r86_stands_sealed_in_the_database(client, sara, settings):
    TOTP.activate(sara, SECRET)
    RecoveryCodes.activate(sara)
    kept = [str(factor.data) for factor in Authenticator.objects.filter(user=sara)]

    assert all("sealed:" in data and SECRET not in data for data in kept)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [settings.SECRET_KEY]
    give_password(client, sara)
    client.post(ENTER, {"code": code_of(SECRET)})
    assert is_in(client)


def test_that_was_sealed_with_a_lost_key_lets_nobody_in_and_says_why(client, sara, settings):
    TOTP.activate(sara, SECRET)
    settings.SECRET_KEY = NEW_KEY
    give_password(client, sara)

    refused = client.post(ENTER, {"code": code_of(SECRET)})

    assert "کلید سایت عوض شده" in refused.content.decode()
    assert not is_in(client)


def test_r86_of_before_is_sealed_by_the_update(sara):
    Authenticator.objects.create(user=sara, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    sealing = import_module("poshtyar.accounts.migrations.0004_seal_second_factors")

    for _ in range(2):
        sealing.seal_all(apps, None)

    kept = Authenticator.objects.get(user=sara).data["secret"]
    assert kept != SECRET
    assert unseal(kept) == SECRET


def test_can_be_cancelled(client, sara):
    TOTP.activate(sara, SECRET)
    give_password(client, sara)

    client.post(reverse("portal:log_out"))

    assert client.get(ENTER).url == reverse("account_login")


def test_is_turned_on_after_the_password_once_more(client, sara):
    give_password(client, sara)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    page = client.post(asked.url, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret
    assert "<svg" in page.content.decode()
    assert "data:" not in page.content.decode()  # The policy shows no such pictures.

    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert set(Authenticator.objects.filter(user=sara).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert client.get(reverse("mfa_index")).status_code == 200
    assert len(client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]) == 10
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200


def test_is_never_shown_again(client, sara):
    """A code that is wrong now may have been right a moment ago, or a recovery code with one letter too many."""
    give_password(client, sara)
    confirm(client, sara)
    activation = client.post(reverse("mfa_activate_totp"), {"code": "135791"})
    TOTP.activate(sara, SECRET)
    confirmation = client.post(reverse("mfa_reauthenticate"), {"code": "135791"})
    client.logout()
    give_password(client, sara)
    second_step = client.post(ENTER, {"code": "135791"})

    for page in (activation, confirmation, second_step):
        assert page.status_code == 200
        assert 'autocomplete="one-time-code"' in page.content.decode()
        assert "135791" not in page.content.decode()
