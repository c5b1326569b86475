"""The registers of the Legal Unit: what they count, how they are narrowed, and what leaves the portal as CSV."""

import csv as reader
import datetime
import io
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from investigations.choices import FileKind, Method
from investigations.services import contacts, csv, emergency, profiles, records
from investigations.services.registers import LISTINGS
from policy.calendar import local_day
from tests.architecture.test_hostile_input import CURSORS
from tests.evidence.pictures import screenshot
from tests.factories import investigations as make
from tests.queries import MOST
from workflow.identity import acting_as
from workflow.keyset import PAGE_SIZE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_trail")]
PASSWORD = "a password for tests"
DAY = datetime.timedelta(days=1)
SLUGS = ["investigations", "meetings", "communications", "profiles", "access"]
HANDLE, PERSONA = "demo_marker_heron", "Robin Marker"
EVERYBODY_ELSE = ["dana", "beatrix", "hollis", "leona", "ottilie", "lucinda", "ines", "bram", "rolf"]


def at(slug, show="", csv=False):
    name = "investigation_register_csv" if csv else "investigation_register"
    return reverse(name, args=[slug]) + (f"?show={show}" if show else "")


def told(response):
    """{label: value} of the line above the rows."""
    return {str(row["label"]): row["value"] for row in response.context["summary"]}


def words(cell):
    return cell if isinstance(cell, str) else (cell.get("text") or cell["status"]["text"])


def column(response, name):
    columns = [str(label) for label in response.context["columns"]]
    return [words(row["cells"][columns.index(name)]) for row in response.context["rows"]]


def table(response):
    """The rows of a file, its first line apart."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    (first,), columns, *rows = reader.reader(io.StringIO(text, newline=""))
    return first, [dict(zip(columns, row, strict=True)) for row in rows]


def exports(person):
    return AuditEvent.objects.filter(action="investigation.exported", actor_id=str(person.public_id))


def _contact(profile, *, approval=None, day, explanation="He wrote first."):
    investigator = profile.authorization.investigator
    with acting_as(investigator):
        contacts.log(profile, form_key=uuid.uuid4(), occurred_at=day, direction="in", method=Method.DIRECT_MESSAGE,
                     summary="One message.", actor=investigator, at=day, approval=approval,
                     explanation=explanation)  # fmt: skip


@pytest.fixture
def leona(cast):
    """Leona's investigation with a profile in use, a meeting held in time, and a contact nobody approved."""
    began = timezone.now() - 20 * DAY
    leave = make.active(cast.leona, cast.koa, at=began, communication=True, counsel=cast.priya)
    profile = make.profile_in_use(leave, at=began, handle=HANDLE, display_name=PERSONA)
    approval = make.approved_contact(profile, at=began)
    _contact(profile, approval=approval, day=began + DAY, explanation="")
    _contact(profile, day=began + DAY)
    make.meeting_held(leave, at=began + 10 * DAY, communication_note="Both were read.")
    return leave


@pytest.fixture
def dana(cast):
    """Dana's investigation, granted without a profile yet, and its meeting overdue."""
    cast.dana.job_title = "apprehension_officer"
    cast.dana.save()
    return make.active(cast.dana, cast.koa, at=timezone.now() - 40 * DAY, counsel=cast.priya)


# To whom they do not exist ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", EVERYBODY_ELSE)
def test_registers_do_not_exist_for_anybody_but_legal(cast, as_user, leona, who):
    client = as_user(getattr(cast, who))
    missing = client.get("/no/such/page/").content

    for slug in SLUGS:
        for answer in (client.get(at(slug)), client.post(at(slug)), client.post(at(slug, csv=True))):
            assert (answer.status_code, answer.content) == (404, missing)
    assert not exports(getattr(cast, who)).exists()


@pytest.mark.parametrize("who", ["priya", "imogen"])
@pytest.mark.parametrize("slug", SLUGS)
def test_legal_and_its_head_read_every_register(cast, as_user, leona, dana, who, slug):
    client = as_user(getattr(cast, who))
    client.get(leona.get_absolute_url())

    answer = client.get(at(slug))

    assert answer.status_code == 200
    assert answer.context["rows"]


