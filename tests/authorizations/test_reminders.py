"""Reminders of what is due (domain 9: N1, N2, N3): when, to whom, once, after an outage too, and saying nothing."""

import datetime

import pytest

from authorizations.services import accounts, course, decisions, notes, requests
from dys_social import personnel, sweeps
from notifications.models import Mail, Notice
from notifications.services import close_obligations, deliver, fire_due
from people import services as people
from people.models import User
from policy.calendar import local_day
from tests.factories.authorizations import grant, granted, submitted

DAY = datetime.timedelta(days=1)
NOVEMBER, MAY = (2026, 11), (2027, 5)


def _on(month, day):
    return datetime.datetime(*month, day, 12, 0, tzinfo=datetime.UTC)  # 7 or 8 in the morning in Boston


def _days(month, first, last):
    return [_on(month, day) for day in range(first, last + 1)]


def _reminded(kind, instants):
    """{day of the month: who was reminded}, firing twice at each instant; the mail leaves within the hours after."""
    found = {}
    for at in instants:
        seen = set(Notice.objects.filter(kind=kind).values_list("pk", flat=True))
        fire_due(at)
        fire_due(at)
        new = Notice.objects.filter(kind=kind).exclude(pk__in=seen)
        if new:
            names = list(new.values_list("recipient__username", flat=True))
            assert len(names) == len(set(names)), "one reminder a person"
            found[local_day(at).day] = set(names)
        deliver(at + datetime.timedelta(hours=3))
    return found


# The decision (N1) ----------------------------------------------------------------------------------------------------


def test_a_request_reminds_on_the_second_and_fourth_day_and_then_goes_one_step_up(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)  # Tuesday the 17th; due on the 24th, Thanksgiving is the 26th

    assert request.decide_by == datetime.date(2026, 11, 24)
    assert _reminded("supervision.decision", _days(NOVEMBER, 17, 30)) == {
        19: {"beatrix"},
        23: {"beatrix"},
        25: {"beatrix", "hollis"},
        30: {"beatrix", "hollis"},
    }


def test_after_an_outage_only_the_latest_step_is_sent(cast, now):
    submitted(cast.dana, cast.koa, at=now)

    assert _reminded("supervision.decision", [*_days(NOVEMBER, 17, 18), *_days(NOVEMBER, 24, 26)]) == {
        24: {"beatrix"},
        25: {"beatrix", "hollis"},
    }


def test_a_decision_or_a_return_ends_its_reminders_and_a_new_submission_starts_them_anew(cast, now):
    request = submitted(cast.dana, cast.koa, at=now)
    returned = decisions.return_(request, actor=cast.beatrix, at=now, reason="Say more", signature="Beatrix Nwosu")
    assert _reminded("supervision.decision", _days(NOVEMBER, 17, 19)) == {}

    later = _on(NOVEMBER, 20)
    requests.save(returned, actor=cast.dana, at=later, requested_from=local_day(later))
    again = requests.submit(
        returned,
        attested=requests.attestations_for(returned),
        signature="Dana Okafor-Lane",
        actor=cast.dana,
        at=later,
    )
    assert _reminded("supervision.decision", _days(NOVEMBER, 20, 24)) == {24: {"beatrix"}}
    grant(again, by=cast.beatrix, at=_on(NOVEMBER, 24))
    assert _reminded("supervision.decision", _days(NOVEMBER, 24, 30)) == {}


def test_who_supervises_on_the_day_is_reminded(cast, now):
    submitted(cast.dana, cast.koa, at=now)
    assert _reminded("supervision.decision", _days(NOVEMBER, 17, 19)) == {19: {"beatrix"}}

    personnel.change_supervisor(cast.dana, cast.noor, actor=cast.bram, at=_on(NOVEMBER, 20))

    assert _reminded("supervision.decision", _days(NOVEMBER, 20, 25)) == {23: {"noor"}, 25: {"noor", "rolf"}}


def test_who_stands_in_on_the_day_is_reminded_too(cast, now):
    submitted(cast.dana, cast.koa, at=now)
    people.delegate(
        cast.beatrix,
        cast.noor,
        from_on=datetime.date(2026, 11, 20),
        to_on=datetime.date(2026, 11, 23),
        reason="Leave",
        actor=cast.beatrix,
        at=now,
    )

    assert _reminded("supervision.decision", _days(NOVEMBER, 17, 25)) == {
        19: {"beatrix"},
        23: {"beatrix", "noor"},
        25: {"beatrix", "hollis"},
    }


def test_after_an_outage_too_those_of_the_sending_day_hear(cast, now):
    submitted(cast.dana, cast.koa, at=now)
    people.delegate(
        cast.beatrix,
        cast.noor,
        from_on=datetime.date(2026, 11, 18),
        to_on=datetime.date(2026, 11, 19),
        reason="Leave",
        actor=cast.beatrix,
        at=now,
    )

    assert _reminded("supervision.decision", [_on(NOVEMBER, 20)]) == {20: {"beatrix"}}


# The JJEMS note (N3) --------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.2.c")
def test_a_note_reminds_on_its_day_then_the_supervisor_then_the_next_level(cast, now):
    granted(cast.dana, cast.koa, at=now)  # due on Thursday the 19th

    both, all_three = {"dana", "beatrix"}, {"dana", "beatrix", "hollis"}
    assert _reminded("supervision.note", _days(NOVEMBER, 17, 30)) == {
        19: {"dana"},
        20: both,
        23: both,
        24: both,
        25: both,
        27: all_three,
        30: all_three,
    }


