"""Settings of TTS, read from the environment.

Every variable is described in docs/configuration.md. In development what is missing is made and
kept under `var/`; in production (`DJANGO_ENV=production`) `tts.production` refuses to start with
unsafe values.
"""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

from tts import production
from tts.core.logs import logging_settings
from tts.local import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DJANGO_ENV = env.str("DJANGO_ENV", "development")
IS_PRODUCTION = DJANGO_ENV == "production"
PORT = env.int("PORT", 8000)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or ("" if IS_PRODUCTION else kept_secret(VAR_DIR, "secret_key"))
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
DJANGO_JWT_SIGNING_KEY = env.str("DJANGO_JWT_SIGNING_KEY", "")
DJANGO_JWT_OLD_SIGNING_KEYS = env.list("DJANGO_JWT_OLD_SIGNING_KEYS", default=[])
DJANGO_CELERY_BROKER_URL = env.str("DJANGO_CELERY_BROKER_URL", "")
# Places at which the process kills itself, for tests of what survives (tickets_app/ingest/failpoints.py).
FAILPOINTS = env.str("FAILPOINTS", "")
# Whether people's new work is also told to a notification service of the platform, by queue.
MIRROR_NOTIFICATIONS = env.bool("MIRROR_NOTIFICATIONS", False)
REDIS_URL = env.str("REDIS_URL", "")
TICKET_LINK_DAYS = env.int("TICKET_LINK_DAYS", 30)
SLA_SCAN_MINUTES = env.int("SLA_SCAN_MINUTES", 1)
RATE_LIMITS = env.str("RATE_LIMITS", "person=1200/min,address=6000/min,sign-in=30/min")
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / "media")))
MAX_UPLOAD_MB = env.int("MAX_UPLOAD_MB", 10)
# Where the web server in front finds MEDIA_ROOT, an internal location ending in a slash; else we send files.
X_ACCEL_PREFIX = env.str("X_ACCEL_PREFIX", "")
# "web" in processes that serve requests, set by tts.asgi; everything else opens plain connections.
TTS_PROCESS = env.str("TTS_PROCESS", "")

INSTALLED_APPS = [
    "daphne",
    "django.contrib.admin.apps.SimpleAdminConfig",  # of which tts.tables serves a part
    "tts.accounts",  # before auth: its commands that change people unseen are refused
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "tts.core.staticfiles.CollectedFiles",
    "channels",
    "django_htmx",
    "django_q",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "tts.core",
    "workflows_app",
    "tickets_app",
    "reports_app",
]

MIDDLEWARE = [
    "tts.core.middleware.TrustedProxies",
    "tts.core.middleware.RequestId",
    "tts.core.instruments.Measured",
    "tts.core.cors.Cors",
    "tts.core.api_paths.JsonRefusals",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tts.core.rate_limits.AddressLimit",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tts.accounts.middleware.CookieToken",
    "tts.core.middleware.SignInForHtmx",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "tts.core.rate_limits.PersonLimit",
    "tts.accounts.middleware.PersonTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tts.accounts.second_factor.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tts.core.keeping.SaysWhatWasTaken",
    "tts.core.middleware.ActionErrors",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "tts.urls"
ASGI_APPLICATION = "tts.asgi.application"

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
                "tts.accounts.context.standing",
                "workflows_app.context.designs",
                "tickets_app.context.bell",
            ],
        },
    }
]

# ---------------------------------------------------------------------------- database

SQLITE_OPTIONS = {
    # IMMEDIATE and WAL: without them concurrent read-modify-writes fail with "locked".
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
POSTGRES_OPTIONS = {
    "options": "-c lock_timeout=15000 -c jit=off",
    # Concerns the cursors of tts.core.rows only: the server plans what they send often just once.
    "prepare_threshold": 3,
}

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'tts.sqlite3'}")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = SQLITE_OPTIONS
    # A file, since the in-memory default cannot be shared by the threads of a live server.
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), **POSTGRES_OPTIONS}
    _database["CONN_MAX_AGE"] = 0
    if TTS_PROCESS == "web":
        _database["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 20, "timeout": 10}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---------------------------------------------------------------------------- jobs and live

# retry > timeout x (ceil((queue_limit + bulk) / workers) + 1), since waiting inside the cluster
# counts against retry.
Q_CLUSTER = {
    "name": "tts",
    "orm": "default",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "timeout": 60,
    "retry": 300,
    "max_attempts": 3,
    "catch_up": False,
    "poll": 1,
    "save_limit": 250,
    "label": "TTS jobs",
}

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# ---------------------------------------------------------------------------- people

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "tts.accounts.sign_in.PasswordBackend",
    "guardian.backends.ObjectPermissionBackend",
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
ANONYMOUS_USER_NAME = None  # guardian: nobody has rights without signing in
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tts.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "tts.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Failed passwords are counted by axes (see the adapter); this counts failed codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
REQUIRE_SECOND_FACTOR = env.str("REQUIRE_SECOND_FACTOR", "")  # of "admins" or "staff"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # seconds; invitations too: their mail says so
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_USERNAME_CALLABLE = "tts.accounts.sign_in.login_tried"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# ---------------------------------------------------------------------------- REST

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tts.accounts.tokens.BearerToken",
        "tts.accounts.tokens.CookieSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tts.core.policy.DeclaredPolicy"],
    "DEFAULT_THROTTLE_CLASSES": ["tts.core.rate_limits.PersonThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["tts.core.api.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "tts.core.api.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tts.core.api.error_answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": None,  # `format` is a parameter that no list declares
}
SPECTACULAR_SETTINGS = {
    "TITLE": "TTS",
    "DESCRIPTION": "Ticket tracking: tickets, tasks, workflows, roles.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "WorkflowStatus": "workflows_app.models.WorkflowStatus",
        "RoleKind": "tts.accounts.models.Role.Kind",
        "LinkKind": "tickets_app.models.TicketLink.Kind",
        "LetterState": "tickets_app.models.DeadLetter.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tts.core.schema_hooks.describe_conventions",
    ],
}
APPEND_SLASH = False  # a missing slash is 404, never a redirect of a POST
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---------------------------------------------------------------------------- pages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "tts" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "tts.core.staticfiles.ManifestStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

if IS_PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health$", r"^ready$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# ---------------------------------------------------------------------------- mail and logs

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "TTS <tts@localhost>")
EMAIL_URL = env.str("EMAIL_URL", "consolemail://")
vars().update(env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
EMAIL_SUBJECT_PREFIX = ""

LOG_FORMAT = env.str("LOG_FORMAT", "json" if IS_PRODUCTION else "plain")
LOGGING = logging_settings(as_json=LOG_FORMAT == "json")
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", 500 if IS_PRODUCTION else 0)
# What is running, for the status page and for metrics.
TTS_VERSION = env.str("TTS_VERSION", "development")

if IS_PRODUCTION:
    production.refuse_unsafe(globals())
    ALLOWED_HOSTS += ["127.0.0.1"]  # probes and scrapers on this machine, which ask without the proxy
