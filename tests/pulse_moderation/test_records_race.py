"""Four clicks on "export" at the same moment: one package, and three are told that it was given out already."""

import threading
from collections import Counter

import pytest
from django.db import connection

from pulse_moderation.models import RecordsPackage, RecordsRequest
from pulse_moderation.services import records_export
from pulse_moderation.states import RecordsState
from tests.factories import pulse
from tests.pulse_moderation.test_records import drawn, read_to_its_end
from workflow.errors import NotAllowed, Stale

CLICKS, PATIENCE = 4, 60  # seconds at the barrier; only a hung test waits as long

pytestmark = [pytest.mark.slow, pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("B.1.g")
def test_what_is_given_out_is_packed_once(cast, now):
    pulse.published(pulse.written(cast.dana, "The van is at the shop.", at=now), at=now)
    request = read_to_its_end(drawn(cast.bram, at=now), cast.lucinda, at=now)
    barrier, results = threading.Barrier(CLICKS), []

    def click():
        try:
            seen = RecordsRequest.objects.get(pk=request.pk)
            barrier.wait(PATIENCE)
            records_export.export(seen, actor=cast.bram, at=now)
            results.append("packed")
        except (NotAllowed, Stale):
            results.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(CLICKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(results) == {"packed": 1, "too late": CLICKS - 1}
    assert RecordsPackage.objects.filter(request=request).count() == 1
    request.refresh_from_db()
    assert request.state == RecordsState.EXPORTED
