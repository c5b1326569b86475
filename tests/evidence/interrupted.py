"""Run as a process: keeps one file in a draft and dies by SIGKILL at one of the steps in between.

Usage: python -m tests.evidence.interrupted ITEM STEP; step 0 dies nowhere. The work is the portal's own; only the moment
of death is put around it.
"""

import os
import signal
import sys

import django

django.setup()

from django.core.files.storage import storages  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from authorizations.models import EvidenceItem  # noqa: E402
from authorizations.services import evidence  # noqa: E402
from tests.evidence import pictures  # noqa: E402

left = int(sys.argv[2])


def step():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def around_statements(execute, sql, params, many, context):
    if sql.startswith(("INSERT", "SAVEPOINT", "RELEASE")):
        step()
    return execute(sql, params, many, context)


class StepByStep(type(storages["evidence"])):
    def _save(self, name, content):
        step()
        saved = super()._save(name, content)
        step()
        return saved


storages["evidence"].__class__ = StepByStep
item = EvidenceItem.objects.with_people().get(public_id=sys.argv[1])
with connection.execute_wrapper(around_statements):
    evidence.add_file(item, pictures.screenshot(), name="a.png", actor=item.captured_by, at=timezone.now())
    assert not transaction.get_connection().in_atomic_block
print("kept")
