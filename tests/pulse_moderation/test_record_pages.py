"""The pages of a public-records request: begun, covered, agreed to by a second person, downloaded (B.1.g)."""

import uuid

import pytest
from django.urls import reverse

from policy.calendar import local_day
from pulse_moderation.models import RecordsRequest
from tests.factories import pulse
from tests.pulse_moderation.audited import MINUTE
from tests.pulse_moderation.test_records import drawn, files_of

pytestmark = pytest.mark.clause("B.1.g")


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch, now):
    monkeypatch.setattr("pulse_moderation.views.records.now", lambda: now + MINUTE)


def to(name, *ids):
    return reverse(name, args=[one.public_id for one in ids])


def test_a_request_is_answered_from_the_first_page_to_the_package(cast, now, as_user):
    pulse.published(pulse.written(cast.dana, "Call Opal on Thursday.", at=now), at=now)
    day = local_day(now).isoformat()
    said = {"requester": "Ada Reader", "requested_on": day, "first": day, "last": day, "author": "", "term": "thursday"}

    maker = as_user(cast.bram)
    page = maker.post(reverse("records_new"), said | {"form_key": uuid.uuid4()}, follow=True)

    asked = RecordsRequest.objects.get()
    assert "Ada Reader" in page.content.decode()
    entry = asked.entries.get()
    covered = maker.post(entry.get_absolute_url(), {"quote": "Opal", "every": "on", "exemption": "c"}, follow=True)
    assert "[covered (c)]" in covered.content.decode()
    assert maker.post(to("records_agree", asked, entry)).status_code == 403
    second = as_user(cast.lucinda)
    second.post(to("records_agree", asked, entry))
    second.post(to("records_review", asked), {"version": asked.version})
    maker = as_user(cast.bram)
    maker.post(to("records_export", asked), {"version": asked.version + 1})
    asked.refresh_from_db()
    answer = maker.get(to("records_package", asked))
    assert answer["Content-Disposition"] == f'attachment; filename="{asked.number}.zip"'
    assert answer.content == bytes(asked.package.content)
    assert "index.csv" in files_of(asked.package)


def test_words_that_are_not_there_and_withholding_without_an_exemption_are_refused_at_their_fields(cast, now, as_user):
    pulse.published(pulse.written(cast.dana, at=now), at=now)
    entry = drawn(cast.bram, at=now).entries.get()
    client = as_user(cast.bram)

    for said in (
        {"quote": "xylophone", "exemption": "c"},
        {"quote": "Potluck", "exemption": ""},
        {"is_included": "no", "withhold_under": "", "reason": ""},
    ):
        assert client.post(entry.get_absolute_url(), said).status_code == 400
    assert not entry.redactions.exists()


def test_an_author_who_answers_reads_nothing_of_what_was_found_or_left_out_of_their_own_text(cast, now, as_user):
    body = "Koa Benningfield has a court date. My password is hunter22."
    pulse.written(cast.bram, body, at=now)
    entry = drawn(cast.bram, at=now).entries.get()
    assert not entry.is_included and entry.redactions.exists()

    mine = as_user(cast.bram)
    pages = [
        mine.get(address).content.decode()
        for address in (entry.get_absolute_url(), to("records_detail", entry.request))
    ]

    for page in pages:
        assert "may tell of a youth" not in page and "Exempted by statute" not in page and "[covered" not in page
        assert 'name="quote"' not in page
    assert "may tell of a youth" in as_user(cast.lucinda).get(entry.get_absolute_url()).content.decode()
    assert mine.post(entry.get_absolute_url(), {"quote": "court", "exemption": "c"}).status_code == 403


def test_words_that_can_be_read_elsewhere_are_named_by_the_number_of_their_text(cast, now, as_user):
    for _number in range(2):
        pulse.published(pulse.written(cast.dana, "Call Opal on Thursday.", at=now), at=now)
    asked = drawn(cast.bram, at=now)
    first, second = asked.entries.all()
    maker = as_user(cast.bram)
    maker.post(first.get_absolute_url(), {"quote": "Opal", "exemption": "c"})
    second.redactions.all().delete()

    assert "can still be read in others: no. 2." in as_user(cast.lucinda).get(asked.get_absolute_url()).content.decode()
    hint = "Words that are covered in another text can still be read here"
    assert hint in maker.get(second.get_absolute_url()).content.decode()
    maker.post(second.get_absolute_url(), {"is_included": "yes", "withhold_under": "", "reason": ""})

    assert second.redactions.count() == 1
    assert hint not in maker.get(second.get_absolute_url()).content.decode()


def test_staff_see_none_of_it_and_a_moderator_begins_none(cast, now, as_user):
    pulse.published(pulse.written(cast.dana, at=now), at=now)
    asked = drawn(cast.bram, at=now)

    assert as_user(cast.dana).get(asked.get_absolute_url()).status_code == 404
    assert as_user(cast.lucinda).get(asked.get_absolute_url()).status_code == 200
    assert as_user(cast.lucinda).get(reverse("records_new")).status_code == 404
