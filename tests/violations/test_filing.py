"""What a report is once it is filed, and what filing leaves behind (C.3; domain 5.10, 6.4)."""

import datetime
import json
import logging
import threading
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from audit.models import AuditEvent
from authorizations.models import HandleClaim, Platform
from policy.calendar import local_day
from policy.states import Severity
from tests.evidence import pictures
from tests.factories.authorizations import submitted
from tests.violations.filing_hands import TEXT, fill_in, send, upload
from violations.choices import Answer, Mode
from violations.models import Attachment, Report, ReportKey
from violations.services import as_key_holder, as_reporter, drafts, file_report, keys
from violations.services.deconfliction import url_key
from violations.services.drafts import Filer
from workflow.identity import acting_as_system

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def filed(by, *named, at, mode=Mode.CONFIDENTIAL, alleged=None, narrative=TEXT, form_key=None, **facts):
    return file_report(
        by, mode=mode, form_key=form_key or uuid.uuid4(), alleged={"": {}} if alleged is None else alleged, named=named,
        narrative=narrative, facts=facts, at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clauses", "severity", "is_restricted"),
    [
        ([""], Severity.MEDIUM, False),
        (["B.1.d"], Severity.LOW, False),
        (["B.1.d", ""], Severity.MEDIUM, False),
        (["B.1.d", "B.2", "B.1.e"], Severity.HIGH, False),
        (["B.3.b"], Severity.MEDIUM, True),
        (["B.3.c", "B.1.d"], Severity.CRITICAL, True),
    ],
)
def test_the_worst_of_its_clauses_says_how_fast_it_is_looked_at(cast, now, clauses, severity, is_restricted):
    report = filed(cast.mateo, cast.dana, at=now, alleged={clause: {} for clause in clauses})

    assert (report.severity, report.is_restricted) == (severity, is_restricted)


@pytest.mark.parametrize("typed", ["demo_dana", "@Demo_Dana", "https://www.twitter.com/demo_dana/?x=1"])
def test_its_account_has_the_key_of_the_account_registry(cast, now, typed):
    submitted(cast.dana, cast.koa, at=now, handle="demo_dana", platform="x")

    report = filed(cast.mateo, cast.juniper, at=now, account_name=typed, platform=Platform.objects.get(slug="twitter"))

    assert bytes(report.account_key) in {bytes(key) for key in HandleClaim.objects.values_list("key", flat=True)}


@pytest.mark.parametrize(
    ("slug", "typed"), [("", "demo_dana"), ("other", "demo_dana"), ("instagram", "my cousin’s page")]
)
def test_an_account_that_is_only_described_has_no_key(cast, now, slug, typed):
    platform = Platform.objects.get(slug=slug) if slug else None

    assert filed(cast.mateo, cast.dana, at=now, account_name=typed, platform=platform).account_key is None


def test_one_post_has_one_key_however_its_address_is_written(cast, now):
    written = ["https://www.example.com/p/1/?utm_source=x&igsh=1", "example.com/p/1", "HTTP://m.Example.com/p/1#top"]

    found = {bytes(filed(cast.mateo, cast.dana, at=now, url=url).url_key) for url in written}

    assert len(found) == 1
    assert (
        url_key("https://example.com/watch?v=2&site=3")
        == url_key("example.com/watch?site=3&v=2")
        != url_key("example.com")
    )
    assert [url_key(text) for text in ("", "no address", "https://[::1", "\0")] == [None] * 4


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"known_on": DAY}, "known_on"),
        ({"occurred_from": DAY}, "occurred_from"),
        ({"occurred_to": DAY}, "occurred_to"),
        ({"occurred_from": -DAY, "occurred_to": -2 * DAY}, "occurred_to"),
        ({"site_kind": "moon"}, "site_kind"),
        ({"is_youth_at_risk": "perhaps"}, "is_youth_at_risk"),
        ({"account_name": "x" * 301}, "account_name"),
        ({"already_told": "nul \0"}, "already_told"),
        ({"url": "\ud800"}, "url"),
    ],
)
def test_what_it_cannot_say_is_said_at_the_field_and_nothing_is_filed(cast, now, facts, field):
    today = local_day(now)
    facts = {name: today + value if isinstance(value, datetime.timedelta) else value for name, value in facts.items()}

    with pytest.raises(ValidationError) as refused:
        filed(cast.mateo, cast.dana, at=now, **facts)

    assert refused.value.message_dict.keys() == {field}
    with acting_as_system("intake"):
        assert Report.objects.count() == 0


