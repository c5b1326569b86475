"""Eight acts at once, their events in opposite orders: one chain without a fork, nobody waits for ever."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from audit.models import AuditSeal
from audit.services import record

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_trail")]
CREW, TURNS = 8, 10


def test_eight_at_once_in_opposite_orders_make_one_chain(now, settings, tmp_path, figures):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "audit.jsonl"
    start, errors = threading.Barrier(CREW), []

    def work(place):
        try:
            start.wait(60)
            for turn in range(TURNS):
                with transaction.atomic():
                    for subject in (1, 2) if place % 2 else (2, 1):
                        facts = {"number": turn}
                        record("test.happened", subject=("test", subject), actor="system", at=now, facts=facts)
        except Exception as error:  # noqa: BLE001, the test looks at it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[place]) for place in range(CREW)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    call_command("verify_audit")

    sealed = AuditSeal.objects.order_by("sequence").values_list("sequence", flat=True)
    figures(f"{CREW} at once: {len(sealed)} events sealed, {len(errors)} deadlocks or errors")
    assert errors == []
    assert list(sealed) == list(range(1, CREW * TURNS * 2 + 1))
