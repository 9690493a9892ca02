"""
All settings, read top to bottom. Whatever differs between two installations comes from the environment;
a missing or malformed variable stops the start and is named. `.env.example` lists them.
"""

import datetime as dt
import os
import re
from pathlib import Path

import psycopg.conninfo
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Exchange, Queue

BASE_DIR = Path(__file__).resolve().parent.parent


# How the environment is read ---------------------------------------------------------------------------------------


def text(name: str, default: str | None = None) -> str:
    """The variable, or the content of the file that NAME_FILE points at (so that secrets stay out of listings)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE points at a file that cannot be read: {error}") from error
    value = os.environ.get(name, "").strip() or default
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} is missing.")
    return value


def yes(name: str, *, default: bool) -> bool:
    """1 or 0, nothing else: a typing error must not switch a protection off."""
    value = text(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value == "1"


def whole(name: str, *, default: int, least: int = 0) -> int:
    """A whole number, not below `least`."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def listed(name: str, *, default: str = "") -> list[str]:
    """Values separated by commas."""
    return [value.strip() for value in text(name, default).split(",") if value.strip()]


def secret_key() -> str:
    """At least 32 characters: it signs the sessions."""
    value = text("SECRET_KEY")
    if len(value) < 32:
        raise ImproperlyConfigured("SECRET_KEY must have at least 32 characters.")
    return value


def database(url: str) -> dict[str, object]:
    """`postgresql://user:password@host:port/name?host=/socket/folder`, read by libpq itself."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql:// (no other database is supported).")
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.Error as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: postgresql://user@host/NAME")
    django_names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options: dict[str, object] = {name: value for name, value in parts.items() if name not in django_names}
    options["pool"] = {"min_size": 1, "max_size": whole("DATABASE_POOL", default=12, least=1), "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts.get(libpq) or "") for libpq, django in django_names.items()},
        "OPTIONS": options,
    }


def site(url: str) -> str:
    """`https://thidua.example.vn`: how people reach the site, for the links in e-mails."""
    if not re.fullmatch(r"https?://[^/\s]+/?", url):
        raise ImproperlyConfigured("SITE_URL must look like https://thidua.example.vn, with nothing behind the name.")
    return url.rstrip("/")


def digest_hour(value: str) -> dt.time:
    """A time of the day, Vietnam's: `07:30`."""
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ImproperlyConfigured(f"DIGEST_AT must be a time like 07:30, not {value!r}.")
    return dt.time.fromisoformat(value)


def mail_security(value: str) -> str:
    """How the mail server is spoken to: `starttls`, `tls` from the first byte, or `none`."""
    if value not in ("starttls", "tls", "none"):
        raise ImproperlyConfigured(f"EMAIL_SECURITY must be starttls, tls or none, not {value!r}.")
    return value


def broker(url: str) -> str:
    """`redis://host:port/0`, `rediss://…` or, by unix socket, `redis+socket:///folder/valkey.sock`."""
    if not url.startswith(("redis://", "rediss://", "redis+socket://")):
        raise ImproperlyConfigured("BROKER_URL must begin with redis://, rediss:// or redis+socket://.")
    return url


# What this installation is -----------------------------------------------------------------------------------------

