"""What holds everywhere. Anything a site may choose is read from the environment."""

from pathlib import Path

import environ
from celery.schedules import crontab
from kombu import Exchange
from kombu import Queue as KombuQueue

from office.kinds import Queue

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# What a site keeps; a second demonstration beside the first keeps its own.
DATA_DIR = BASE_DIR / env("DATA_DIR", default="var")

DEBUG = False
DEMO = False
DEMO_TODAY = None  # the one day on which the demonstration stands; elsewhere the real clock goes
SECRET_KEY = env("SECRET_KEY", default="")
# Earlier keys whose signatures still count while the key is being changed.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# The key of slips and paper counts; of its own, so that a new SECRET_KEY voids no slip that was handed out.
BALLOT_SECRET = env("BALLOT_SECRET", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "rest_framework",
    "drf_spectacular",
    "rules",
    "office",
    "unions",
    "appraisal",
    "vitality",
    "scoring",
    "funding",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.SecurityHeaders",
    "appraisal.middleware.BallotDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.operation.watch.Watch",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.middleware.NoNullSigns",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "unions.middleware.SignedIn",
    "unions.middleware.SessionAge",
    "unions.middleware.ActingPost",
    "unions.middleware.DueSteps",
    "config.middleware.BusinessOnly",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "config.context.shell",
            ],
        },
    }
]

# Database -----------------------------------------------------------------------------------------
# SQLite: write-ahead log, writers queue up (IMMEDIATE) instead of failing, and an answered write is on disk.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


# Compiling a statement takes PostgreSQL seconds and saves none here; grouping a city of 100 000 units fits in memory.
POSTGRES_OPTIONS = "-c jit=off -c work_mem=32MB"


def database_from(url: str) -> dict:
    """The settings of one database from its URL, with the options that keep acknowledged writes."""
    database = environ.Env.db_url_config(url)
    if database["ENGINE"].endswith("sqlite3"):
        if not Path(database["NAME"]).is_absolute():
            database["NAME"] = str(BASE_DIR / database["NAME"])
        database["OPTIONS"] = SQLITE_OPTIONS
    else:
        # Who gets no connection within seconds is told so: a hall must not wait in line for a database that is away.
        # What the address itself says (sslmode, options) holds too.
        pool = {"min_size": 1, "max_size": 8, "timeout": 5}
        database["OPTIONS"] = {"options": POSTGRES_OPTIONS, **database.get("OPTIONS", {}), "pool": pool}
        # A connection is asked before it is used: one that died in the pool (a restart of the database, a firewall that
        # forgot it) would else cost somebody a page, and a phone another press.
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": database_from(env("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}"))}
if DATABASE_REPLICA_URL := env("DATABASE_REPLICA_URL", default=""):
    # For reports only (config.operation.replica); whatever is sent there by mistake cannot write.
    DATABASES["replica"] = database_from(DATABASE_REPLICA_URL)
    DATABASES["replica"]["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
DATABASE_ROUTERS = ["config.operation.replica.ReportReads"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cache and throttles: one store that every process shares, never a process's own memory ------------
REDIS_URL = env("REDIS_URL", default="")
REDIS_KEY_PREFIX = env("REDIS_KEY_PREFIX", default="vitality")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_KEY_PREFIX,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "office_cache"}
}

# Accounts -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "unions.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "unions.services.passwords.EnoughClasses"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {"NAME": "unions.services.passwords.NoHouseWord"},
    {"NAME": "unions.services.passwords.NotRecent"},
]
# Messages name people: with the session on the server, never in a cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The idle time is set by the security administrator. A session lasts a working day at most: Django counts it from the
# last change, unions.middleware.SessionAge from the sign-in.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
# A whole hall shares one address: lock the name at the address, never the address alone.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = "unions.sign_in_limits.failure_count"
AXES_COOLOFF_TIME = "unions.sign_in_limits.lock_time"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "unions.views.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "unions.middleware.client_address"
AXES_VERBOSE = False
# Who came in stands in the event log; a second list, with addresses and browsers, would grow for ever, read by nobody.
AXES_DISABLE_ACCESS_LOG = True
# How many proxies of our own stand before the site; only what they wrote into X-Forwarded-For is believed.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
OTP_TOTP_ISSUER = "基层工会活力建设"

