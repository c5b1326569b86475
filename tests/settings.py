"""Settings of the tests: the portal's own, with a fast hasher and throw-away folders.

The database engine is Postgres as always; tests/postgres makes it create and flush as the owner of the tables,
while every test runs as the application.
"""

import os
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="dys-tests-"))
os.environ["DYS_PRODUCTION"] = "0"
os.environ["DYS_DEMONSTRATION"] = "0"
os.environ["DYS_STATE_DIR"] = str(_scratch)
os.environ.setdefault("DYS_SECRET_KEY", "tests-only-not-a-secret-" + "0" * 40)
os.environ.pop("DYS_KEYSET_DIR", None)
os.environ.pop("DYS_AUDIT_ANCHOR_FILE", None)

from dys_social.settings import *  # noqa: E402, F403
from dys_social.settings import DATABASES, STATE_DIR  # noqa: E402

for _alias in DATABASES.values():
    _alias["ENGINE"] = "tests.postgres"
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
STATIC_ROOT = STATE_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
CALENDAR_FRESH_SECONDS = 10**9  # each process of the tests reads it once (tests/conftest.py)