@pytest.mark.clause("B.2.c")
def test_after_an_outage_one_reminder_of_the_note_and_none_once_it_is_confirmed(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)
    assert _reminded("supervision.note", [*_days(NOVEMBER, 17, 18), _on(NOVEMBER, 24)]) == {24: {"dana", "beatrix"}}

    notes.confirm(
        authorization.notes.get(),
        entered_on=datetime.date(2026, 11, 24),
        jjems_reference="J-1",
        actor=cast.dana,
        at=_on(NOVEMBER, 24),
    )

    assert _reminded("supervision.note", _days(NOVEMBER, 24, 30)) == {}


def test_the_sentence_about_a_note_says_what_the_sending_day_makes_of_it(cast, now):
    granted(cast.dana, cast.koa, at=now)
    for at in _days(NOVEMBER, 19, 20):
        sweeps.run(at)

    titles = Notice.objects.filter(kind="supervision.note", recipient=cast.dana).order_by("pk")

    assert list(titles.values_list("title", flat=True)) == [
        "SUP-2026-0001: the JJEMS note is due today",
        "SUP-2026-0001: the JJEMS note is overdue",
    ]


# The expiry (N2) ------------------------------------------------------------------------------------------------------


def _running(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now)  # until May 16, 2027
    notes.confirm(authorization.notes.get(), entered_on=local_day(now), jjems_reference="", actor=cast.dana, at=now)
    authorization.refresh_from_db()
    return authorization


def test_an_expiry_reminds_thirty_days_seven_days_and_on_the_day(cast, now):
    _running(cast, now)
    both = {"dana", "beatrix"}

    assert _reminded("supervision.expiry", _days((2027, 4), 10, 30)) == {16: both}
    assert _reminded("supervision.expiry", _days(MAY, 1, 20)) == {9: both, 16: both}
    titles = Notice.objects.filter(kind="supervision.expiry", recipient=cast.dana).order_by("pk")
    assert list(titles.values_list("title", flat=True)) == [
        "SUP-2026-0001 ends in 30 days",
        "SUP-2026-0001 ends in 7 days",
        "SUP-2026-0001 ends tonight",
    ]
    sweeps.run(_on(MAY, 17))
    assert Notice.objects.filter(kind="supervision.expired").get().recipient == cast.dana


def test_after_an_outage_the_expiry_reminder_counts_the_days_that_are_left(cast, now):
    _running(cast, now)

    assert _reminded("supervision.expiry", [*_days((2027, 4), 13, 14), *_days((2027, 4), 19, 22)]) == {
        19: {"dana", "beatrix"}
    }
    assert Notice.objects.get(kind="supervision.expiry", recipient=cast.dana).title == "SUP-2026-0001 ends in 27 days"


def test_what_ended_or_was_renewed_reminds_nobody_of_its_expiry(cast, now):
    ended = _running(cast, now)
    course.close(ended, reason="purpose_achieved", actor=cast.dana, at=now + DAY)
    renewed = granted(cast.mateo, cast.koa, at=now)
    successor = granted(cast.mateo, cast.koa, at=now)
    successor.renews = renewed
    successor.requested_to = successor.expires_on = renewed.expires_on + 90 * DAY
    successor.save()
    close_obligations(successor, at=now)  # its own reminders are not in question

    assert _reminded("supervision.expiry", [_on((2027, 4), 16), *_days(MAY, 9, 16)]) == {}


# New names and new supervisors ----------------------------------------------------------------------------------------


def test_a_new_name_and_a_re_affirmation_remind_who_supervises_now(cast, now):
    authorization = _running(cast, now)
    accounts.ask_rename(authorization, new_handle_entered="demo_lane", reason="", actor=cast.dana, at=now)
    personnel.change_supervisor(User.objects.get(pk=cast.dana.pk), cast.noor, actor=cast.bram, at=now)

    assert _reminded("account.rename", _days(NOVEMBER, 17, 30)) == {19: {"noor"}, 24: {"noor"}}
    assert _reminded("supervision.reaffirm", _days((2026, 12), 1, 20)) == {10: {"noor"}, 17: {"noor"}}


# What mail says -------------------------------------------------------------------------------------------------------

MARKERS = ["SUP-", "DEMO-1", "Koa", "Benningfield", "demo_", "X -", "B.2", "supervision", "JJEMS", "conflict", "Dana"]


@pytest.mark.clause("B.2")
def test_no_mail_says_anything_of_what_it_is_about(cast, now):
    authorization = granted(cast.dana, cast.koa, at=now, youth_accounts="X - demo_koa")
    accounts.ask_rename(authorization, new_handle_entered="demo_lane", reason="", actor=cast.dana, at=now)
    with pytest.raises(accounts.HandleConflict):
        submitted(cast.mateo, cast.koa, at=now, handle="demo_dana")
    submitted(cast.juniper, cast.tavi, at=now)
    for at in (*_days(NOVEMBER, 19, 27), _on((2027, 4), 16), _on(MAY, 17)):
        sweeps.run(at)

    mails = list(Mail.objects.select_related("recipient"))

    assert set(Notice.objects.exclude(mail=None).values_list("kind", flat=True)) >= {
        "supervision.waits", "supervision.granted", "supervision.decision", "supervision.note", "supervision.expiry",
        "supervision.expired", "rename.waits", "account.rename", "handle.conflict",
    }  # fmt: skip
    assert len({(mail.subject, mail.body) for mail in mails}) == 1
    for marker in MARKERS:
        assert not any(marker.lower() in f"{mail.subject}\n{mail.body}".lower() for mail in mails), marker
    assert all(mail.to_address == mail.recipient.work_email for mail in mails)
    titles = " ".join(Notice.objects.values_list("title", flat=True))
    assert not [marker for marker in ("Koa", "Benningfield", "Tavi", "DEMO-1", "demo_") if marker in titles]
