"""Every setting, read from the environment (or a ``.env`` file); ``.env.example`` explains each variable."""

import logging
import sys
from pathlib import Path
from typing import Any

import django_stubs_ext
import environ
from django.utils.translation import gettext_lazy as _

from nessos.kernel.logging import logging_config
from nessos.launch import environment, folder, postgres
from nessos.web.unfold import unfold_settings

django_stubs_ext.monkeypatch()  # generic classes of Django's may be subscripted at run time too

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

# --- Where things are ---------------------------------------------------------------------------------------------
NESSOS_DATA = environment.data_folder()
NESSOS_PROCESS = env.str("NESSOS_PROCESS", default="command")  # "web", "worker" or a manage.py command
EMBEDDED_DATABASE = not env.str("DATABASE_URL", default="")
PORT = env.int("PORT", default=8000)
NESSOS_URL = env.str("NESSOS_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
NESSOS_WORKERS = env.int("NESSOS_WORKERS", default=2)
NESSOS_DEMO = env.bool("NESSOS_DEMO", default=True)
NESSOS_TEST_CLOCK = env.bool("NESSOS_TEST_CLOCK", default=False)
NESSOS_CRASHPOINT = env.str("NESSOS_CRASHPOINT", default="")  # where a test lets this process be killed
#: An upsell alert is raised when a month's hours pass this share of a contract's limit.
UPSELL_HOURS_PERCENT = env.int("UPSELL_HOURS_PERCENT", default=100)
#: How long finished things are kept, in days; nothing open is ever pruned. See README, Retention.
EVENT_RETENTION_DAYS = env.int("EVENT_RETENTION_DAYS", default=180)
RUN_RETENTION_DAYS = env.int("RUN_RETENTION_DAYS", default=180)
AI_CALL_RETENTION_DAYS = env.int("AI_CALL_RETENTION_DAYS", default=365)
AI_FEEDBACK_RETENTION_DAYS = env.int("AI_FEEDBACK_RETENTION_DAYS", default=365)
#: What one uploaded document may weigh.
UPLOAD_MAX_MEGABYTES = env.int("UPLOAD_MAX_MEGABYTES", default=25)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- Safety -------------------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
#: With an outside database `manage.py up` refuses a missing or weak key; embedded, one is kept beside the data.
SECRET_KEY = env.str("SECRET_KEY", default="") or (
    folder.secret_key(NESSOS_DATA) if EMBEDDED_DATABASE else ""
)
SERVED_SECURELY = NESSOS_URL.startswith("https://")
_host = NESSOS_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=sorted({_host, "127.0.0.1", "localhost", "[::1]"}))
CSRF_TRUSTED_ORIGINS = [NESSOS_URL] if SERVED_SECURELY else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_SECURELY else None
SECURE_SSL_REDIRECT = SERVED_SECURELY
SECURE_REDIRECT_EXEMPT = [
    r"^healthz$",
    r"^readyz$",
    r"^metrics$",
]  # asked from inside, where there is no proxy
SECURE_HSTS_SECONDS = 31_536_000 if SERVED_SECURELY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SERVED_SECURELY
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_SECURELY
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- Rooms --------------------------------------------------------------------------------------------------------
ROOMS = ["growth", "ops", "fin", "people", "jur", "gov", "conversations"]
INSTALLED_APPS = [
    "nessos.kernel",
    "nessos.accounts",
    "nessos.eventlog",
    "nessos.workers",
    "nessos.offers",
    "nessos.ai",
    "nessos.integrations.sandbox",
    "nessos.web.apps.WebConfig",
    *ROOMS,
    "ops.workflows",
    "nessos.pages",
    "nessos",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.inlines",
    "nessos.web.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
]

#: What stands behind each port to the outside world.
VENDORS = {
    "google_ads": "growth.squads.google_ads.GoogleAdsTwin",
    "lead_scraper": "growth.squads.lead_scraper.LeadScraperTwin",
    "traffic": "growth.squads.traffic.TrafficTwin",
    "whatsapp": "conversations.whatsapp.twin.WhatsAppTwin",
}

MIDDLEWARE = [
    "nessos.web.middleware.TraceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "nessos.web.middleware.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "nessos.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "nessos.web.middleware.ActorMiddleware",  # last, and synchronous: so the whole chain runs in one thread
]