DEBUG = yes("DEBUG", default=False)
DEMO = yes("DEMO", default=False)  # says on every page that it is a demonstration
SECRET_KEY = secret_key()
PORT = whole("PORT", default=8000, least=1)
HTTPS = yes("HTTPS", default=not DEMO)  # plain HTTP has to be asked for
ALLOWED_HOSTS = listed("ALLOWED_HOSTS", default="*" if DEMO else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXIES = whole("TRUSTED_PROXIES", default=0)  # how many proxies of our own stand before the web server

# Rooms -------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "emulation",
    "wards",
    "awards",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
# The project package imports no app: pages, readiness checks and timed tasks are named here.
APP_URLS = ["wards.urls", "awards.urls"]
HEALTH_CHECKS = [
    "emulation.health.database",
    "emulation.health.broker",
    "emulation.health.worker",
    "wards.domain.sheet.scoring.freshness",
    "awards.domain.papers.drawing.progress",
    "awards.domain.binders.binding.volumes",
]
# What `verify_ledger` asks, after the chain itself: each yields the records that are not what they were.
LEDGER_PROOFS = [
    "wards.domain.sheet.proofs.unproven_records",
    "wards.domain.sheet.hand_ins.unproven_hand_ins",
    "wards.domain.sheet.hand_ins.misstated_figures",
    "wards.domain.sheet.standing.misstated_assessments",
    "wards.domain.sheet.scoring.misstated_scores",
    "wards.domain.sheet.periods.unproven_periods",
    "wards.domain.criteria.catalogue_sealed.unproven_sets",
    "wards.domain.criteria.confirming.unproven_confirmations",
    "wards.domain.appraisal.moving.unproven_stays",
    "wards.domain.appraisal.remarks.unproven_remarks",
    "awards.domain.history.unproven_grants",
    "awards.domain.councils.closing.unproven_meetings",
    "awards.domain.provisions.unproven_provisions",
    "awards.domain.writing.texts.unproven_texts",
    "awards.domain.papers.ledger_texts.unproven_papers",
    "awards.domain.binders.told.unproven_volumes",
    "awards.domain.onward.sealed.unproven_forwardings",
    "awards.domain.onward.sealed.misstated_dossiers",
]
# What lies in the storage: each yields (record, name, sha256 that the record says), and every byte is compared.
KEPT_FILES = ["wards.domain.files.contents.kept_files", "awards.domain.kept_files.kept_files"]
# The signed papers a hand-in takes along: asked with the assessment, tells `papers` (plain values) and what they lack.
SIGNED_PAPERS = "awards.domain.papers.issuing.for_hand_in"
# What an overview of one ward warns of: takes the ward's id, gives sentences.
WARD_WARNINGS = "awards.domain.onward.kept.warnings"
# What waits for a person of the ward beside figures: takes them and the assessment, gives `sentence` and `url` of each.
PAPER_STEPS = "awards.views.paper_steps.waiting"
# The kinds of papers with their names, for notices that speak of one.
PAPER_KINDS = "awards.models.PaperKind"
# What a move to another criteria set leaves behind beside figures: takes ids of assessments, gives words by id.
STAYS_BEHIND = "awards.queries.staying.staying"
# The dossiers that assessments under way stand in: takes ids, gives (words, address, whether it keeps them) by id; and
# what takes one out of a dossier being prepared, or refuses with those words, before the assessment is held.
STANDS_IN = "awards.domain.onward.leaving.standing_in"
LEAVES = "awards.domain.onward.leaving.leave"
ROOT_URLCONF = "emulation.urls"
WSGI_APPLICATION = "emulation.wsgi.application"

MIDDLEWARE = [
    # The first three stand around everything, so that their headers are on refusals too.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "emulation.middleware.HeadersMiddleware",
    "emulation.middleware.CharsetMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "emulation.middleware.PrivateAnswerMiddleware",
    "emulation.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "emulation.typed.TakenMiddleware",  # around the one that answers htmx, whose redirects are other responses
    "django_htmx.middleware.HtmxMiddleware",
    "emulation.middleware.NoNullMiddleware",
    "emulation.middleware.HtmxAnswerMiddleware",
    "emulation.middleware.BodySizeMiddleware",  # before anything reads the body
    "emulation.kept.KeptFilesMiddleware",
    "emulation.middleware.CleanTextMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,  # replaced by template_partials with its own loader at start
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "emulation.context.installation",
                "wards.context.navigation",
            ],
        },
    },
]

# Data --------------------------------------------------------------------------------------------------------------