def test_what_is_no_register_is_missing_to_legal_too(cast, as_user):
    client = as_user(cast.priya)
    missing = client.get("/no/such/page/").content

    for answer in (client.get(at("persons")), client.post(at("persons", csv=True))):
        assert (answer.status_code, answer.content) == (404, missing)


def test_opening_a_register_is_on_the_trail_for_legal_alone(cast, as_user):
    as_user(cast.priya).get(at("meetings"))

    event = AuditEvent.objects.filter(action="investigation.read", actor_id=str(cast.priya.public_id)).latest("at")
    assert (event.subject_label, event.subject_id, event.is_confidential) == ("register", "meetings", True)


# What they say ------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.3.a")
def test_investigations_say_who_is_authorized_who_granted_and_whether_the_record_is_complete(
    cast, as_user, leona, dana
):
    client = as_user(cast.priya)

    before = client.get(at("investigations"))
    with acting_as(cast.imogen):
        profiles.acknowledge_record(leona.profiles.get(), actor=cast.imogen, at=timezone.now())
    after = client.get(at("investigations"))

    assert column(before, "Person authorized") == ["Leona Strand", "Dana Okafor-Lane"]
    assert column(before, "Supervisor") == ["Imogen Vasquez-Hale", "Beatrix Nwosu"]
    assert column(before, "Record of B.3.a") == ["Not yet held by the supervisor", "Account not recorded"]
    assert column(after, "Record of B.3.a") == ["Complete", "Account not recorded"]
    assert told(after) == {"In force": "2", "Waiting": "0", "Altogether": "2"}


def test_a_draft_is_in_no_register_not_even_its_authors(cast, as_user):
    make.draft(cast.priya, cast.koa, at=timezone.now())

    assert as_user(cast.priya).get(at("investigations")).context["rows"] == []


@pytest.mark.clause("B.3.b")
def test_meetings_say_the_rate_what_is_overdue_and_the_intervals_kept(cast, as_user, leona, dana):
    answer = as_user(cast.priya).get(at("meetings"))

    facts = told(answer)
    assert facts["Held in time"] == "1 of 2 (50%)"
    assert facts["Overdue"] == "1"
    assert facts["Intervals kept"] == "10 days on average, 10 at most"
    assert facts["Outcomes"] == "Continue 1"
    assert sorted(column(answer, "Interval kept")) == ["", "", "10 days"]
    assert any(state.startswith("Overdue by") for state in column(answer, "State"))


@pytest.mark.clause("B.3.c")
def test_communications_say_which_contacts_no_approval_covered(cast, as_user, leona):
    client = as_user(cast.priya)

    approvals, outside = client.get(at("communications")), client.get(at("communications", "outside"))

    assert told(approvals) == {"Approvals": "1", "Contacts logged": "2", "Contacts without approval": "1"}
    assert column(approvals, "Contacts logged") == ["1"]
    assert column(outside, "Approval") == ["No approval"]
    assert len(client.get(at("communications", "contacts")).context["rows"]) == 2


def test_profiles_say_what_is_not_yet_deactivated_and_no_account_name(cast, as_user, leona, dana):
    with acting_as(cast.leona):
        profiles.wind_down(leona.profiles.get(), actor=cast.leona, at=timezone.now())

    answer = as_user(cast.priya).get(at("profiles"))

    assert told(answer)["Not yet deactivated"] == "1"
    assert told(answer)["Legal review due"] == "1"
    assert set(column(answer, "State")) == {"To be deactivated", "Granted, no account yet"}
    for secret in (HANDLE, PERSONA):
        assert secret not in answer.content.decode()


def test_access_says_who_saw_what_when_and_why(cast, as_user, leona):
    client = as_user(cast.priya)
    client.post(
        reverse("investigation_reveal", args=[leona.public_id, "request"]),
        {"reason": "record", "note": "", "password": PASSWORD},
    )
    client.post(at("meetings", csv=True))

    answer = client.get(at("access"))

    rows = list(zip(*(column(answer, name) for name in ("Who", "What", "About", "Why")), strict=True))
    assert (
        "Priya Lindqvist",
        "Sealed group opened",
        leona.number,
        "Youth and facts, Holding or checking the record",
    ) in rows
    assert ("Priya Lindqvist", "Exported", "Review meetings", "2 rows") in rows


