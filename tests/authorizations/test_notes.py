"""The JJEMS note (B.2.c; domain 7.2, 12.1, 15 A3): its words, its confirmation, its deadline."""

import datetime
import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audit.services import events_about
from authorizations.choices import EndReason
from authorizations.models import JJEMSNote, SupervisionAuthorization
from authorizations.note_text import LIMIT, Locked, amendment_text, ended_text, initial_text
from authorizations.services import accounts, course, notes
from authorizations.states import NoteState, State
from policy.services import change_setting
from tests.factories.authorizations import granted
from workflow.errors import NotAllowed, Stale

DAY = datetime.timedelta(days=1)
NUMBER = "SUP-2026-0431"


def _confirm(note, *, actor, at, entered_on=None, reference="J-77"):
    return notes.confirm(
        JJEMSNote.objects.get(pk=note.pk), entered_on=entered_on or at.date(), jjems_reference=reference,
        actor=actor, at=at,
    )  # fmt: skip


def _snapshot(person, supervisor, *, acting_for="", youth="Koa B.", title="Caseworker", site="X", handle="demo_dana"):
    return {
        "person": {"name": person, "title": title, "worksite": "Harborview District Office"},
        "supervisor": {"name": supervisor, "title": title, "for": acting_for},
        "account": {"site": site, "handle": handle, "kind": "own personal account"},
        "youth": {"short_name": youth, "jjems": "DEMO-100002"},
        "youth_accounts": "",
        "decided_on": "November 17, 2026",
        "from": "November 17, 2026",
        "to": "May 16, 2027",
    }


def _texts(snapshot, *, viewed=""):
    account = snapshot["account"]
    locked = Locked(
        person=snapshot["person"]["name"],
        supervisor=snapshot["supervisor"]["name"],
        account=f"{account['site']} - {account['handle']}",
    )
    day = datetime.date(2027, 5, 16)
    change = (account["handle"], account["handle"][::-1])
    return locked, [
        initial_text(snapshot | {"youth_accounts": viewed}, locked, number=NUMBER),
        amendment_text(snapshot, locked, number=NUMBER, change=change, day=day),
        ended_text(snapshot, locked, number=NUMBER, ended_on=day, continued_as="SUP-2027-0001"),
    ]


# The words ------------------------------------------------------------------------------------------------------------

PARTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
LONGEST = "\N{ARABIC LETTER ALEF}" * 60
QUOTED = "O'\"“Brien”\u202e" + "é" * 50


@given(
    first=PARTS, last=PARTS, supervisor=PARTS, absent=PARTS, title=PARTS, handle=PARTS, viewed=st.text(max_size=3000)
)
@example(LONGEST, LONGEST, LONGEST, LONGEST, "t" * 80, "h" * 100, "v" * 3000)
@example(QUOTED, QUOTED, QUOTED, QUOTED, "t" * 80, "{}%s%(name)s", "{person}")
@pytest.mark.clause("B.2.c")
def test_the_three_elements_stand_in_every_note_whatever_the_names(
    first, last, supervisor, absent, title, handle, viewed
):
    snapshot = _snapshot(
        f"{first} {last}", f"{supervisor} {last}", acting_for=f"{absent} {last}", youth=f"{first[:60]} B.",
        title=title, site=title[:60], handle=handle,
    )  # fmt: skip

    locked, texts = _texts(snapshot, viewed=viewed)

    for text in texts:
        assert f"Person authorized to view the account: {locked.person}" in text
        assert f"Supervisor who granted the authorization: {locked.supervisor}" in text
        assert f"Account being used: {locked.account}" in text
        assert f"acting for {absent} {last}" in text
        assert text.endswith(f"Portal reference {NUMBER}.")
        assert len(text) <= LIMIT


def test_our_own_words_are_plain_and_hold_no_link(cast, now):
    _locked, texts = _texts(_snapshot("Dana Okafor-Lane", "Beatrix Nwosu"), viewed="X - demo_koa")

    for text in texts:
        assert text.isascii()
        assert "http" not in text and "@" not in text and "\n" not in text
    assert "Youth account(s) to be viewed: X - demo_koa." in texts[0]
    assert "no communication with any youth is permitted from this account" in texts[0]


