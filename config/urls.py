"""The addresses of the doors."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("console/", include("poshtyar.console.urls")),
    path("account/", include("poshtyar.portal.account_urls")),
    path("", include("poshtyar.portal.urls")),
]

if settings.DEMO:
    urlpatterns.insert(0, path("demo/", include("poshtyar.demo.urls")))

handler400 = "poshtyar.portal.views.errors.bad_request"
handler403 = "poshtyar.portal.views.errors.forbidden"
handler404 = "poshtyar.portal.views.errors.not_found"
handler500 = "poshtyar.portal.views.errors.server_error"
