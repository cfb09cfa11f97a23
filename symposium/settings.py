"""All settings, each value from the environment. A wrong value stops the start and is named.

Without any environment the site runs in DEBUG for this computer only, on SQLite. Each name may also be given as NAME_FILE, the path of
a file that holds the value, as containers hand over secrets.
"""

from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from symposium.environment import count, email_backend, local_secret_key, parsed, site_address, strict_bool

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# What runs where
DEBUG = parsed("DEBUG", env.str("DEBUG", default="true"), strict_bool)
SECRET_KEY = env.str("SECRET_KEY", default="").strip()
ALLOWED_HOSTS = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
if DEBUG:
    SECRET_KEY = SECRET_KEY or local_secret_key(BASE_DIR / "var" / "secret_key")
    ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
for name in ("SECRET_KEY", "ALLOWED_HOSTS"):
    if not globals()[name]:
        raise ImproperlyConfigured(f"{name} must be set when DEBUG is false.")
BASE_URL = env.str("BASE_URL", default=site_address(ALLOWED_HOSTS)).strip().rstrip("/")
if urlsplit(BASE_URL).scheme not in ("http", "https") or not urlsplit(BASE_URL).hostname or urlsplit(BASE_URL).path:
    raise ImproperlyConfigured(f"BASE_URL must be an address such as https://symposium.example, not {BASE_URL!r}.")
IS_HTTPS = BASE_URL.startswith("https://")

# Django's parts
INSTALLED_APPS = [
    "agenda",
    "registrations",
    "crispy_forms",
    "crispy_bootstrap5",
    "post_office",
    "csp",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "symposium.apps.DeskConfig",  # django.contrib.admin, always in English
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "symposium",
]
MIDDLEWARE = [
    "symposium.middleware.PublicPagesFromMemory",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "symposium.middleware.permissions_policy",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "symposium.middleware.WhoChangesWhat",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "symposium.sign_in.StaffPages",
    "symposium.middleware.OwnPageForWhatIsMissing",
]
ROOT_URLCONF = "symposium.urls"
WSGI_APPLICATION = "symposium.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
CSRF_FAILURE_VIEW = "symposium.errors.csrf_failure"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "symposium_cache"}}  # tries to sign in

# Database: SQLite as the embedded default, PostgreSQL for real use
DATABASES = {"default": parsed("DATABASE_URL", env.str("DATABASE_URL", default=f"sqlite:///{BASE_DIR}/var/db.sqlite3"), env.db_url_config)}
if DATABASES["default"].get("ENGINE") == "django.db.backends.sqlite3":
    (BASE_DIR / "var").mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"].get("ENGINE") == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
else:
    raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:/// or postgresql://.")

# Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("km", "ខ្មែរ")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Phnom_Penh")
try:
    ZoneInfo(TIME_ZONE)
except (ZoneInfoNotFoundError, ValueError) as error:
    raise ImproperlyConfigured(f"TIME_ZONE must be a name such as Asia/Phnom_Penh, not {TIME_ZONE!r}.") from error
KHMER_DIGITS = parsed("KHMER_DIGITS", env.str("KHMER_DIGITS", default="true"), strict_bool)
FORMAT_MODULE_PATH = "symposium.formats"

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_URL = "/media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media"))
PRIVATE_ROOT = env.str("PRIVATE_ROOT", default=str(BASE_DIR / "var" / "private"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},  # public, content-named copies made by a publish
    "private": {"BACKEND": "symposium.storage.PrivateFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "symposium.storage.HashedStaticFiles"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # "no-referrer" would make the Origin header null, and Django would refuse every form
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Mail: written to the outbox in the transaction of the change, sent by run_jobs
EMAIL_URL = env.str("EMAIL_URL", default="" if not DEBUG else f"filemail:///{BASE_DIR}/var/mail")
globals().update(parsed("EMAIL_URL", EMAIL_URL, email_backend) if EMAIL_URL else {})
EMAIL_TIMEOUT = 60  # seconds; shorter than a sender's lease on a mail (registrations/domain/outbox.py)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Digital Forensics Symposium <symposium@localhost>")
POST_OFFICE = {
    "MESSAGE_ID_ENABLED": True,
    "MESSAGE_ID_FQDN": urlsplit(BASE_URL).hostname,
    "TEMPLATE_CACHE": False,
    "FILE_STORAGE": "private",
    "LOG_LEVEL": 1,
}
MAIL_IS_SHOWN = DEBUG and EMAIL_URL.startswith("filemail:")  # at /demo/mail/, for the demo on one's own computer

# Forms
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Registration
UNVERIFIED_HOURS = parsed("UNVERIFIED_HOURS", env.str("UNVERIFIED_HOURS", default="48"), count)
OFFER_HOURS = parsed("OFFER_HOURS", env.str("OFFER_HOURS", default="24"), count)
CLIENT_ADDRESS_HEADER = env.str("CLIENT_ADDRESS_HEADER", default="")  # set by the proxy in front; empty: there is none
RATELIMIT_ENABLE = parsed("RATELIMIT_ENABLE", env.str("RATELIMIT_ENABLE", default="true"), strict_bool)

# Staff sign in at /staff/ with a password and a second step, or with a passkey; accounts are made at the desk only
STAFF_MFA_REQUIRED = parsed("STAFF_MFA_REQUIRED", env.str("STAFF_MFA_REQUIRED", default=str(not DEBUG)), strict_bool)
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "symposium.sign_in.StaffAdapter"
ACCOUNT_FORMS = {"login": "symposium.sign_in.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = {} if RATELIMIT_ENABLE else False
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = CLIENT_ADDRESS_HEADER or None
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Symposium desk"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds by which a telephone's clock may be wrong
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey alone then is two things: the device, and a finger or its PIN
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG and not IS_HTTPS  # http://localhost
MFA_RECOVERY_CODES_SHOW_ONCE = True

# History (agenda/domain/history.py, registrations/domain/history.py): whom a change is from, never from which address
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_MASK_CALLABLE = "agenda.domain.history.masked"

# Pages in the memory of a process, in mebibytes
PAGE_MEMORY_MIB = parsed("PAGE_MEMORY_MIB", env.str("PAGE_MEMORY_MIB", default="64"), count)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django": {"handlers": ["console"], "level": "INFO", "propagate": False}},
}
