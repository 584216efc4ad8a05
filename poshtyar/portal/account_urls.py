"""allauth's addresses, under its own names: only the steps that it carries for us; no browser keeps their secrets."""

from allauth.account.views import reauthenticate
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from poshtyar.portal.browsers import remembers_browser
from poshtyar.portal.identity import confirms_identity, identity_required

urlpatterns = [
    path("login/", RedirectView.as_view(pattern_name="portal:log_in", query_string=True), name="account_login"),
    path("confirm/", confirms_identity(reauthenticate), name="account_reauthenticate"),
    path("two-factor/", never_cache(mfa.index), name="mfa_index"),
    path("two-factor/enter/", remembers_browser(mfa.authenticate), name="mfa_authenticate"),
    path("two-factor/confirm/", confirms_identity(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("two-factor/app/", never_cache(identity_required(totp.activate_totp)), name="mfa_activate_totp"),
    path("two-factor/app/remove/", never_cache(login_required(totp.deactivate_totp)), name="mfa_deactivate_totp"),
    path(
        "two-factor/codes/",
        never_cache(login_required(recovery_codes.view_recovery_codes)),
        name="mfa_view_recovery_codes",
    ),
    path(
        "two-factor/codes/new/",
        never_cache(identity_required(recovery_codes.generate_recovery_codes)),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "two-factor/codes/download/",
        login_required(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
