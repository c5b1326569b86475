"""A process that dies in the middle of an upload leaves the whole file or nothing (kill -9 at each step)."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings as portal
from django.db import connection
from django.utils import timezone

from evidence.models import StoredFile
from evidence.services import clear_leftovers, read_part
from tests import cast as people
from tests.evidence.conftest import parts_in
from tests.factories.authorizations import granted
from tests.factories.evidence import drafted

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOST_STEPS = 30


def run(item, step, vault):
    """What became of the process: "kept", or "killed"."""
    database = portal.DATABASES["default"]
    url = f"postgres://{database['USER']}:{database['PASSWORD']}@{connection.settings_dict['HOST'].replace('/', '%2F')}"
    port = f":{database['PORT']}" if database["PORT"] else ""
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "dys_social.settings",
        "DYS_PRODUCTION": "0",
        "DYS_STATE_DIR": str(portal.STATE_DIR),
        "DYS_EVIDENCE_DIR": str(vault),
        "DATABASE_URL": f"{url}{port}/{connection.settings_dict['NAME']}",
    }
    command = [sys.executable, "-m", "tests.evidence.interrupted", str(item.public_id), str(step)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, cwd=portal.BASE_DIR, timeout=60)
    assert done.returncode in (0, -9), done.stderr
    return "kept" if done.returncode == 0 else "killed"


def test_a_kill_at_each_step_leaves_all_or_nothing(vault):
    cast, at = people.assemble(), timezone.now()
    item = drafted(granted(cast.dana, cast.koa, at=at), at=at, files=0)
    fates = []

    for step in range(1, MOST_STEPS):
        before = item.files.count()
        fates.append(run(item, step, vault))
        assert StoredFile.objects.count() == item.files.count(), f"step {step}"
        assert item.files.count() - before == (fates[-1] == "kept"), f"step {step}"
        if fates[-1] == "kept":
            break

    assert fates[-1] == "kept" and fates.count("killed") >= 6, fates
    clear_leftovers(timezone.now() + timedelta(days=2))
    (file,) = StoredFile.objects.all()
    assert parts_in(vault) == sorted(vault / file.stored_as(part) for part in ("original", 1))
    assert read_part(file, "original")
