"""Every setting, once, in Django's order.

Read it from the top: what runs, where data lies, who may log in, how it looks, how it is protected.
Values that differ between installations come from the environment (.env.example describes each).
Security settings are safe by default; only a demonstration on loopback relaxes them, through POSHTYAR_DEMO.
"""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("POSHTYAR_DATA", default=str(BASE_DIR / "data")))

# A demonstration: seeded people, the demo bank, and an outbox page that shows e-mail and SMS.
DEMO = env.boolean("POSHTYAR_DEMO", default=False)
DEBUG = env.boolean("POSHTYAR_DEBUG", default=False)
SITE_URL = env.text("POSHTYAR_SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("POSHTYAR_HOSTS", default="127.0.0.1,localhost,[::1]")


def _secret_key() -> str:
    """Return the key from the environment, else from the data folder, where it is made once."""
    if "POSHTYAR_SECRET_KEY" in os.environ:
        return os.environ["POSHTYAR_SECRET_KEY"]
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.words("POSHTYAR_OLD_SECRET_KEYS")

# ---- the agency: its name and its numbers are settings, not code
AGENCY_NAME = {"fa": env.text("AGENCY_NAME_FA", default="پشتیار"), "en": env.text("AGENCY_NAME_EN", default="Poshtyar")}
AGENCY_PHONE = env.text("AGENCY_PHONE", default="")
AGENCY_ZONE = env.text("AGENCY_ZONE", default="Asia/Tehran")
INVESTIGATION_FEE_COINS = env.integer("INVESTIGATION_FEE_COINS", default=15)
# What one person moves by hand in one wallet within so many hours needs a second manager when it is more coins.
FOUR_EYES_COINS = env.integer("POSHTYAR_FOUR_EYES_COINS", default=100)
FOUR_EYES_HOURS = env.integer("POSHTYAR_FOUR_EYES_HOURS", default=24)
# Outside the database, so that who changes rows there cannot change it too; copy it to another machine.
LEDGER_SEAL_FILE = env.text("LEDGER_SEAL_FILE", default=str(DATA_DIR / "ledger-seals.txt"))
REWORK_DAYS = env.integer("REWORK_DAYS", default=14)
# Log-in details that a customer hands over: days they are kept, minutes they can be opened once they were shown.
SECRET_DAYS = env.integer("SECRET_DAYS", default=7)
SECRET_SHOWN_MINUTES = env.integer("SECRET_SHOWN_MINUTES", default=15)
REVEALS_AN_HOUR = env.integer("REVEALS_AN_HOUR", default=20)  # of one of the staff: a stolen session opens no more
ORDER_LIFETIME_HOURS = env.integer("ORDER_LIFETIME_HOURS", default=24)

# ---- applications
INSTALLED_APPS = [
    "poshtyar.portal",
    "poshtyar.console",
    "poshtyar.demo",
    "poshtyar.backups",
    "poshtyar.notifications",
    "poshtyar.quotes",
    "poshtyar.tickets",
    "poshtyar.knowledge",
    "poshtyar.ordering",
    "poshtyar.entitlements",
    "poshtyar.treasury",
    "poshtyar.wallet",
    "poshtyar.catalog",
    "poshtyar.vault",
    "poshtyar.sla",
    "poshtyar.accounts",
    "poshtyar.files",
    "poshtyar.events",
    "poshtyar.outbox",
    "poshtyar.jobs",
    "poshtyar.ui",
    "poshtyar.common",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "poshtyar.portal.middleware.AskingMiddleware",
    # Before the others, so that the policies are on every answer, those of the next two among them (`bar.md` R70).
    "poshtyar.portal.middleware.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "poshtyar.portal.middleware.RefusedBodyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "poshtyar.portal.middleware.PersonMiddleware",
    "poshtyar.ui.middleware.PreferencesMiddleware",
    "poshtyar.portal.middleware.PrivatePagesMiddleware",
    "poshtyar.portal.middleware.ButtonsOnlyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "poshtyar.ui.middleware.HtmxRedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("poshtyar.ui.loader.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "poshtyar.ui.context.interface",
                "poshtyar.portal.context.bell",
                "poshtyar.portal.context.frame",
                "poshtyar.console.context.requests",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "poshtyar.ui.templatetags.fixed",
                "poshtyar.ui.templatetags.ui",
            ],
        },
    }
]

# The inputs of forms, in Django's own templates for Jinja2: the same markup for a fifth of the time.
FORM_RENDERER = "django.forms.renderers.Jinja2"

