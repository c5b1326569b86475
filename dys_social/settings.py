"""Settings of the portal, by environment. In order: paths, apps, web, database, sign-in, files, mail, jobs, logs.

Numbers the policy leaves open (day counts and the like) are not here: they are rows, see policy/settings_table.py.
"""

from pathlib import Path

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from dys_social import env, log_lines

# Paths ---------------------------------------------------------------------------------------------------------------
BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(env.text("DYS_STATE_DIR", str(BASE_DIR / "var")))

# What kind of portal this is -----------------------------------------------------------------------------------------
PRODUCTION = env.flag("DYS_PRODUCTION", True)
DEMONSTRATION = env.flag("DYS_DEMONSTRATION", False)
DEBUG = False
SECRET_KEY = env.secret("DYS_SECRET_KEY")
PORTAL_URL = env.text("DYS_PORTAL_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.words("DYS_ALLOWED_HOSTS", "127.0.0.1,localhost")
CSRF_TRUSTED_ORIGINS = env.words("DYS_TRUSTED_ORIGINS")
if PRODUCTION and DEMONSTRATION:
    raise ImproperlyConfigured("Demonstration data and passwords are refused in production: unset DYS_DEMONSTRATION.")

# Apps, top to bottom: each imports only what stands below it (docs/architecture.md) ------------------------------------
PORTAL_APPS = [
    "dys_social",
    "pulse_moderation",
    "violations",
    "investigations",
    "authorizations",
    "evidence",
    "notifications",
    "policy",
    "people",
    "workflow",
    "audit",
    "sealing",
]
INSTALLED_APPS = [
    *PORTAL_APPS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tables2",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Web -----------------------------------------------------------------------------------------------------------------
ROOT_URLCONF = "dys_social.urls"
WSGI_APPLICATION = "dys_social.wsgi.application"
MIDDLEWARE = [
    "workflow.unlinked.Unlinked",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "dys_social.middleware.CleanRequest",
    "workflow.unlinked.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "dys_social.middleware.SessionLimits",
    "workflow.unlinked.RequestLog",
    "audit.middleware.RequestContext",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dys_social.middleware.PrivatePages",
    "people.middleware.KeepForms",
    "workflow.middleware.AccessTable",
    "workflow.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]
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
                "dys_social.context_processors.chrome",
            ],
        },
    },
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # they may name a record: never in a cookie
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "components/register.html"
ACCESS_TABLE = "dys_social.access.ACCESS"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("DYS_STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATIC_HASHED = env.flag("DYS_STATIC_HASHED", PRODUCTION)
WHITENOISE_USE_FINDERS = not STATIC_HASHED
WHITENOISE_AUTOREFRESH = False
EVIDENCE_DIR = Path(env.text("DYS_EVIDENCE_DIR", str(STATE_DIR / "evidence")))
EVIDENCE_BUCKET = env.text("DYS_EVIDENCE_BUCKET", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {  # sealed before they are written; never served from here
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": EVIDENCE_DIR,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if STATIC_HASHED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}

if EVIDENCE_BUCKET:
    STORAGES["evidence"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": EVIDENCE_BUCKET,
            "endpoint_url": env.text("DYS_EVIDENCE_ENDPOINT", "") or None,
            "region_name": env.text("DYS_EVIDENCE_REGION", "us-east-1"),
            "access_key": env.secret("DYS_EVIDENCE_KEY", "") or None,  # without one: the machine's own leave
            "secret_key": env.secret("DYS_EVIDENCE_SECRET", "") or None,
            "file_overwrite": False,
            "default_acl": None,
            "querystring_auth": True,
        },
    }

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
# Files stay in memory until they are sealed: none is ever written to a disk as it came.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 52 * 1024 * 1024  # above the highest upload_max_mb
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

LANGUAGE_CODE = "en-us"
TIME_ZONE = "America/New_York"
CALENDAR_FRESH_SECONDS = 60  # after which each process reads the legal holidays again
USE_I18N = True
USE_TZ = True

# Database: the application is never the owner of the tables (docs/adr/0004) --------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.secret("DATABASE_URL"), conn_max_age=env.number("DYS_DATABASE_KEEP_SECONDS", 600), conn_health_checks=True
    ),
}
APPLICATION_ROLE = DATABASES["default"]["USER"]
OWNER_URL = env.secret("DATABASE_OWNER_URL", "")
if OWNER_URL:
    DATABASES["owner"] = dj_database_url.parse(OWNER_URL, conn_max_age=0)
REDIS_URL = env.secret("REDIS_URL")
if PRODUCTION and REDIS_URL.startswith(("redis+socket:", "unix:")):
    raise ImproperlyConfigured(
        "The embedded Redis-compatible server is for a laptop: give production a server of its own."
    )
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://"),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # one that hangs keeps nobody waiting
    }
}

# Sign-in: local passwords now, the Virtual Gateway beside them later (docs/adr/0007) -----------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "my_work"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_FAILURE_VIEW = "dys_social.views.csrf_failed"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "people.views.locked_out"
AXES_IPWARE_PROXY_COUNT = env.number("DYS_PROXY_COUNT", 0)
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins stand in the audit trail
AXES_SENSITIVE_PARAMETERS = ["password"]

# Keys, outside the database and its backups ----------------------------------------------------------------------------
KEYSET_DIR = Path(env.text("DYS_KEYSET_DIR", str(STATE_DIR / "keys")))
AUDIT_ANCHOR_FILE = Path(env.text("DYS_AUDIT_ANCHOR_FILE", str(STATE_DIR / "anchors" / "audit.jsonl")))

# Files: an optional virus scanner; once it is named here, no file is taken without its word -----------------------------
CLAMD_SOCKET = env.text("DYS_CLAMD_SOCKET", "")

# Mail: neutral texts only (domain 9) -----------------------------------------------------------------------------------
EMAIL_HOST = env.text("DYS_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.number("DYS_SMTP_PORT", 25)
EMAIL_HOST_USER = env.text("DYS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.secret("DYS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.flag("DYS_SMTP_TLS", False)
EMAIL_TIMEOUT = 5
DEFAULT_FROM_EMAIL = env.text("DYS_MAIL_FROM", "Social Media Compliance Portal <portal@dys.example>")
DEMONSTRATION_MAIL_DIR = env.text("DYS_DEMONSTRATION_MAIL_DIR", "") if DEMONSTRATION else ""

# Jobs: Celery and Redis only carry; what is due stands in Postgres ------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 2, "socket_connect_timeout": 2, "visibility_timeout": 600}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Logs: ids only, never names, text or keys ----------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": log_lines.write,
            "foreign_pre_chain": [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso")],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": env.text("DYS_LOG_LEVEL", "WARNING")},
    "loggers": {"axes": {"level": "ERROR"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
