"""Watching over who reported: check-ins, signals to those who hold the report, and a concern that somebody else handles."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from authorizations.services import course, decisions
from dys_social import sweeps
from notifications.models import Notice
from tests.factories.authorizations import granted, submitted
from tests.violations import own
from violations.choices import LinkKind, Mode, Pool, SignalKind
from violations.models import Allegation, CheckIn, Link, Message, Report, Signal
from violations.services import as_key_holder, as_reporter, keys, let_in, name_subject, retaliation, take
from violations.states import State
from workflow.errors import NotAllowed
from workflow.identity import acting_as, acting_as_system

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TEXT = "Since then I get every night shift, and nobody says why."


@pytest.fixture
def report(cast, now):
    return own.filed(cast.dana, cast.beatrix, at=now)


def asked(report):
    with acting_as_system("intake"):
        return list(CheckIn.objects.filter(report=report).order_by("day").values_list("day", flat=True))


def signals(report=None):
    with acting_as_system("intake"):
        rows = Signal.objects.order_by("pk")
        return [(row.report_id, row.kind, row.record_id) for row in rows if report in (None, row.report)]


# Check-ins ------------------------------------------------------------------------------------------------------------


def test_the_reporter_is_asked_after_30_60_90_and_180_days_once_each(report, now):
    seen = []
    for day in range(1, 260):
        retaliation.check_in(now + day * DAY)
        retaliation.check_in(now + day * DAY)
        seen += [day] * (len(asked(report)) - len(seen))

    assert seen == [30, 60, 90, 180]
    assert asked(report) == [30, 60, 90, 180]


def test_after_an_outage_only_the_last_day_is_asked_for(report, now):
    retaliation.check_in(now + 100 * DAY)
    retaliation.check_in(now + 101 * DAY)

    assert asked(report) == [90]


def test_what_is_older_is_asked_about_no_more(report, now):
    assert retaliation.check_in(now + 211 * DAY) == 0


def test_the_question_stands_in_the_thread_of_both_and_nobody_is_mailed(report, cast, as_user, now):
    other, words = own.anonymous(cast.beatrix, at=now)
    sweeps.run(now + 30 * DAY)

    page = as_user(cast.dana).get(reverse("own_report", args=[report.public_id])).content.decode()
    assert "It is 30 days since you reported this." in page and "DYS, by the calendar" in page
    with as_key_holder(keys.digest(words)):
        assert Message.objects.get(report=other).text.reveal() == retaliation.words_of(30)
    assert Notice.objects.filter(kind="confidential.report_message").count() == 0


# Signals --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def leave(cast, now):
    return granted(cast.dana, cast.koa, at=now - DAY)


def test_what_people_in_the_report_revoke_suspend_or_deny_is_a_signal(cast, report, leave, now):
    later = now + DAY
    asked_for = submitted(cast.dana, cast.koa, at=later, handle="demo_other")
    decisions.deny(asked_for, reason="No need.", signature="Beatrix Nwosu", actor=cast.beatrix, at=later)
    course.suspend(leave, reason="For now.", actor=cast.beatrix, at=later)

    assert [retaliation.watch(later + turn * timedelta(hours=1)) for turn in range(2)] == [2, 0]
    assert {(kind, record) for _report, kind, record in signals(report)} == {
        (SignalKind.DENIED, asked_for.public_id),
        (SignalKind.REVOKED, leave.public_id),
    }


def test_what_happened_before_or_by_others_or_to_others_is_none(cast, report, leave, now):
    before = granted(cast.dana, cast.koa, at=now - 2 * DAY, handle="demo_before")
    course.suspend(before, reason="For now.", actor=cast.beatrix, at=now - DAY)
    course.suspend(leave, reason="For now.", actor=cast.priya, at=now + DAY)
    theirs = granted(cast.mateo, cast.koa, at=now, handle="demo_theirs")
    course.suspend(theirs, reason="For now.", actor=cast.beatrix, at=now + DAY)

    assert retaliation.watch(now + DAY) == 0
    assert signals() == []


def test_of_half_a_year_ago_it_is_none(cast, report, leave, now):
    late = now + 181 * DAY
    leave = granted(cast.dana, cast.koa, at=late, handle="demo_late")
    course.suspend(leave, reason="For now.", actor=cast.beatrix, at=late)

    assert retaliation.watch(late) == 0


@pytest.mark.parametrize("by", ["beatrix", "hollis", None])
def test_a_report_about_the_reporter_is_a_signal_when_its_maker_is_in_the_first_or_unknown(cast, report, now, by):
    if by is None:
        against, _words = own.anonymous(cast.dana, at=now + DAY)
    else:
        against = own.filed(getattr(cast, by), cast.dana, at=now + DAY)

    assert retaliation.watch(now + DAY) == 1
    assert signals(report) == [(report.pk, SignalKind.REPORTED, against.public_id)]


def test_a_report_about_the_reporter_by_anybody_else_is_none(cast, report, now):
    own.filed(cast.mateo, cast.dana, at=now + DAY)
    own.filed(cast.dana, cast.dana, at=now + DAY)

    assert retaliation.watch(now + DAY) == 0


def test_who_holds_the_report_reads_signals_and_nobody_else(cast, report, leave, now):
    course.suspend(leave, reason="For now.", actor=cast.beatrix, at=now + DAY)
    with acting_as(cast.priya):
        let_in(report, person=cast.hollis, reason="Knows the place", actor=cast.priya, at=now)
    retaliation.watch(now + DAY)

    for person in vars(cast).values():
        if getattr(person, "username", None):
            with acting_as(person):
                assert Signal.objects.exists() == (person in (cast.priya, cast.imogen)), person
    with as_reporter(cast.dana):
        assert not Signal.objects.exists()
    assert {row.recipient for row in Notice.objects.filter(kind="confidential.report_signal")} == {
        cast.priya,
        cast.imogen,
    }


def test_a_signal_about_a_report_is_read_by_none_whom_the_wall_keeps_from_that_report(cast, now):
    of_priya = own.filed(cast.priya, cast.hollis, at=now)  # Legal holds it; Imogen handles it
    own.filed(cast.hollis, cast.priya, at=now + DAY)  # of Legal: nobody of Legal may know of it
    assert retaliation.watch(now + DAY) == 1

    for person in (cast.imogen, cast.priya, cast.rolf):
        with acting_as(person):
            assert not Signal.objects.exists(), person
    with acting_as(cast.imogen):
        assert Report.objects.filter(pk=of_priya.pk).exists()
    assert not Notice.objects.filter(kind="confidential.report_signal").exists()


# "I am being punished for this" ---------------------------------------------------------------------------------------


def raised(report, person, at, **answers):
    with as_reporter(person):
        return retaliation.raise_concern(report, text=TEXT, form_key=uuid.uuid4(), at=at, **answers)


def alleged(report):
    with acting_as_system("intake"):
        return [(row.clause_id, row.details.reveal()) for row in Allegation.objects.filter(report=report)]


def test_one_click_opens_a_report_of_its_own_that_its_reporter_follows_too(cast, as_user, report):
    dana, key = as_user(cast.dana), str(uuid.uuid4())
    address = reverse("own_report_punished", args=[report.public_id])

    answers = [dana.post(address, {"text": TEXT, "form_key": key}) for _click in range(2)]

    assert answers[0].url == answers[1].url != reverse("own_report", args=[report.public_id])
    assert dana.get(answers[0].url).status_code == 200
    assert dana.get("/report/mine/").content.decode().count("VR-") == 2
    with acting_as_system("intake"):
        link = Link.objects.select_related("report", "other").get()
    concern = link.other
    assert (link.report, link.kind, link.by, concern.mode) == (report, LinkKind.RETALIATION, None, Mode.CONFIDENTIAL)
    assert concern.narrative.reveal() == f"Retaliation for a report: {TEXT}"
    assert alleged(concern) == [(None, None)]


@pytest.mark.clause("C.2.i")
def test_it_cites_c2i_only_with_a_basis_named_there(cast, report, now):
    assert alleged(raised(report, cast.dana, now)) == [(None, None)]
    assert alleged(raised(report, cast.dana, now, bases=["sex"])) == [("C.2.i", {"protected_basis": ["sex"]})]


def test_an_anonymous_reporter_follows_both_with_the_same_seven_words(cast, client, now):
    report, words = own.anonymous(cast.beatrix, at=now)
    other, other_words = own.anonymous(cast.hollis, at=now)
    browser = client
    address = browser.post("/report/anonymous/follow/", {"words": words}).url

    sent = browser.post(f"{address}punished/", {"text": TEXT})
    again = browser.post(f"{sent.url}punished/", {"text": f"More of it. {TEXT}"})

    page = browser.get(address).content.decode()
    assert [browser.get(url).status_code for url in (address, sent.url, again.url)] == [200, 200, 200]
    assert page.count("Your report VR-") == 3
    with as_key_holder(keys.digest(other_words)):
        assert [row.pk for row in Report.objects.all()] == [other.pk]


def test_a_link_that_somebody_made_by_hand_opens_nothing(cast, now):
    report, words = own.anonymous(cast.beatrix, at=now)
    other = own.filed(cast.dana, cast.beatrix, at=now)
    with acting_as_system("intake"):
        Link.objects.create(report=report, other=other, kind=LinkKind.RETALIATION, by=cast.priya, at=now)

    with as_key_holder(keys.digest(words)):
        assert [row.pk for row in Report.objects.all()] == [report.pk]


def test_whoever_is_kept_away_from_the_first_is_kept_away_from_the_second(cast, report, now):
    with acting_as(cast.priya):
        name_subject(report, person=cast.mateo, actor=cast.priya, at=now)

    concern = raised(report, cast.dana, now)

    for person in (cast.beatrix, cast.hollis, cast.rolf, cast.mateo):
        with acting_as(person):
            assert not Report.objects.filter(pk=concern.pk).exists()
    with acting_as(cast.priya):
        assert {row.person for row in Report.objects.get(pk=concern.pk).subjects.all()} == {cast.beatrix, cast.mateo}


def test_who_handles_the_first_does_not_take_the_second_nor_the_other_way_round(cast, report, now):
    with acting_as(cast.priya):
        take(report, actor=cast.priya, at=now)
    concern = raised(report, cast.dana, now)

    with acting_as(cast.priya), pytest.raises(NotAllowed, match="somebody else takes it"):
        take(concern, actor=cast.priya, at=now)
    with acting_as(cast.imogen):
        assert take(concern, actor=cast.imogen, at=now).handler == cast.imogen


def test_the_database_refuses_the_same_handler_too(cast, report, now):
    concern = raised(report, cast.dana, now)
    own.handled_by(cast.priya, report)

    with pytest.raises(IntegrityError, match="another handler"), transaction.atomic():
        own.handled_by(cast.priya, concern)
    assert own.handled_by(cast.imogen, concern).state == State.TRIAGE
    with pytest.raises(IntegrityError), transaction.atomic():
        own.changed(report, handler=cast.imogen)


def test_when_nobody_else_is_left_the_next_pool_holds_it(cast, now):
    """Of Legal Priya reported and Imogen handles; the designee is above who is named; nobody is a reserve handler."""
    taken, free = (own.filed(cast.priya, cast.beatrix, at=now) for _report in range(2))
    own.handled_by(cast.imogen, taken)

    assert own.stands(raised(free, cast.priya, now)).pool == Pool.LEGAL
    assert own.stands(raised(taken, cast.priya, now)).pool == Pool.COMMISSIONER


@pytest.mark.parametrize("text", ["", "short", "x" * 5001, "a\0" * 40])
def test_what_cannot_stand_is_said_at_the_field(cast, as_user, report, text):
    address = reverse("own_report_punished", args=[report.public_id])

    assert as_user(cast.dana).post(address, {"text": text}).status_code == 400
    with acting_as_system("intake"):
        assert Report.objects.count() == 1
