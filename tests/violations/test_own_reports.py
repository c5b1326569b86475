"""What somebody reported by name or confidentially, read again: theirs alone, and never who holds it."""

import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from notifications.models import Mail, Notice
from tests.queries import MOST, queries_of
from tests.violations import own
from violations.choices import Mode
from violations.models import Assignment, LetIn, Message
from violations.services import as_reporter, following, let_in, name_subject, pass_on, thread
from violations.states import State
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
LIST = "/report/mine/"


@pytest.fixture
def report(cast, now):
    return own.filed(cast.dana, cast.beatrix, at=now, alleged={"C.2.a": {}, "": {}})


def page_of(report, name="own_report"):
    return reverse(name, args=[report.public_id])


def written(report, actor, now, text="Where was it?", form_key=None):
    with acting_as(actor):
        return thread.write_to_reporter(report, text=text, form_key=form_key or uuid.uuid4(), actor=actor, at=now)


def test_the_reporter_reads_it_and_nobody_else_does(report, as_user, cast):
    dana = as_user(cast.dana)

    assert report.number in dana.get(LIST).content.decode()
    page = dana.get(page_of(report)).content.decode()
    assert all(shown in page for shown in (report.number, "C.2.a", "Not sure", "Received", "Confidentially"))
    for person in (cast.beatrix, cast.priya, cast.imogen, cast.bram, cast.mateo, cast.adaeze):
        other = as_user(person)
        assert report.number not in other.get(LIST).content.decode()
        for name in ("own_report", "own_report_file", "own_report_punished", "own_report_receipt"):
            assert other.get(page_of(report, name)).status_code == 404, (person, name)


def test_who_holds_reports_sees_only_their_own_there(cast, as_user, report, now):
    of_priya = own.filed(cast.priya, cast.beatrix, at=now)

    page = as_user(cast.priya).get(LIST).content.decode()

    assert of_priya.number in page and report.number not in page


def test_it_stays_when_the_wall_keeps_its_reporter_away_from_the_rest(cast, as_user, report, now):
    with acting_as(cast.priya):
        name_subject(report, person=cast.dana, actor=cast.priya, at=now)

    page = as_user(cast.dana).get(page_of(report))
    sent = as_user(cast.dana).post(page_of(report), {"text": "I know more."})

    assert (page.status_code, sent.status_code) == (200, 302)


def test_neither_handler_nor_pool_nor_a_move_shows(cast, as_user, report, now):
    dana = as_user(cast.dana)
    own.handled_by(cast.priya, report)
    before = dana.get(page_of(report)).content.decode()
    with acting_as(cast.priya):  # naming somebody of Legal moves it to the next pool
        name_subject(own.stands(report), person=cast.imogen, actor=cast.priya, at=now)

    after = dana.get(page_of(report)).content.decode()

    assert own.stands(report).pool != report.pool
    assert without_tokens(before) == without_tokens(after)
    for secret in ("Priya", "Imogen", "Legal Unit", "Commissioner", "pool", "handler"):
        assert secret not in after


def without_tokens(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line and "form_key" not in line]


def test_its_columns_are_chosen(cast, report):
    with as_reporter(cast.dana):
        row = following.reports_of(cast.dana).get()

    assert {"handler_id", "pool", "reporter", "severity"} <= row.get_deferred_fields()


def test_those_who_hold_it_or_accepted_to_handle_it_write_to_the_reporter(cast, as_user, report, now):
    with acting_as_system("intake"):
        Assignment.objects.create(report=report, person=cast.leona, part="handler", by=cast.priya, offered_at=now,
                                  accepted_at=now)  # fmt: skip
    written(report, cast.priya, now, "Where was it?")
    written(report, cast.leona, now, "And when?")

    page = as_user(cast.dana).get(page_of(report)).content.decode()

    assert "Where was it?" in page and "And when?" in page
    assert "Priya" not in page and "Leona" not in page and ">DYS<" in page


def test_nobody_else_writes_to_the_reporter(cast, report, now):
    with acting_as(cast.priya):
        let_in(report, person=cast.hollis, reason="Knows the place", actor=cast.priya, at=now)
    with acting_as_system("intake"):
        Assignment.objects.create(report=report, person=cast.leona, part="handler", by=cast.priya, offered_at=now)
    own_report = own.filed(cast.priya, cast.beatrix, at=now)

    for person, which in [(cast.hollis, report), (cast.leona, report), (cast.priya, own_report)]:
        with pytest.raises(NotAllowed):
            written(which, person, now)
    for person in (cast.beatrix, cast.rolf, cast.mateo):
        with pytest.raises(type(report).DoesNotExist):
            written(report, person, now)
    with acting_as_system("intake"):
        assert not Message.objects.exists()
        assert LetIn.objects.count() == 1


def test_sent_twice_a_message_is_one(cast, report, now):
    key = uuid.uuid4()

    first, second = (written(report, cast.priya, now, form_key=key) for _click in range(2))

    assert first == second
    assert AuditEvent.objects.filter(action="report.written").count() == 1


def test_nothing_in_the_inbox_or_the_outbox_tells_who_reported(cast, report, now):
    told = set(Notice.objects.values_list("pk", flat=True)), set(Mail.objects.values_list("pk", flat=True))
    written(report, cast.priya, now)

    assert not Notice.objects.filter(recipient=cast.dana).exists()
    assert (set(Notice.objects.values_list("pk", flat=True)), set(Mail.objects.values_list("pk", flat=True))) == told


def test_an_answer_stands_on_no_trail_and_reaches_who_handles_it(cast, as_user, report):
    own.handled_by(cast.priya, report)
    events = AuditEvent.objects.count()

    as_user(cast.dana).post(page_of(report), {"text": "It went on today."})

    of_report = AuditEvent.objects.filter(action__startswith="report", subject_id=report.public_id)
    assert of_report.count() == 1  # that it was filed
    assert AuditEvent.objects.count() == events
    assert Notice.objects.filter(recipient=cast.priya).exists()


def test_what_is_joined_passed_on_or_closed_goes_on_being_followed(cast, as_user, report, now):
    dana = as_user(cast.dana)
    with acting_as_system("intake"):
        pass_on(report, at=now)
    for state, shown in [(State.DUPLICATE, "Being looked at"), (State.DISMISSED, "Closed")]:
        own.changed(report, state=state, handler=cast.priya, triaged_at=now)

        assert shown in dana.get(page_of(report)).content.decode()
        assert dana.post(page_of(report), {"text": "One thing more."}).status_code == 302


def test_a_page_asks_the_same_however_long_its_thread(cast, as_user, report, now):
    dana = as_user(cast.dana)
    written(report, cast.priya, now)
    asked = queries_of(dana, page_of(report))
    for turn in range(20):
        written(report, cast.priya, now, f"Question {turn}")

    assert len(queries_of(dana, page_of(report))) == len(asked) <= MOST
    assert len(queries_of(dana, LIST)) <= MOST


def test_the_list_is_short_of_what_was_filed_anonymously(cast, as_user, now):
    report, _words = own.anonymous(cast.beatrix, at=now)

    assert report.number not in as_user(cast.dana).get(LIST).content.decode()
    assert own.filed(cast.dana, cast.beatrix, at=now, mode=Mode.NAMED).number in (
        as_user(cast.dana).get(LIST).content.decode()
    )