@pytest.mark.clause("B.2.c")
def test_a_grant_writes_the_note_of_the_domain(cast, now):
    granted(cast.dana, cast.koa, at=now)

    note = JJEMSNote.objects.get()
    assert note.text.reveal() == (
        "SOCIAL MEDIA SUPERVISION AUTHORIZATION (DYS Policy 01.05.22, B.2). Youth: Koa B., JJEMS DEMO-100002. Person"
        " authorized to view the account: Dana Okafor-Lane, Caseworker, Harborview District Office. Supervisor who"
        " granted the authorization: Beatrix Nwosu, District Manager, on November 17, 2026. Account being used: X -"
        " demo_dana (own personal account). Valid November 17, 2026 to May 16, 2027, no communication with any youth is"
        " permitted from this account. Portal reference SUP-2026-0001."
    )
    assert note.locked.reveal() == ["Dana Okafor-Lane", "Beatrix Nwosu", "X - demo_dana"]
    assert note.text_sha256 == hashlib.sha256(note.text.reveal().encode()).hexdigest()
    assert note.due_on == datetime.date(2026, 11, 19)


@pytest.mark.clause("B.2.c")
def test_the_note_is_per_youth(cast, now):
    cast.tavi.assigned_caseworker = cast.dana
    cast.tavi.save()
    for youth in (cast.koa, cast.tavi):
        granted(cast.dana, youth, at=now)

    texts = {note.authorization.youth_id: note.text.reveal() for note in JJEMSNote.objects.all()}

    assert "DEMO-100002" in texts[cast.koa.pk] and "DEMO-100005" not in texts[cast.koa.pk]
    assert "DEMO-100005" in texts[cast.tavi.pk] and "DEMO-100002" not in texts[cast.tavi.pk]


@pytest.mark.clause("B.2.c")
def test_later_names_rewrite_nothing(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    note = authorization.notes.get()
    text, fingerprint = note.text.reveal(), authorization.snapshot_sha256
    for person, last in ((cast.dana, "Lane-Newname"), (cast.beatrix, "Newname")):
        person.legal_last, person.job_title = last, "other"
        person.save()
    cast.koa.first = "Kai"
    cast.koa.save()
    rename = accounts.ask_rename(authorization, new_handle_entered="demo_new", reason="", actor=cast.dana, at=now)
    accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now)

    ended = course.close(
        SupervisionAuthorization.objects.get(pk=authorization.pk), reason=EndReason.PURPOSE_ACHIEVED, actor=cast.dana,
        at=now,
    )  # fmt: skip

    note = JJEMSNote.objects.get(pk=note.pk)
    assert note.text.reveal() == text
    assert note.text_sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert SupervisionAuthorization.objects.get(pk=authorization.pk).snapshot_sha256 == fingerprint
    for later in ended.notes.exclude(pk=note.pk):
        for element in ("Dana Okafor-Lane", "Beatrix Nwosu", "X - demo_dana", "Koa B."):
            assert element in later.text.reveal()
        assert "Newname" not in later.text.reveal()


@pytest.mark.parametrize("how", ["revoked", "closed", "expired"])
@pytest.mark.clause("B.2.c")
def test_an_end_note_prints_no_reason(cast, now, how):
    authorization = granted(cast.dana, cast.koa, at=now)
    if how == "revoked":
        course.revoke(authorization, reason="MARKER misuse", actor=cast.beatrix, at=now)
    elif how == "closed":
        course.close(authorization, reason=EndReason.OTHER, text="MARKER misuse", actor=cast.beatrix, at=now)
    else:
        course.expire_due(authorization.expires_on + DAY, at=now)

    note = authorization.notes.get(kind="ended")

    text = note.text.reveal()
    assert "The authorization ended on" in text
    for word in ("MARKER", "misuse", how, "reason", *(str(label).lower() for label in EndReason.labels)):
        assert word not in text.lower()


# Confirming -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["mateo", "dana"])
@pytest.mark.clause("B.2.c")
def test_the_employee_or_the_youths_caseworker_confirms(cast, now, person):
    note = granted(cast.mateo, cast.koa, at=now).notes.get()  # Dana is the caseworker

    confirmed = _confirm(note, actor=getattr(cast, person), at=now)

    assert (confirmed.state, confirmed.jjems_reference, confirmed.is_late) == (NoteState.CONFIRMED, "J-77", False)
    assert confirmed.entered_by == getattr(cast, person)


@pytest.mark.parametrize(
    "person", ["beatrix", "noor", "juniper", "hollis", "priya", "leona", "bram", "ines", "ottilie"]
)
@pytest.mark.clause("B.2.c")
def test_nobody_else_confirms(cast, now, person):
    note = granted(cast.mateo, cast.koa, at=now).notes.get()

    with pytest.raises(NotAllowed):
        _confirm(note, actor=getattr(cast, person), at=now)

    assert JJEMSNote.objects.get().state == NoteState.GENERATED


@pytest.mark.parametrize(("days", "sentence"), [(1, "not come yet"), (-1, "written later")])
def test_a_note_is_entered_neither_tomorrow_nor_before_it_was_written(cast, now, days, sentence):
    note = granted(cast.dana, cast.koa, at=now).notes.get()

    with pytest.raises(NotAllowed, match=sentence):
        _confirm(note, actor=cast.dana, at=now, entered_on=now.date() + days * DAY)