def test_access_holds_emergency_access_and_the_disclosure_log(cast, as_user, leona):
    now = timezone.now()
    with acting_as(cast.bram):
        asked = emergency.ask(record_named=leona.number, kind="court", reason="A judge asks for it today at noon.",
                              actor=cast.bram, at=now)  # fmt: skip
    with acting_as(cast.rolf):
        emergency.answer(asked, is_agreed=True, reason="Yes.", actor=cast.rolf, at=now)
    as_user(cast.bram).get(reverse("emergency_record", args=[asked.public_id]))
    _disclosed(leona, cast.priya)
    client = as_user(cast.priya)

    events, log = client.get(at("access")), client.get(at("access", "disclosures"))

    rows = list(zip(*(column(events, name) for name in ("Who", "What", "About", "Why")), strict=True))
    assert ("Bram Ekstrom", "Read under emergency access", leona.number, "Order of a court or legal process") in rows
    assert (
        "Bram Ekstrom",
        "Emergency access asked for",
        "Emergency access",
        "Order of a court or legal process",
    ) in rows
    assert column(log, "Authorized by") == ["Priya Lindqvist"]
    assert "The marker court" not in log.content.decode()


def _disclosed(leave, person, recipient="The marker court"):
    now = timezone.now()
    with acting_as(person):
        return records.disclose(form_key=uuid.uuid4(), recipient=recipient, purpose="Subpoena", given="Two pages",
                                format_="Paper", disclosed_on=local_day(now), authorized_by=person, actor=person,
                                at=now, authorization=leave)  # fmt: skip


def test_who_read_an_issue_about_oneself_stays_unknown(cast, as_user):
    now = timezone.now() - DAY
    leave = make.active(cast.priya, cast.koa, at=now)
    profile = make.profile_in_use(leave, at=now)
    _contact(profile, day=now)
    with acting_as(cast.imogen):
        issue = leave.issues.get()
    as_user(cast.imogen).get(issue.get_absolute_url())

    assert "Compliance issue" in as_user(cast.imogen).get(at("access")).content.decode()
    assert "Compliance issue" not in as_user(cast.priya).get(at("access")).content.decode()


# Narrowing ----------------------------------------------------------------------------------------------------------


def test_the_filter_narrows_every_register_and_never_stands_in_an_address(cast, as_user, leona, dana):
    client = as_user(cast.priya)

    answer = client.post(at("investigations"), {"region": "metro"})
    assert answer.url == at("investigations")
    assert column(client.get(at("investigations")), "Person authorized") == ["Dana Okafor-Lane"]
    assert told(client.get(at("meetings")))["Held in time"] == "0 of 1 (0%)"
    assert client.get(at("communications")).context["rows"] == []
    assert column(client.get(at("profiles")), "Authorized person") == ["Dana Okafor-Lane"]
    assert client.get(at("access")).context["rows"] == []

    client.post(at("investigations"), {"clear": "1"})
    assert len(client.get(at("investigations")).context["rows"]) == 2


def test_the_period_counts_from_first_to_last_day(cast, as_user, leona, dana):
    client = as_user(cast.priya)
    sent = local_day(leona.submitted_at).isoformat()

    client.post(at("investigations"), {"first": sent, "last": sent, "employment_type": "state"})
    assert column(client.get(at("investigations")), "Person authorized") == ["Leona Strand"]

    client.post(at("investigations"), {"first": sent, "last": sent, "employment_type": "provider"})
    answer = client.get(at("investigations"))
    assert (answer.context["rows"], answer.context["is_filtered"]) == ([], True)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("last", {"first": "2026-11-02", "last": "2026-11-01"}),
        ("first", {"first": "2026-13-01"}),
        ("first", {"first": "x" * 5000}),
        ("region", {"region": "moon"}),
        ("employment_type", {"employment_type": "\x00"}),
    ],
)
def test_a_wrong_filter_is_told_at_its_field_and_not_kept(cast, as_user, leona, field, typed):
    client = as_user(cast.priya)

    answer = client.post(at("investigations"), typed)

    assert answer.status_code == 400
    assert answer.context["form"].errors[field]
    assert len(client.get(at("investigations")).context["rows"]) == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_the_first_and_the_last_day_of_the_calendar_are_days_too(cast, as_user, leona, slug):
    client = as_user(cast.priya)

    client.post(at(slug), {"first": "0001-01-01", "last": "9999-12-31"})

    assert client.get(at(slug)).status_code == 200


