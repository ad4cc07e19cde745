"""Reads every setting from the environment and from `.env` beside `manage.py`; `.env.example` lists them."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path

import environ
from django.core.management.utils import get_random_secret_key

from accounts.secrets import new_key
from tracekit_site.base_url import parse_base_url
from tracekit_site.hosted import parse_hosted, refuse_unsafe_settings
from tracekit_site.hosts import default_allowed_hosts, is_local_only
from tracekit_site.logs import parse_log_format
from tracekit_site.rate_limits import OFF, parse_limits
from tracekit_site.service_passwords import add_database_password, add_redis_password
from tracekit_site.supervisor.data_folder import read_key_file
from tracekit_site.trusted_proxies import parse_trusted_proxies

# Nothing that is made while Django starts is garbage, and to look for some takes a fifth of the start: the garbage
# collector is switched on again by the project's app.
gc.disable()

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")
# An empty value means the default. A dollar sign is escaped, or a key that begins with one would name another variable.
env.escape_proxy = True
env.ENVIRON = {name: value.replace("$", r"\$") for name, value in os.environ.items() if value}

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()

HOSTED = parse_hosted(env.str("HOSTED", default=""))


def _read_key(name: str, file: str, generate: Callable[[], str]) -> str:
    """Returns a key from the environment; self-hosted else from the data folder, else one for this process only."""
    key = env.str(name, default="")
    if key or HOSTED:
        return key
    return read_key_file(DATA_DIR, file) or generate()


SECRET_KEY = _read_key("SECRET_KEY", "secret-key", get_random_secret_key)
CREDENTIAL_KEYS = _read_key("CREDENTIAL_KEYS", "credential-keys", new_key)
DEBUG = env.bool("DEBUG", default=False)
HOST = env.str("HOST", default="localhost")
PORT = env.int("PORT", default=8000)

# Browsers reach tracekit at this address; links in mails and one-time links point there. With a path in it, every
# address of ours begins with that path, whether or not the proxy passes it on.
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
_base_url = parse_base_url(BASE_URL)
BASE_ORIGIN = _base_url.origin
FORCE_SCRIPT_NAME = _base_url.path or None
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
if not (ALLOWED_HOSTS or HOSTED):
    ALLOWED_HOSTS = [*default_allowed_hosts(HOST), _base_url.host]
SIGNUP = env.str("SIGNUP", default="closed")
SOURCE_URL = env.str("SOURCE_URL", default="")  # pages link to it as the place of the source code

# The apps stand in the order of their layers, the uppermost first.
INSTALLED_APPS = [
    "tracekit_site",
    "matching",
    "providers",
    "activities",
    "accounts",
    "accounts.jobs",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "tracekit_site.telemetry.requests.log_requests",
    "tracekit_site.middleware.add_security_headers",
    "tracekit_site.middleware.believe_trusted_proxies",
    "tracekit_site.middleware.strip_path_prefix",
    "tracekit_site.middleware.record_proxy_faults",
    "django.middleware.security.SecurityMiddleware",
    "tracekit_site.middleware.answer_health",
    "tracekit_site.body_limits.limit_body_size",
    "tracekit_site.middleware.explain_method_not_allowed",
    "tracekit_site.middleware.refuse_other_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracekit_site.compression.compress_pages",
    "tracekit_site.cookies.name_cookies_by_scheme",
    "tracekit_site.ledger_gate.erase_before_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.keep_pages_private",
    "accounts.known_browser.remember_browsers",
    "accounts.middleware.record_visits",
    "accounts.middleware.open_owner_scope",
    "activities.middleware.list_providers_in_own_order",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.require_reauthentication",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.lead_page_to_sign_in",
    "accounts.stranger_limits.limit_strangers",
    "tracekit_site.account_limits.limit_accounts",
    "tracekit_site.demo.end.lead_to_demo_end",
]

ROOT_URLCONF = "tracekit_site.urls"
WSGI_APPLICATION = "tracekit_site.wsgi.application"

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
                "tracekit_site.context_processors.layout",
            ],
            "builtins": ["activities.templatetags.formatting", "tracekit_site.templatetags.jinja"],
        },
    },
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates/jinja2"],
        "OPTIONS": {"environment": "tracekit_site.jinja.environment"},
    },
]

# The web process and the worker share SQLite: WAL lets them read while one writes, IMMEDIATE makes a transaction wait
# for its turn instead of failing, and deleted values are overwritten on disk.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
}
PASSWORDS_DIR = env.str("PASSWORDS_DIR", default="")  # only compose sets it
APPLICATION_DATABASE = env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'tracekit.sqlite3'}")
# The release may connect as the role that owns the tables, so that all else runs as one that owns none.
RELEASE_DATABASE_URL = env.str("RELEASE_DATABASE_URL", default="")
_is_owner = bool(RELEASE_DATABASE_URL) and sys.argv[1:2] in (["release"], ["migrate"])
APPLICATION_ROLE = APPLICATION_DATABASE["USER"] if _is_owner else ""
DATABASES = {"default": env.db_url("RELEASE_DATABASE_URL") if _is_owner else APPLICATION_DATABASE}
add_database_password(DATABASES["default"], PASSWORDS_DIR)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
else:
    # A cursor of the server lives longer than a transaction, and a pooler gives the next one another session.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    # The timeout is in seconds. A pooler refuses sessions that bring settings of their own.
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3} | DATABASES["default"].get("OPTIONS", {})
# Opening a connection takes longer than most queries, on SQLite too: there it reads the schema and compiles each query.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Redis wakes the workers of a fleet and counts its rate limits; without it one process serves, and its memory is
# enough. Timeouts are short everywhere: a page must not hang when Redis is silent.
REDIS_URL = add_redis_password(env.str("REDIS_URL", default=""), PASSWORDS_DIR)
REDIS_PREFIX = env.str("REDIS_PREFIX", default="tracekit:")
REDIS_TIMEOUTS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "tracekit_site.cache.SingleAttemptRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX + "cache",
            "OPTIONS": REDIS_TIMEOUTS,
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "tracekit_site.memory_cache.MemoryCache",
            "TIMEOUT": 300,
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

# Source files lie in a folder of this machine, or in a bucket of this install's own that all its machines reach.
FILES_BUCKET = env.str("FILES_BUCKET", default="")
if FILES_BUCKET:
    SOURCE_FILES = {
        "BACKEND": "activities.storage.bucket.Bucket",
        "OPTIONS": {
            "bucket_name": FILES_BUCKET,
            "endpoint_url": env.str("FILES_ENDPOINT", default="") or None,
            "region_name": env.str("FILES_REGION", default="us-east-1"),
            "access_key": env.str("FILES_KEY", default="") or None,
            "secret_key": env.str("FILES_SECRET", default="") or None,
        },
    }
else:
    SOURCE_FILES = {
        "BACKEND": "activities.storage.folder.Folder",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }

# Hosted only: what each account may store, and how long reading and matching its files may take in a day. Half an hour
# reads some 60,000 files, and is a fiftieth of what one core can do in a day.
QUOTA = {
    "stored_bytes": env.int("QUOTA_STORED_BYTES", default=5_000_000_000),
    "files": env.int("QUOTA_FILES", default=50_000),
    "rows": env.int("QUOTA_ROWS", default=200_000),
    "cpu_s": env.int("QUOTA_CPU_S", default=1_800),
}
# Backups of this install, the provider's own included, are deleted after so many days: the privacy page says so.
BACKUP_DAYS = env.int("BACKUP_DAYS", default=30)

# The privacy page says who runs this install, how to reach them, and which company sends its mails.
OPERATOR_NAME = env.str("OPERATOR_NAME", default="").strip()
OPERATOR_CONTACT = env.str("OPERATOR_CONTACT", default="").strip()
MAIL_PROCESSOR = env.str("MAIL_PROCESSOR", default="").strip()

# The files in this folder belong to one account and are read where they are; without a name it is the only account.
ACTIVITIES_DIR = Path(path).expanduser().absolute() if (path := env.str("ACTIVITIES_DIR", default="")) else None
ACTIVITIES_OWNER = env.str("ACTIVITIES_OWNER", default="")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "source_files": SOURCE_FILES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = f"{_base_url.path}/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "tracekit_site.static_files.AppStaticFilesFinder",
    "tracekit_site.static_files.BundleFinder",
]

# Uploads come in batches of a few files each; what is larger than this waits on disk, not in memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100

# The account's sign-in.
AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.password_lists.CommonWordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "signup": "accounts.forms.sign_in.SignUpForm",
    "reset_password": "accounts.forms.email_codes.ResetForm",
    "confirm_email_verification_code": "accounts.forms.email_codes.EmailCodeForm",
    "confirm_password_reset_code": "accounts.forms.email_codes.ResetCodeForm",
    "reset_password_from_key": "accounts.forms.email_codes.NewPasswordForm",
    "reauthenticate": "accounts.forms.reauthenticate.ReauthenticatePasswordForm",
}
ACCOUNT_RATE_LIMITS = {
    "demo": "10/h/ip",
    "erasure": "5/h/user",  # links that confirm the erasure of an account
    "unsubscribe": "120/m/ip",  # a mail provider clicks for many readers
    "login_failed": "",  # `accounts/sign_in_limits.py` counts wrong passwords and codes
}
# An account may send so much to each kind of address (`tracekit_site/account_limits.py`). At home nobody takes tracekit
# from somebody else, and a script may import ten years at once, so there is no limit unless one is set.
ACCOUNT_LIMITS = {
    "forms": parse_limits("FORM_LIMIT", env.str("FORM_LIMIT", default="120/m" if HOSTED else OFF)),
    "rows": parse_limits("ROW_LIMIT", env.str("ROW_LIMIT", default="300/m" if HOSTED else OFF)),
    "platforms": parse_limits("PLATFORM_LIMIT", env.str("PLATFORM_LIMIT", default="60/m" if HOSTED else OFF)),
    "uploads": parse_limits("UPLOAD_LIMIT", env.str("UPLOAD_LIMIT", default="2GB/h,10GB/d" if HOSTED else OFF)),
}
ACCOUNT_SESSION_REMEMBER = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
TRUSTED_PROXIES = parse_trusted_proxies(env.list("TRUSTED_PROXIES", default=[]))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

# Without mail nobody has to confirm an address, and a one-time link replaces a forgotten password.
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL = bool(EMAIL_URL)
if MAIL:
    globals().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default=f"tracekit@{_base_url.host}")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if MAIL else "none"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = MAIL
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60  # the pages and the mails say so too
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True

# Changing credentials requires the password again; then it is not required for this long, as the page says.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60

# A passkey belongs to the host name in BASE_URL and does not work under another one.
MFA_ADAPTER = "accounts.mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "authenticate_webauthn": "accounts.forms.second_factor.PasskeyForm",
    "reauthenticate": "accounts.forms.second_factor.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "accounts.forms.second_factor.ReauthenticatePasskeyForm",
    "login_webauthn": "accounts.forms.second_factor.PasskeySignInForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}  # one sign-in counts three times
MFA_ALLOW_UNVERIFIED_EMAIL = not MAIL
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "tracekit"
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before or after is taken too: clocks differ, and people type

# The operator registers an application at each platform. The addresses are settings because Strava moves its API to
# another host in 2027, and drops the path there.
STRAVA_CLIENT_ID = env.str("STRAVA_CLIENT_ID", default="")
STRAVA_API_URL = env.str("STRAVA_API_URL", default="https://www.strava.com/api/v3").rstrip("/")
if STRAVA_API_URL == "https://www.strava.com":
    STRAVA_API_URL += "/api/v3"  # earlier releases set the host alone
STRAVA_OAUTH_URL = env.str("STRAVA_OAUTH_URL", default="https://www.strava.com").rstrip("/")
STRAVA_AGREEMENT = env.str("STRAVA_AGREEMENT", default="")  # hosted, nobody can connect without it
RIDEWITHGPS_URL = env.str("RIDEWITHGPS_URL", default="https://ridewithgps.com").rstrip("/")
# What a registration holds besides the client id and the secret, which a self-hosted operator can enter in the browser.
PLATFORM_SETTINGS = {
    "strava": {
        "api_url": STRAVA_API_URL,
        "oauth_url": STRAVA_OAUTH_URL,
        "site_url": STRAVA_OAUTH_URL,
        # Only where Strava has given a secret for its events; with it, an event without a signature is refused.
        "webhook_secret": env.str("STRAVA_WEBHOOK_SECRET", default=""),
    },
    "ridewithgps": {
        **dict.fromkeys(("api_url", "oauth_url", "site_url"), RIDEWITHGPS_URL),
        "undocumented_calls": env.bool("RIDEWITHGPS_UNDOCUMENTED_CALLS", default=False),
    },
}
REGISTRATIONS = {}
if STRAVA_CLIENT_ID and (STRAVA_AGREEMENT or not HOSTED):
    REGISTRATIONS["strava"] = {
        "client_id": STRAVA_CLIENT_ID,
        "client_secret": env.str("STRAVA_CLIENT_SECRET", default=""),
        **PLATFORM_SETTINGS["strava"],
    }
RIDEWITHGPS_CLIENT_ID = env.str("RIDEWITHGPS_CLIENT_ID", default="")
if RIDEWITHGPS_CLIENT_ID:
    REGISTRATIONS["ridewithgps"] = {
        "client_id": RIDEWITHGPS_CLIENT_ID,
        "client_secret": env.str("RIDEWITHGPS_CLIENT_SECRET", default=""),
        **PLATFORM_SETTINGS["ridewithgps"],
    }
DERIVED_USE = ["strava"] if env.bool("STRAVA_DERIVED_USE", default=False) and not HOSTED else []

# The sandbox simulates Strava and RideWithGPS to try tracekit with. `bin/up` turns it on and runs it beside the web
# process.
SANDBOX = env.bool("SANDBOX", default=False)
# Anybody who reaches tracekit can start a demo, whatever SIGNUP says.
DEMO = env.bool("DEMO", default=is_local_only(HOST, _base_url.host, ALLAUTH_TRUSTED_PROXY_COUNT))
_local_host = "localhost" if HOST in ("0.0.0.0", "::") else HOST  # noqa: S104
SANDBOX_URL = env.str("SANDBOX_URL", default=f"http://{_base_url.host}:{PORT + 1}").rstrip("/")  # for browsers
SANDBOX_API_URL = env.str("SANDBOX_API_URL", default=f"http://{_local_host}:{PORT + 1}").rstrip(
    "/"
)  # for our processes

# With a path in BASE_URL, browsers keep our cookies from the other programs of that host. Over HTTPS cookies get a
# prefix (`tracekit_site/cookies.py`), and browsers accept `__Host-` only without a path.
SECURE_COOKIE_PREFIX = "__Secure-" if _base_url.path else "__Host-"
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{_base_url.path}/"
SESSION_COOKIE_NAME = "sessionid"
SESSION_COOKIE_SECURE = HOSTED
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "csrftoken"
CSRF_COOKIE_SECURE = HOSTED
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tracekit_site.views.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [*env.list("CSRF_TRUSTED_ORIGINS", default=[]), BASE_ORIGIN]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# When hosted, only HTTPS is served. The proxy's header about HTTPS counts only where there is a proxy.
SECURE_SSL_REDIRECT = HOSTED
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if HOSTED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HOSTED
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
# Browsers' preload lists hold a domain for years, so its owner decides to enter it, not this program.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Instants are in UTC; only templates convert them to the athlete's zone.
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

# Errors are reported to Sentry only where this is set (`tracekit_site/telemetry/`).
SENTRY_DSN = env.str("SENTRY_DSN", default="")
SENTRY_TRACES_SAMPLE_RATE = env.float("SENTRY_TRACES_SAMPLE_RATE", default=0.0)

# The lines of requests and jobs hold only listed fields, which the plain format does not show.
LOG_FORMAT = parse_log_format(env.str("LOG_FORMAT", default="plain"))
_TIMED_LOGGER = {"handlers": ["stderr" if LOG_FORMAT == "json" else "discard"], "level": "INFO", "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "tracekit_site.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "tracekit_site.telemetry.json_lines.JSONFormatter"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT},
        "discard": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # The lines of these two repeat parts of requests: addresses with tokens in them, names of hosts, headers.
        "django.request": {"handlers": ["discard"], "propagate": False},
        "django.security": {"handlers": ["discard"], "propagate": False},
        "tracekit.requests": _TIMED_LOGGER,
        "tracekit.jobs": _TIMED_LOGGER,
        "gunicorn.http": {"level": "ERROR"},  # it warns of each HEAD whose body it omits, although that is right
        "fido2": {"level": "WARNING"},  # at INFO it logs every passkey with its id
    },
}

if HOSTED:
    refuse_unsafe_settings(globals())
