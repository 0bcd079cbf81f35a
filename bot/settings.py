"""Django settings: configured by the environment, safe without any of it.

Environment: `FAROL_SECRET`, `FAROL_DATABASE` (SQLite file), `FAROL_DATABASE_URL` (postgresql://…),
`FAROL_HOSTS` (comma separated), `FAROL_DEMO`, `FAROL_DRAFTS` (label | withhold), `FAROL_TERRITORY`.
"""

from __future__ import annotations

import os
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
    "actions.directory",
    "actions.appointments",
    "actions.answers",
    "bot.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
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
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "pt"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
LOGIN_URL = "/desk/login"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

FAROL_TERRITORY = os.environ.get("FAROL_TERRITORY", "pt")
FAROL_DEMO = os.environ.get("FAROL_DEMO", "")
FAROL_DRAFTS = os.environ.get("FAROL_DRAFTS", "")