@pytest.mark.parametrize("narrative", ["Too short", "x" * 20_001, "x" * 20_000_000, f"{TEXT}\0", f"{TEXT}\ud800"])
def test_a_text_that_cannot_stand_is_refused(cast, now, narrative):
    with pytest.raises(ValidationError) as refused:
        filed(cast.mateo, cast.dana, at=now, narrative=narrative)

    assert refused.value.message_dict.keys() == {"narrative"}


def test_dates_of_today_stand(cast, now):
    today = local_day(now)

    report = filed(cast.mateo, cast.dana, at=now, known_on=today, occurred_from=today)

    with acting_as_system("intake"):
        assert Report.objects.get(pk=report.pk).known_on.reveal() == today.isoformat()


def test_every_receipt_has_a_code_of_its_own_and_an_anonymous_report_has_none(cast, now):
    codes = [filed(cast.mateo, cast.dana, at=now).receipt_code for _report in range(20)]

    assert len(set(codes)) == 20
    assert all(len(code) == 24 and set(code) <= set(keys.SIGNS + "-") for code in codes)
    assert filed(None, cast.dana, at=now, mode=Mode.ANONYMOUS).receipt_code is None


def test_of_a_key_nothing_is_kept_but_what_it_is_found_by(cast, now):
    report = filed(None, cast.dana, at=now, mode=Mode.ANONYMOUS)

    with acting_as_system("intake"):
        kept = ReportKey.objects.get(report=report)
    assert bytes(kept.digest) == keys.digest(report.words)
    with as_key_holder(keys.digest(report.words)):
        assert Report.objects.get() == report
    with as_key_holder(keys.digest(keys.draw())):
        assert Report.objects.count() == 0


def test_an_anonymous_report_sent_again_shows_no_key_without_its_draft(cast, now):
    form_key = uuid.uuid4()
    filed(None, cast.dana, at=now, mode=Mode.ANONYMOUS, form_key=form_key)

    assert filed(None, cast.dana, at=now, mode=Mode.ANONYMOUS, form_key=form_key).words == ""


def test_a_reporter_reads_the_clauses_they_named_and_no_other(cast, now):
    friends = {"relationship": "client", "direction": "connected"}
    report = filed(cast.mateo, cast.mateo, at=now, alleged={"C.2.e": friends})

    with as_reporter(cast.mateo):
        assert list(report.allegations.values_list("clause", flat=True)) == ["C.2.e"]
    with as_reporter(cast.dana):
        assert report.allegations.count() == 0


def test_no_file_of_a_record_can_be_forgotten(cast, now, vault):
    filer = Filer(person=cast.mateo)
    draft = drafts.save(filer, "files", {"gate": ["clean"]}, at=now)
    drafts.add_file(filer, draft, pictures.screenshot(), name="shot.png", at=now)
    drafts.send(filer, draft, mode=Mode.NAMED, at=now, alleged={"": {}}, named=[cast.dana], narrative=TEXT)
    with acting_as_system("intake"):
        file = Attachment.objects.get().file_id

    with pytest.raises(IntegrityError), transaction.atomic(), acting_as_system("intake"), connection.cursor() as cursor:
        cursor.execute("SELECT violations_forget_file(%s)", [file])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT violations_forget_file(%s)", [file])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_clicks_at_one_moment_file_once(cast, now):
    form_key, barrier, found = uuid.uuid4(), threading.Barrier(4), []

    def click():
        try:
            barrier.wait(60)
            found.append(filed(cast.mateo, cast.dana, at=now, form_key=form_key).number)
        finally:
            connection.close()

    crew = [threading.Thread(target=click) for _click in range(4)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()

    assert (len(found), len(set(found))) == (4, 1)
    assert AuditEvent.objects.filter(action="report.filed").count() == 1


# What filing leaves behind --------------------------------------------------------------------------------------------


def rows_now():
    """{table: texts of its rows, with the names of their columns}, of everything the database holds."""
    with acting_as_system("intake"), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if name != "django_session"]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT row_to_json(held)::text FROM "{table}" AS held')
            found[table] = {text for (text,) in cursor.fetchall()}
    return found