# Speed --------------------------------------------------------------------------------------------------------------


def _grow(cast, n):
    began = timezone.now() - 20 * DAY
    for number in range(n):
        leave = make.active(cast.leona, cast.koa, at=began, communication=True, counsel=cast.priya)
        profile = make.profile_in_use(leave, at=began, handle=f"demo_heron_{number}")
        approval = make.approved_contact(profile, at=began)
        _contact(profile, approval=approval, day=began + DAY, explanation="")
        _contact(profile, day=began + DAY)
        _disclosed(leave, cast.priya)


def test_registers_ask_the_database_a_constant_number_of_questions(cast, as_user, django_assert_max_num_queries):
    client, shows = as_user(cast.priya), [(one.register, one.show) for one in LISTINGS]
    _grow(cast, 5)
    client.get(at("investigations"))

    for slug, show in shows:
        with django_assert_max_num_queries(MOST):
            assert client.get(at(slug, show)).context["rows"]


def test_registers_page_by_page(cast, as_user):
    began = timezone.now() - DAY
    for _number in range(PAGE_SIZE + 2):
        make.active(cast.leona, cast.koa, at=began)
    client = as_user(cast.priya)

    first = client.get(at("investigations"))
    second = client.get(at("investigations"), {"cursor": first.context["page"].older})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (PAGE_SIZE, 2)
    _first, rows = table(client.post(at("investigations", csv=True)))
    assert len(rows) == PAGE_SIZE + 2


LISTS = ["confidential_issue_list", "designation_list", "disclosure_list", "emergency_list", "emergency_journal"]


@pytest.mark.parametrize("kind", CURSORS)
def test_a_cursor_that_is_none_gives_the_first_page(cast, as_user, kind):
    client = as_user(cast.priya)

    for address in [*map(at, SLUGS), *map(reverse, LISTS)]:
        assert client.get(f"{address}?show=x&cursor={CURSORS[kind]}").status_code == 200


# CSV ----------------------------------------------------------------------------------------------------------------

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "  =HYPERLINK(A1)",
    "=cmd|' /C calc'!A0",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
]


@pytest.mark.parametrize("payload", [*PAYLOADS, "\n=1", "\ufeff=1", "\u200b@x", "\x01+1", "\xa0-1", "\t", "\r"])
def test_what_begins_like_a_formula_is_text(payload):
    assert csv.safe(payload) == f"'{payload}"


@pytest.mark.parametrize("text", ["Robin", "a=1", "2026-11-17", "", "  two words", "'=1", '"=1"', "#N/A", "１"])
def test_what_is_no_formula_stays_as_it_is(text):
    assert csv.safe(text) == text


def test_every_cell_is_quoted_and_the_first_line_says_what_it_is():
    lines = list(csv.lines(["One", "Two"], [["=1", 'a "b"'], [None, 7]]))

    assert lines == [
        '\ufeff"Confidential under 01.05.22 B.3.a – investigatory_confidential"\r\n',
        '"One","Two"\r\n',
        '"\'=1","a ""b"""\r\n',
        '"","7"\r\n',
    ]


@pytest.mark.parametrize(("slug", "show"), [(one.register, one.show) for one in LISTINGS])
def test_a_register_leaves_as_csv_and_the_export_is_on_the_trail(cast, as_user, leona, slug, show):
    _disclosed(leona, cast.priya)
    client = as_user(cast.priya)
    shown = client.get(at(slug, show)).context["rows"]

    answer = client.post(at(slug, show, csv=True))

    first, rows = table(answer)
    event = exports(cast.priya).latest("at")
    assert first == csv.LABEL
    assert len(rows) == len(shown) + (1 if slug == "access" and not show else 0)  # the page was opened
    assert (event.is_confidential, event.clause) == (True, "B.3.a")
    assert event.facts == {"register": slug, "table": show, "rows": len(rows)}
    assert answer["Content-Disposition"].startswith(f'attachment; filename="register-{slug}-')
    assert answer["Cache-Control"] == "no-store"
    assert HANDLE not in str(rows) and PERSONA not in str(rows) and "The marker court" not in str(rows)


