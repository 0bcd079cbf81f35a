"""Django settings: configured by the environment, safe without any of it.

Environment: `FAROL_SECRET`, `FAROL_DATABASE` (SQLite file), `FAROL_DATABASE_URL` (postgresql://…),
`FAROL_HOSTS` (comma separated), `FAROL_DEMO`, `FAROL_DRAFTS` (label | withhold), `FAROL_TERRITORY`,
`FAROL_ERASED` (file of who was erased), `FAROL_DESK_URL` (the public address of the desk; with https its cookies
travel by https only), `FAROL_ADMIN` (1: Django's admin on the tables of the directory, for administrators of the desk;
without it that address does not exist).
"""

from __future__ import annotations

import os
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from bot.paths import ROOT, database_file
from bot.secret import secret

BASE_DIR = ROOT
SECRET_KEY = secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FAROL_HOSTS", "127.0.0.1,localhost").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "actions.directory",
    "actions.appointments",
    "actions.answers",
    "actions.operations",
    "bot.desk",
]
FAROL_ADMIN = os.environ.get("FAROL_ADMIN", "") == "1"
if FAROL_ADMIN:
    INSTALLED_APPS.append("django.contrib.admin.apps.SimpleAdminConfig")  # after the desk, whose templates go first

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bot.desk.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "bot.desk.middleware.session_ends",
    "bot.desk.middleware.demonstration_stays_here",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "bot.desk.urls"
WSGI_APPLICATION = "bot.desk.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bot.desk.context.desk",
            ]
        },
    }
]


def _postgresql(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


def _sqlite() -> dict[str, object]:
    # Deferred transactions fail at once with 'database is locked' when a read turns into a write.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(database_file()),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
        "CONN_MAX_AGE": None,
    }


_URL = os.environ.get("FAROL_DATABASE_URL", "")
DATABASES = {"default": _postgresql(_URL) if _URL else _sqlite()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_REDIS = os.environ.get("FAROL_REDIS_URL", "")
_CACHE = (
    {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _REDIS}
    if _REDIS
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(database_file().with_name("counts")),
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
)
CACHES = {"default": _CACHE}  # counts of SMS segments: they must outlive a restart

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
] + [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}}]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]

# Five wrong passwords for one account from one address: a quarter of an hour of silence.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "bot.desk.accounts.signing_in.locked"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {
        "axes": {"level": "CRITICAL"},  # it would write account names
        "django.request": {"level": "ERROR", "handlers": ["stderr"], "propagate": False},
    },
}
OTP_TOTP_ISSUER = "Farol"

LANGUAGE_CODE = "pt"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
WHITENOISE_USE_FINDERS = True  # straight from the apps' folders: nothing to collect, nothing to forget
LOGIN_URL = "/desk/login"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/login"
FAROL_DESK_URL = os.environ.get("FAROL_DESK_URL", "").rstrip("/")
if FAROL_DESK_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [FAROL_DESK_URL]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
FAROL_IDLE_SECONDS = 30 * 60
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bot.desk.refusals.csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# Who was erased: beside the database by default; better on another disk, where a restored database finds it.
FAROL_ERASED = os.environ.get("FAROL_ERASED", str(database_file().with_name("erased.tsv")))
FAROL_TERRITORY = os.environ.get("FAROL_TERRITORY", "pt")
FAROL_DEMO = os.environ.get("FAROL_DEMO", "")
FAROL_DRAFTS = os.environ.get("FAROL_DRAFTS", "")