DATABASES = {"default": database(text("DATABASE_URL"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = Path(text("MEDIA_ROOT"))  # private: files leave only through a view that asks for permission
MEDIA_URL = ""
UPLOAD_MAX_BYTES = whole("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024, least=1)
# Several files at once, and what is typed beside them.
REQUEST_MAX_BYTES = whole("REQUEST_MAX_BYTES", default=3 * UPLOAD_MAX_BYTES + 1024 * 1024, least=1)
# Of one person's files that are on their way, piece by piece, and belong to no document yet.
WAITING_MAX_BYTES = whole("WAITING_MAX_BYTES", default=10 * UPLOAD_MAX_BYTES, least=1)
# LibreOffice, where Word and Excel files are to be bound as pages: "/usr/bin/soffice". Without, they get a title sheet.
OFFICE_CONVERTER = text("OFFICE_CONVERTER", "")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# With STATIC_ROOT, `collectstatic` has put hashed and compressed copies there; without, files are read at their source.
STATIC_ROOT = text("STATIC_ROOT", "") or None
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = STATIC_ROOT is None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_ROOT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# People ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "wards.Officer"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# One name from one address: neither can a stranger lock an official out, nor one office's shared address its neighbour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "emulation.middleware.client_address"
AXES_USERNAME_CALLABLE = "emulation.middleware.client_name"
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # emulation.admin shows the logins in our own words

SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
# Cookies do not know ports, so their names do: two demos on one machine do not log each other out.
SESSION_COOKIE_NAME = f"thidua_session_{PORT}"
CSRF_COOKIE_NAME = f"thidua_csrf_{PORT}"
LANGUAGE_COOKIE_NAME = f"thidua_language_{PORT}"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "emulation.typed.csrf_failed"  # a page older than the login: what was typed can be sent again

# E-mail ------------------------------------------------------------------------------------------------------------
# One digest a day to each person. Without a server nothing is sent; a demonstration writes it into its worker's log.

EMAIL_HOST = text("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = whole("EMAIL_PORT", default=587, least=1)
EMAIL_HOST_USER = text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = text("EMAIL_PASSWORD", "")
EMAIL_SECURITY = mail_security(text("EMAIL_SECURITY", "starttls"))
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_SECURITY == "starttls", EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text("EMAIL_FROM", "Thi đua - Khen thưởng <khong-tra-loi@localhost>")
SITE_URL = site(text("SITE_URL", f"http://localhost:{PORT}"))
MAIL_DIGESTS = DEMO or bool(EMAIL_HOST)
DIGEST_AT = digest_hour(text("DIGEST_AT", "07:30"))

# What browsers are told --------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "blob:"],  # small pictures of the photographs just chosen, before they are sent
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None  # browsers ignore and report it on plain HTTP
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None

# Language ----------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "emulation" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

# Jobs --------------------------------------------------------------------------------------------------------------
# Nothing waits for the broker: whatever a dead one loses, a timed sweep finds again in the database.

CELERY_BROKER_URL = broker(text("BROKER_URL"))
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "visibility_timeout": 60 * 60,  # longer than any job
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# Taken in turn, so that a long queue starves no other. Each needs its own key, or every queue gets every task.
CELERY_TASK_QUEUES = [Queue(name, Exchange("thidua"), routing_key=name) for name in ("score", "draw", "tell", "pulse")]
CELERY_TASK_DEFAULT_QUEUE = "score"
CELERY_TASK_ROUTES = {
    "awards.tasks.*": {"queue": "draw"},
    "emulation.tasks.*": {"queue": "pulse"},
    **{f"wards.tasks.{name}": {"queue": "tell"} for name in ("tell_deadlines", "send_digests", "sweep_notices")},
}
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": seconds, "options": {"expires": seconds}}  # none piles up while no worker runs
    for name, seconds in {
        "wards.tasks.sweep_scores": 10.0,
        "wards.tasks.tell_deadlines": 5 * 60.0,  # the hours are the task's: one that missed them catches up
        "wards.tasks.send_digests": 60.0,
        "wards.tasks.sweep_notices": 60 * 60.0,
        "wards.tasks.sweep_uploads": 3600.0,
        "awards.tasks.sweep_papers": 15.0,
        "awards.tasks.tell_registers": 60.0,
        "awards.tasks.sweep_scans": 3600.0,
        "awards.tasks.sweep_drawings": 3600.0,
        "emulation.tasks.heartbeat": 10.0,
    }.items()
}

# Logs --------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "propagate": False},
        "django": {"handlers": []},
        "pikepdf": {"level": "WARNING"},  # it reports for work whenever it is imported
        "weasyprint.progress": {"level": "WARNING"},  # seven steps a paper are no news
    },
}