# ---- data
DATABASES = {"default": env.database("DATABASE_URL", default_sqlite_path=str(DATA_DIR / "poshtyar.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Log-in limits are counted here: with too few entries, trying many numbers would push the counters out.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
if "REDIS_URL" in os.environ:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["REDIS_URL"],
            # A silent server must not hold a page: it holds nothing that we need (`bar.md` R29).
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
    }

MEDIA_ROOT = DATA_DIR / "files"
UPLOAD_FILE_BYTES = 50 * 1024 * 1024
UPLOAD_FILES_PER_MESSAGE = 20
# Of one customer: five full messages a day, and more replies than anybody types.
UPLOADED_MEGABYTES_A_DAY = env.integer("UPLOADED_MEGABYTES_A_DAY", default=5000)
MESSAGES_A_DAY = env.integer("MESSAGES_A_DAY", default=500)
DISK_RESERVE_PERCENT = 5  # of the disk, which uploads leave to the database
# Small forms without files are read at once; uploads go to disk as they arrive, and no further than the limit.
FILE_UPLOAD_HANDLERS = ["config.forms.PlainFormHandler", "poshtyar.files.uploads.BoundedUploadHandler"]
# Of everything but files; a megabyte of Persian text has more than three in a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# ---- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["poshtyar.accounts.backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# A reset link lives for an hour; so does the link that confirms an e-mail address.
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_CODE_SECONDS = env.integer("LOGIN_CODE_SECONDS", default=120)
LOGIN_CODE_RESEND_SECONDS = env.integer("LOGIN_CODE_RESEND_SECONDS", default=60)
LOGIN_CODE_TRIES = 5
LOGIN_CODES_PER_HOUR = env.integer("LOGIN_CODES_PER_HOUR", default=5)  # of one number
# Many subscribers share one address of a mobile operator, so an address may try more often than a number.
LOGIN_TRIES_PER_ADDRESS = env.integer("LOGIN_TRIES_PER_ADDRESS", default=100)  # in an hour
# Wrong passwords for one e-mail address, from browsers that its person has not used, and from each that they have:
# in five minutes and in an hour. See docs/decisions/0015.
PASSWORD_TRIES, PASSWORD_TRIES_AN_HOUR = 5, 25
PASSWORD_TRIES_IN_ALL = env.integer("PASSWORD_TRIES_IN_ALL", default=3000)  # in an hour, from unknown browsers
LOGIN_CODES_IN_ALL = env.integer("LOGIN_CODES_IN_ALL", default=2000)  # in an hour: a bound on the bill for SMS
REGISTRATIONS_IN_ALL = env.integer("REGISTRATIONS_IN_ALL", default=1000)  # in an hour: e-mails to whatever address
LOGIN_URL = "portal:log_in"
LOGIN_REDIRECT_URL = "portal:dashboard"
ACCOUNT_ADAPTER = "poshtyar.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# How often somebody who is half in, or has a session that may be stolen, guesses the second factor or the password.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key,25/h/key", "reauthenticate": "5/5m/user,25/h/user"}
MFA_ADAPTER = "poshtyar.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "poshtyar.portal.forms.two_factor.AuthenticateForm",
    "reauthenticate": "poshtyar.portal.forms.two_factor.ReauthenticateForm",
    "activate_totp": "poshtyar.portal.forms.two_factor.ActivateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # half a minute either way: telephones' clocks are not exact
MFA_TOTP_ISSUER = AGENCY_NAME["en"]
# Staff see every customer, so a second factor is asked; a demonstration goes without.
STAFF_TOTP_REQUIRED = env.boolean("STAFF_TOTP_REQUIRED", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = False

# ---- language and time: Persian first
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = AGENCY_ZONE

# ---- static files
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("POSHTYAR_STATIC", default=str(DATA_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- protection
HTTPS = SITE_URL.startswith("https://")
SESSION_ENGINE = "poshtyar.accounts.sessions"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "poshtyar.portal.views.errors.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without TLS
BEHIND_PROXY = env.boolean("POSHTYAR_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Without our own proxy in front, X-Forwarded-For is what anybody writes.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Chrome checks the redirect of a form too, so a gateway's host must be named.
        "form-action": [SELF, *env.words("PAYMENT_GATEWAY_ORIGINS")],
    }
}

# ---- payments
PAYMENT_GATEWAY = env.text("PAYMENT_GATEWAY", default="demo_bank" if DEMO else "")
PAYMENT_MERCHANT = env.text("PAYMENT_MERCHANT", default="00000000-0000-4000-8000-000000000000" if DEMO else "")
DEMO_BANK_URL = env.text("DEMO_BANK_URL", default=SITE_URL + "/demo/bank").rstrip("/")

# ---- messages and jobs
SMS_DRIVER = env.text("SMS_DRIVER", default="outbox")  # outbox | console
EMAIL_DRIVER = env.text("EMAIL_DRIVER", default="outbox")  # outbox | console | smtp
JOBS_ENGINE = env.text("JOBS_ENGINE", default="thread")  # thread | worker | celery
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", default="")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="support@localhost")
EMAIL_HOST = env.text("SMTP_HOST", default="127.0.0.1")
EMAIL_PORT = env.integer("SMTP_PORT", default=25)
EMAIL_HOST_USER = env.text("SMTP_USER", default="")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD", default="")
EMAIL_USE_TLS = env.boolean("SMTP_STARTTLS", default=False)
EMAIL_USE_SSL = env.boolean("SMTP_TLS", default=False)
EMAIL_TIMEOUT = 20  # seconds; a silent mail server must not hold a job

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "poshtyar.common.logs.Formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # They would write whole addresses, and the headers with their cookies.
    "loggers": {name: {"level": "WARNING"} for name in ("httpx2", "httpcore2")},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", default="INFO")},
}