def test_the_file_holds_what_the_screen_was_narrowed_to(cast, as_user, leona, dana):
    client = as_user(cast.priya)
    client.post(at("investigations"), {"region": "metro"})

    _first, rows = table(client.post(at("investigations", csv=True)))

    assert [row["Person authorized"] for row in rows] == [
        f"Dana Okafor-Lane, {cast.dana.title}, Harborview District Office"
    ]


def test_a_name_that_is_a_formula_is_text_in_the_file(cast, as_user, leona):
    cast.leona.legal_first, cast.leona.legal_last = "=HYPERLINK(1)", "＝2"
    cast.leona.save()

    _first, rows = table(as_user(cast.priya).post(at("investigations", csv=True)))

    assert rows[0]["Person authorized"].startswith("'=HYPERLINK(1)")


def test_a_file_is_sent_to_nobody_who_only_follows_a_link(cast, as_user, leona):
    answer = as_user(cast.priya).get(at("investigations", csv=True))

    assert answer.status_code == 405
    assert not exports(cast.priya).exists()


def test_account_names_leave_only_with_a_reason_and_a_proof(cast, as_user, leona):
    client, address = as_user(cast.priya), at("profiles", csv=True)

    page = client.get(address)
    refused = client.post(address, {"sealed": "1", "reason": "record"})
    wrong = client.post(address, {"sealed": "1", "reason": "record", "password": "not it"})
    nothing = client.post(address, {"sealed": "1", "reason": "", "password": PASSWORD})
    assert page.status_code == 200
    assert [answer.status_code for answer in (refused, wrong, nothing)] == [400, 400, 400]
    assert not exports(cast.priya).exists()

    _first, rows = table(client.post(address, {"sealed": "1", "reason": "record"}))  # proved a moment ago

    assert rows[0]["Account name"] == HANDLE
    assert rows[0]["Name shown"] == PERSONA
    assert exports(cast.priya).latest("at").facts["why"] == "record"


@pytest.mark.usefixtures("vault")
def test_the_history_of_names_and_images_is_kept_for_good(cast, as_user, leona):
    now = timezone.now()
    with acting_as(cast.leona):
        profile = leona.profiles.select_related("authorization__investigator__reports_to").get()
        profile = profiles.change_persona(profile, persona={"display_name": "Jo Later"}, actor=cast.leona, at=now)
        profiles.keep_file(profile, content=screenshot(), name="a.png", kind=FileKind.IMAGE, actor=cast.leona, at=now,
                           source="Drawn by the unit")  # fmt: skip

    answer = as_user(cast.priya).post(
        at("profiles", csv=True), {"sealed": "1", "reason": "review", "password": PASSWORD}
    )

    row = table(answer)[1][0]
    assert row["Name shown"] == "Jo Later"
    assert PERSONA in row["Names and identifiers, by day"] and "Jo Later" in row["Names and identifiers, by day"]
    assert row["Images and where they are from, by day"].endswith("Leona Strand: Drawn by the unit")
    assert row["History kept"] == "names: 2, images: 1"


def test_what_was_disclosed_leaves_only_with_a_proof(cast, as_user, leona):
    _disclosed(leona, cast.priya)
    client, address = as_user(cast.priya), at("access", "disclosures", csv=True)

    assert client.post(address, {"sealed": "1", "reason": "record"}).status_code == 400
    answer = client.post(address, {"sealed": "1", "reason": "record", "password": PASSWORD})

    assert table(answer)[1][0]["To whom"] == "The marker court"


@pytest.mark.parametrize("slug", ["investigations", "meetings", "communications"])
def test_asking_for_sealed_fields_where_there_are_none_gives_the_plain_file(cast, as_user, leona, slug):
    answer = as_user(cast.priya).post(at(slug, csv=True), {"sealed": "1"})

    assert HANDLE not in str(table(answer))


def test_nothing_sealed_stands_on_the_trail_of_an_export(cast, as_user, leona):
    client = as_user(cast.priya)
    table(client.post(at("profiles", csv=True), {"sealed": "1", "reason": "record", "password": PASSWORD}))

    written = str(list(AuditEvent.objects.values()))
    assert HANDLE not in written and PERSONA not in written