ROOT_URLCONF = "nessos.urls"
ASGI_APPLICATION = "nessos.asgi.application"
WSGI_APPLICATION = "nessos.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
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

# --- Database and queue -------------------------------------------------------------------------------------------
_pooled = NESSOS_PROCESS == "web"
WEB_POOL_SIZE = 20  # `up` checks that the server lets in this many, and the workers
DATABASES: dict[str, Any] = {
    "default": {
        **(postgres.connection(NESSOS_DATA) if EMBEDDED_DATABASE else env.db_url("DATABASE_URL")),
        "ENGINE": "django.db.backends.postgresql",
        # The web shares a pool; a worker forks, which a pool does not survive, and keeps its one connection.
        "CONN_MAX_AGE": 0 if _pooled else None,
        "CONN_HEALTH_CHECKS": not _pooled,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": f"nessos-{NESSOS_PROCESS}",
            **({"pool": {"min_size": 2, "max_size": WEB_POOL_SIZE, "timeout": 10}} if _pooled else {}),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="")
Q_CLUSTER: dict[str, Any] = {
    "name": "nessos",
    "workers": env.int("NESSOS_CLUSTER_WORKERS", default=1),
    "timeout": 60,
    "retry": 300,  # above the timeout, or a slow task would be given to a second worker while it runs
    "save_limit": -1,
    "scheduler": False,  # nothing that must happen is a queue's schedule: see nessos/workers/WHY.md
    "catch_up": False,
    "recycle": 1_000_000,
    "max_attempts": 3,
    "ack_failures": True,
    "label": "Queue",
    **(
        {"redis": REDIS_URL, "broker_class": "nessos.workers.broker.PatientRedis"}
        if REDIS_URL
        else {"orm": "default", "poll": 1}
    ),
}

# --- People -------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["nessos.accounts.backends.LockoutBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
LOCKOUT_FAILURES = 5
LOCKOUT_MINUTES = 15

# --- Language and place -------------------------------------------------------------------------------------------
LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", _("Portuguese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "nessos.formats"
TIME_ZONE = "America/Sao_Paulo"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Static files and mail ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
_collected = NESSOS_DATA / "static"
STATIC_ROOT = _collected if _collected.is_dir() or "collectstatic" in sys.argv else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True  # a laptop needs no collectstatic; production may run it and set nothing
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ness.OS <nessos@localhost>")
EMAIL_TIMEOUT = 20  # seconds: a mail server that never answers must not hold a duty for ever
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "nessos.web.mail.MailboxBackend"  # kept where the admin can read it

# --- The desk ----------------------------------------------------------------------------------------------------
UNFOLD = unfold_settings()
LOGOUT_REDIRECT_URL = "admin:login"

# --- API ----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "nessos.accounts.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["nessos.web.api.permissions.ModelPermissions"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["nessos.web.api.parsers.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "nessos.web.api.paging.CursorPages",
    "DEFAULT_FILTER_BACKENDS": [
        "nessos.web.api.filters.KnownParameters",
        "django_filters.rest_framework.DjangoFilterBackend",
        "rest_framework.filters.SearchFilter",
        "rest_framework.filters.OrderingFilter",
    ],
    "DEFAULT_SCHEMA_CLASS": "nessos.web.api.schema.RoomSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "nessos.web.api.throttling.UserThrottle",
        "nessos.web.api.throttling.AnonThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "user": env.str("API_RATE_USER", default="6000/min"),
        "anon": env.str("API_RATE_ANON", default="600/min"),
    },
    "EXCEPTION_HANDLER": "nessos.web.api.problems.problem_handle",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "PAGE_SIZE": 50,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "ness.OS",
    "DESCRIPTION": "The nervous system of a services company.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SERVE_AUTHENTICATION": None,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stay where they are used: as components of their own, two of one name would need a third name.
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enum_id_removal"],
}

# --- Logs ---------------------------------------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(
    json=env.bool("LOG_JSON", default=not (DEBUG and sys.stderr.isatty())),
    level=env.str("LOG_LEVEL", default="INFO"),
)
# Python's own warnings become lines like all others: masked, and one line each.
logging.captureWarnings(NESSOS_PROCESS in {"web", "worker"})