def test_a_note_is_confirmed_once(cast, now):
    note = granted(cast.dana, cast.koa, at=now).notes.get()
    page = JJEMSNote.objects.get(pk=note.pk)
    _confirm(note, actor=cast.dana, at=now)

    with pytest.raises(NotAllowed, match="already confirmed"):
        _confirm(note, actor=cast.dana, at=now)
    with pytest.raises(Stale):
        notes.confirm(page, entered_on=now.date(), jjems_reference="", actor=cast.dana, at=now)


def test_notes_fall_due_go_overdue_and_stay_late(cast, now):
    note = granted(cast.dana, cast.koa, at=now).notes.get()
    seen = []
    for day in range(4):
        notes.watch(now.date() + day * DAY, at=now + day * DAY)
        notes.watch(now.date() + day * DAY, at=now + day * DAY)
        seen.append(JJEMSNote.objects.get().state)

    assert seen == [NoteState.GENERATED, NoteState.GENERATED, NoteState.DUE, NoteState.OVERDUE]
    assert [event.action for event in events_about(note)] == ["note.fell_due", "note.went_overdue"]
    late = _confirm(note, actor=cast.dana, at=now + 3 * DAY, entered_on=now.date() + DAY)
    assert (late.state, late.is_late) == (NoteState.CONFIRMED, True)
    notes.watch(now.date() + 30 * DAY, at=now + 30 * DAY)
    assert JJEMSNote.objects.get().state == NoteState.CONFIRMED


def test_after_an_outage_a_note_goes_overdue_at_once(cast, now):
    granted(cast.dana, cast.koa, at=now)

    assert notes.watch(now.date() + 9 * DAY, at=now + 9 * DAY) == 1
    assert list(JJEMSNote.objects.open().overdue_on(now.date() + 9 * DAY)) == [JJEMSNote.objects.get()]


def test_on_the_last_day_a_confirmation_is_in_time(cast, now):
    note = granted(cast.dana, cast.koa, at=now).notes.get()

    assert not _confirm(note, actor=cast.dana, at=now + 2 * DAY).is_late


def test_the_end_supersedes_what_nobody_entered_and_keeps_what_was(cast, now):
    entered, open_one = granted(cast.dana, cast.koa, at=now), granted(cast.dana, cast.koa, at=now)
    _confirm(entered.notes.get(), actor=cast.dana, at=now)

    for authorization in (entered, open_one):
        course.close(authorization, reason=EndReason.PURPOSE_ACHIEVED, actor=cast.dana, at=now)

    assert list(entered.notes.values_list("kind", "state")) == [("initial", "confirmed"), ("ended", "generated")]
    assert list(open_one.notes.values_list("kind", "state")) == [("initial", "superseded"), ("ended", "generated")]
    with pytest.raises(NotAllowed, match="newer one replaced it"):
        _confirm(open_one.notes.get(kind="initial"), actor=cast.dana, at=now)
    assert _confirm(open_one.notes.get(kind="ended"), actor=cast.dana, at=now).state == NoteState.CONFIRMED


# The note before use --------------------------------------------------------------------------------------------------


@pytest.fixture
def note_first(cast, now):
    change_setting("jjems_note_before_use", True, actor=cast.bram, at=now, reason="Stricter for a trial")


def test_where_the_note_comes_first_the_authorization_waits_for_it(cast, now, note_first):
    authorization = granted(cast.dana, cast.koa, at=now)
    assert authorization.state == State.APPROVED_PENDING_NOTE

    _confirm(authorization.notes.get(), actor=cast.dana, at=now)

    authorization.refresh_from_db()
    assert authorization.state == State.ACTIVE
    assert events_about(authorization).get(action="supervision.activated").was == State.APPROVED_PENDING_NOTE


def test_an_amendment_or_end_note_activates_nothing(cast, now, note_first):
    authorization = granted(cast.dana, cast.koa, at=now)
    rename = accounts.ask_rename(authorization, new_handle_entered="demo_new", reason="", actor=cast.dana, at=now)
    accounts.decide_rename(rename, is_approved=True, actor=cast.beatrix, at=now)

    _confirm(authorization.notes.get(kind="amendment"), actor=cast.dana, at=now)

    authorization.refresh_from_db()
    assert authorization.state == State.APPROVED_PENDING_NOTE
    course.close(authorization, reason=EndReason.PURPOSE_ACHIEVED, actor=cast.dana, at=now)
    _confirm(authorization.notes.get(kind="ended"), actor=cast.dana, at=now)
    authorization.refresh_from_db()
    assert authorization.state == State.CLOSED