# Language and time ---------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files ----------------------------------------------------------------------------------------------
STATIC_URL = "static/"
# WhiteNoise would let pages of any site read our scripts and fonts.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = VAR_DIR / "static"
# The pictures of the handbooks are those of the help inside the product.
STATICFILES_DIRS = [BASE_DIR / "static", ("handbook", BASE_DIR / "docs" / "images")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILE_STORE_DIR = Path(env("FILE_STORE_DIR", default=str(DATA_DIR / "files")))
EVIDENCE_MAX_BYTES = env.int("EVIDENCE_MAX_BYTES", default=20 * 1024 * 1024)
FILE_UPLOAD_HANDLERS = [
    "office.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
EVIDENCE_MAX_COUNT = env.int("EVIDENCE_MAX_COUNT", default=20)
FONT_DIR = env("FONT_DIR", default="")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# For programs --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "unions.api.access.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["unions.api.access.InScope"],
    "DEFAULT_THROTTLE_CLASSES": ["unions.api.access.PerPerson"],
    "DEFAULT_THROTTLE_RATES": {"person": env("API_RATE", default="300/min")},
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "unions.api.answers.refused",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "基层工会活力建设接口",
    "DESCRIPTION": "查询名册和报表，办理申报，报送百分考核自评。范围与岗位相同；办理须用权限为“读取和申报”的令牌。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["unions.api.access.InScope"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.description.without_docstrings",
    ],
    "ENUM_NAME_OVERRIDES": {
        "UnionKindEnum": "unions.kinds.UnionKind.choices",
        "TypicalKindEnum": "vitality.kinds.TypicalKind.choices",
        "ApplicationStateEnum": "vitality.kinds.ApplicationState.choices",
        "RoundStateEnum": "vitality.kinds.RoundState.choices",
        "BatchStateEnum": "vitality.kinds.BatchState.choices",
        "AssessmentStateEnum": "scoring.kinds.AssessmentState.choices",
        "CardStateEnum": "scoring.kinds.CardState.choices",
    },
}

# Background work ------------------------------------------------------------------------------------
QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="filesystem://localhost")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL.startswith("filesystem"):
    # The broker does not make its own folders, and a worker started by hand would die of it.
    (QUEUE_DIR / "control").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(QUEUE_DIR / "control"),
    }
elif CELERY_BROKER_URL.startswith("redis"):
    # A job that runs longer than this would be handed out a second time (and find itself claimed).
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600, "socket_keepalive": True, "socket_timeout": 10}
# Workers write the same lines to the same place as the web processes.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_IGNORE_RESULT = True
# One line per kind of work, each under its own key: lines that share one would all be handed every message.
# A worker named no queue serves all of them. Voting waits in none.
CELERY_TASK_QUEUES = [KombuQueue(queue.value, Exchange(queue.value), queue.value) for queue in Queue]
CELERY_TASK_DEFAULT_QUEUE = Queue.NIGHTLY.value
# One message in hand: the next waits where another worker can take it.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A person waits for the page behind this; what cannot be sent now is sent by the sweep.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2}
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "office-forget-service-record": {
        "task": "office.tasks.forget_service_record_later",
        "schedule": crontab(hour=3, minute=10),
    },
    "vitality-refresh-coverage": {
        "task": "vitality.tasks.coverage.refresh_coverage_later",
        "schedule": crontab(hour=2, minute=20),
    },
    "office-mail-at-once": {"task": "office.tasks.mail_at_once_later", "schedule": 60.0},
    "config-mail-daily": {"task": "config.tasks.mail_daily_later", "schedule": crontab(hour=7, minute=30)},
    "config-reminders": {"task": "config.tasks.remind_of_todos_later", "schedule": crontab(hour=6, minute=40)},
    "funding-compute-due": {"task": "funding.tasks.compute_due_later", "schedule": crontab(hour=2, minute=40)},
    "office-sweep-jobs": {"task": "office.tasks.sweep_jobs_later", "schedule": 60.0},
    # Harmless at any hour, also several times a day: what was told once is not told again.
    "appraisal-reminders": {"task": "appraisal.tasks.reminders.remind_later", "schedule": 3600.0},
}

# Mail: only numbers of notices go out, to those who chose so. Without a server nothing is sent.
EMAIL_CONFIG = env.email("EMAIL_URL", default="dummymail://")
vars().update(EMAIL_CONFIG)
# A mail server that takes the call and says nothing would keep the reminders and the sweep waiting for ever.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="noreply@localhost")
SITE_URL = env("SITE_URL", default="")
# Todos with a due date: on which days before it people are told, and after how many days over it their superior is.
REMIND_DAYS_BEFORE = env.list("REMIND_DAYS_BEFORE", cast=int, default=[7, 3, 1, 0])
ESCALATE_AFTER_DAYS = env.int("ESCALATE_AFTER_DAYS", default=7)

# Backup: one encrypted archive; the key is 32 random bytes in Base64, in a file or in the environment.
BACKUP_KEY = env("BACKUP_KEY", default="")
BACKUP_KEY_FILE = env("BACKUP_KEY_FILE", default="")
BACKUP_DIR = Path(env("BACKUP_DIR", default=str(DATA_DIR / "backups")))

# Metrics: to whoever shows the token, and to the addresses of the site's own machines.
METRICS_TOKEN = env("METRICS_TOKEN", default="")
METRICS_ADDRESSES = env.list("METRICS_ADDRESSES", default=["127.0.0.1", "::1"])

# What the site writes down of its own service: when a statement is slow, and how often counts are added up (0: never).
SLOW_QUERY_SECONDS = env.float("SLOW_QUERY_SECONDS", default=0.2)
SERVICE_RECORD_SECONDS = env.float("SERVICE_RECORD_SECONDS", default=10)

# Log lines carry no ballots, secrets or personal data: path and status only, no query strings, no bodies.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "config.operation.logs.JsonLines"},
    },
    "filters": {"not_a_vote": {"()": "appraisal.logs.NotAVote"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["not_a_vote"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
