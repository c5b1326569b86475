"""Several clicks at the same moment: an item is logged once, corrected once, filed once (B.2.f)."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now as clock

from authorizations.models import EvidenceItem
from authorizations.services import evidence
from authorizations.states import ItemState
from notifications.models import Obligation
from policy.calendar import local_day
from tests import cast as people
from tests.factories.authorizations import granted
from tests.factories.evidence import drafted, facts, logged
from workflow.errors import NotAllowed, Stale

TRIALS, CREW = 10, 4
PATIENCE = 60
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vault")]


def race(act):
    """Four threads do the same at one moment; what each came to: a record, or the kind of refusal."""
    barrier, results = threading.Barrier(CREW), []

    def work():
        try:
            barrier.wait(PATIENCE)
            results.append(act())
        except (NotAllowed, Stale) as refusal:
            results.append(type(refusal))
        finally:
            connection.close()

    crew = [threading.Thread(target=work) for _one in range(CREW)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(PATIENCE)
    assert len(results) == CREW
    return [result for result in results if isinstance(result, EvidenceItem)]


@pytest.fixture
def leave():
    cast = people.assemble()
    return granted(cast.dana, cast.koa, at=clock() - timedelta(days=1))


def test_a_draft_is_logged_once(leave):
    for _trial in range(TRIALS):
        draft, at = drafted(leave, at=clock()), clock()

        done = race(lambda pk=draft.pk, at=at: evidence.log(fresh(pk), actor=leave.employee, at=at, **facts(at=at)))

        assert len(done) == 1
        assert Obligation.objects.about(draft).count() == 1
    assert EvidenceItem.objects.on_record().count() == len(set(numbers())) == TRIALS


def test_an_item_is_corrected_once(leave):
    for _trial in range(TRIALS):
        item, at = logged(leave, at=clock()), clock()

        def correct(item=item, at=at):
            return evidence.begin(
                leave, form_key=uuid.uuid4(), actor=leave.employee, at=at, corrects=item, reason="Wrong."
            )

        assert len(race(correct)) == 1
        assert EvidenceItem.objects.filter(supersedes=item).count() == 1


def test_the_same_form_sent_four_times_begins_one_draft(leave):
    for _trial in range(TRIALS):
        key, at = uuid.uuid4(), clock()

        done = race(lambda key=key, at=at: evidence.begin(leave, form_key=key, actor=leave.employee, at=at))

        assert (len(done), len({item.pk for item in done})) == (CREW, 1)


def test_an_item_is_filed_once(leave):
    for _trial in range(TRIALS):
        item, at = logged(leave, at=clock()), clock()

        def file(pk=item.pk, at=at):
            return evidence.file_item(fresh(pk), filed_on=local_day(at), reference="7", actor=leave.employee, at=at)

        assert len(race(file)) == 1
        assert EvidenceItem.objects.get(pk=item.pk).state == ItemState.FILED


def fresh(pk):
    return EvidenceItem.objects.with_people().get(pk=pk)


def numbers():
    return EvidenceItem.objects.on_record().values_list("number", flat=True)