def columns_to_people():
    with connection.cursor() as cursor:
        cursor.execute("""SELECT conrelid::regclass::text, attname FROM pg_constraint JOIN pg_attribute
            ON attrelid = conrelid AND attnum = conkey[1] WHERE contype = 'f' AND confrelid = 'people_user'::regclass""")
        return set(cursor.fetchall())


def traces(person, before, after):
    """Where a row that was written tells of a person."""
    said = [str(person.public_id), person.public_id.hex, person.username, person.work_email, person.employee_number,
            person.legal_last, person.full_name]  # fmt: skip
    pointing, found = columns_to_people(), []
    for table, rows in after.items():
        for text in rows - before[table]:
            found += [(table, word) for word in said if word.lower() in text.lower()]
            found += [(table, name) for name, value in json.loads(text).items()
                      if (table, name) in pointing and value == person.pk]  # fmt: skip
    return found


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.DEBUG)
    return caplog


def test_a_confidential_filing_leaves_no_trace_of_who_filed(cast, as_user, vault, lines, empty_trail):
    reporter = as_user(cast.mateo)
    reporter.defaults |= {"HTTP_USER_AGENT": "Recognisable/7.7", "REMOTE_ADDR": "203.0.113.77"}
    reporter.get(reverse("my_work"))
    before, session = rows_now(), Session.objects.get().get_decoded().keys()
    lines.clear()

    shown = fill_in(
        reporter, safety={"safety": "danger"}, what={"clauses": ["C.2.a"]}, who={"people": "Dana Okafor-Lane"}
    )
    reporter.post(reverse("report_step", args=["who"]), {"people": "Nobody Known"})
    upload(reporter)
    reporter.get(reverse("report_receipt", args=[uuid.uuid4()]))
    receipt = send(reporter, shown)
    assert reporter.get(receipt.url).status_code == 200

    after = rows_now()
    assert len(after["violations_report"] - before["violations_report"]) == 1
    assert len(after["violations_attachment"]) == 1
    assert traces(cast.mateo, before, after) == []
    assert Session.objects.get().get_decoded().keys() == session
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in lines.records)
    for word in (
        str(cast.mateo.public_id),
        cast.mateo.username,
        cast.mateo.work_email,
        "Recognisable",
        "203.0.113.77",
        "user_id",
    ):
        assert word not in logged, word
    assert set(AuditEvent.objects.values_list("action", "actor_name")) == {("report.filed", "reporter")}
    assert AuditEvent.objects.get().request_id == ""


def test_the_search_for_traces_finds_one_that_is_there(cast, as_user):
    """The control: what anybody does elsewhere is found."""
    before = rows_now()

    as_user(cast.mateo).get(reverse("settings_list"))  # refused, which is recorded with the name

    assert traces(cast.mateo, before, rows_now()) != []


@pytest.mark.parametrize("risk", [Answer.YES, Answer.UNKNOWN])
def test_a_named_filing_names_nobody_on_the_trail_either(cast, now, risk, empty_trail):
    filed(cast.mateo, cast.dana, at=now, mode=Mode.NAMED, is_youth_at_risk=risk)

    assert set(AuditEvent.objects.values_list("actor_name", flat=True)) == {"reporter"}
