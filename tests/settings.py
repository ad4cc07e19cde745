"""Adapts the real settings to tests: a data folder for each run, and a fast password hash."""

import atexit
import base64
import hashlib
import os
import shutil
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="tracekit-tests-")
os.environ.setdefault("SECRET_KEY", "for tests only")
os.environ.setdefault("CREDENTIAL_KEYS", f"k1:{base64.b64encode(bytes(32)).decode()}")
os.environ.pop("REDIS_URL", None)  # tests of the fleet set it themselves
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

from tests.undefined_variable import UndefinedVariable  # noqa: E402
from tracekit_site.settings import *  # noqa: E402, F403
from tracekit_site.settings import BASE_DIR, DATA_DIR, DATABASES, STORAGES, TEMPLATES  # noqa: E402

checkout = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:8]
REDIS_PREFIX = f"tracekit-tests-{checkout}-{os.getpid()}:"
is_sqlite = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
# The database is a file, because worker processes of the tests must see it.
sqlite_file = os.environ.get("TEST_DATABASE_FILE", str(DATA_DIR / "test.sqlite3"))
DATABASES["default"]["TEST"] = {"NAME": sqlite_file if is_sqlite else f"test_tracekit_{checkout}"}
DATABASES["default"]["CONN_MAX_AGE"] = 0

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined")  # type: ignore[index]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # no collected folder is needed
