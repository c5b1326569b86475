"""Acting on somebody's use of Pulse (B.1.c): at once, also in an open session; reports stay open to them (A11)."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from notifications.models import Mail, Notice
from policy.calendar import local_day
from pulse_moderation.choices import Privilege
from pulse_moderation.models import Post, PrivilegeAction
from pulse_moderation.services import composing, privileges
from pulse_moderation.states import State
from tests.pulse_moderation.desk import decision, waiting
from tests.pulse_moderation.people import post_form, ready
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def act(person, kind, actor, **fields):
    return privileges.act(person, kind=kind, reason="Third time this month.", actor=actor, at=clock(), **fields)


def page(person):
    return reverse("privilege_person", args=[person.public_id])


def form(kind, **more):
    return {"form_key": str(uuid.uuid4()), "kind": kind, "reason": "Third time this month.", **more}


@pytest.mark.clause("B.1.c/1")
def test_a_terminated_person_is_blocked_at_once_in_an_open_session(cast, as_user):
    ready(cast.dana, at=clock())
    dana = as_user(cast.dana)
    assert dana.post("/pulse/new/", post_form()).status_code == 302

    as_user(cast.lucinda).post(page(cast.dana), form("termination"))

    shown, sent = dana.get("/pulse/new/"), dana.post("/pulse/new/", post_form())
    assert 'name="body"' not in shown.content.decode() and "You may not post on Pulse now" in shown.content.decode()
    assert (sent.status_code, Post.objects.count()) == (403, 1)


@pytest.mark.clause("C.3")
def test_a_terminated_person_still_reads_reports_posts_and_reports_violations(cast, as_user):
    ready(cast.dana, at=clock())
    act(cast.dana, Privilege.TERMINATION, cast.lucinda)

    for name in ("pulse_home", "pulse_own", "flag_elsewhere", "report_start"):
        assert as_user(cast.dana).get(reverse(name)).status_code == 200, name
    filing = as_user(cast.dana).post(reverse("report_start"), {"mode": "named"})
    assert filing.status_code == 302


def test_restored_they_post_again(cast, as_user):
    ready(cast.dana, at=clock())
    act(cast.dana, Privilege.TERMINATION, cast.lucinda)

    as_user(cast.lucinda).post(page(cast.dana), form("restoration"))

    assert as_user(cast.dana).post("/pulse/new/", post_form()).status_code == 302


def test_a_suspension_is_over_the_day_after_its_last(cast):
    ready(cast.dana, at=clock())
    last = local_day(clock())
    act(cast.dana, Privilege.SUSPENSION, cast.lucinda, until=last)

    assert not composing.may_compose(cast.dana, at=clock())
    assert composing.may_compose(cast.dana, at=clock() + DAY)


@pytest.mark.clause("B.1.c/1")
def test_a_suspension_never_ends_a_termination(cast):
    ready(cast.dana, at=clock())
    act(cast.dana, Privilege.TERMINATION, cast.bram)

    for until in (local_day(clock()) + DAY, None):
        with pytest.raises(NotAllowed, match="terminated"):
            act(cast.dana, Privilege.SUSPENSION, cast.lucinda, until=until)
    act(cast.dana, Privilege.WARNING, cast.lucinda)

    assert not composing.may_compose(cast.dana, at=clock() + 9 * DAY)


@pytest.mark.clause("B.1.c/1")
@pytest.mark.parametrize(("days", "shorter", "as_long"), [(5, 4, 5), (None, 5, None)])
def test_a_suspension_never_ends_an_earlier_one_sooner(cast, days, shorter, as_long):
    def last_day(days):
        return None if days is None else local_day(clock()) + days * DAY

    act(cast.dana, Privilege.SUSPENSION, cast.lucinda, until=last_day(days))

    with pytest.raises(NotAllowed, match="longer than that"):
        act(cast.dana, Privilege.SUSPENSION, cast.lucinda, until=last_day(shorter))
    act(cast.dana, Privilege.SUSPENSION, cast.lucinda, until=last_day(as_long))
    assert PrivilegeAction.objects.count() == 2


def test_who_was_restored_is_suspended_for_as_short_as_one_likes(cast):
    for kind in (Privilege.TERMINATION, Privilege.RESTORATION):
        act(cast.dana, kind, cast.bram)

    act(cast.dana, Privilege.SUSPENSION, cast.lucinda, until=local_day(clock()))

    assert privileges.last_change(cast.dana).kind == Privilege.SUSPENSION


@pytest.mark.clause("B.1.c/1")
def test_a_removal_that_would_end_a_termination_is_refused_on_the_desk_and_removes_nothing(cast, as_user):
    post = waiting(cast.dana, at=clock())
    act(cast.dana, Privilege.TERMINATION, cast.bram)
    tomorrow = (local_day(clock()) + DAY).isoformat()
    said = {"clauses": ["B.1.i.i"], "reason": "Strong words.", "privilege": "suspension", "until": tomorrow}

    answer = as_user(cast.lucinda).post(reverse("post_decide", args=[post.public_id]), decision(post, "remove", **said))

    post.refresh_from_db()
    assert (answer.status_code, post.state) == (400, State.HELD)
    assert "would give them back" in answer.content.decode()
    assert privileges.last_change(cast.dana).kind == Privilege.TERMINATION


@pytest.mark.parametrize("kind", [Privilege.REMINDER, Privilege.WARNING])
def test_a_reminder_or_warning_changes_nothing_but_is_on_record(cast, as_user, kind):
    ready(cast.dana, at=clock())

    act(cast.dana, kind, cast.lucinda)

    assert composing.may_compose(cast.dana, at=clock())
    assert str(Privilege(kind).label) in as_user(cast.dana).get("/pulse/mine/").content.decode()


def test_the_person_is_told_and_the_mail_says_nothing_of_it(cast, as_user):
    act(cast.dana, Privilege.SUSPENSION, cast.lucinda)

    notice = Notice.objects.get(recipient=cast.dana)
    mail = Mail.objects.get(recipient=cast.dana)
    assert notice.url == reverse("pulse_own")
    assert "Third time this month." in as_user(cast.dana).get(notice.url).content.decode()
    assert all(word not in mail.subject + mail.body for word in ("Pulse", "suspen", "Third", "Lucinda"))


def test_nobody_acts_on_themselves_or_in_their_own_line(cast, as_user):
    for actor, person in [
        (cast.lucinda, cast.lucinda),  # oneself
        (cast.lucinda, cast.rolf),  # one's supervisor
        (cast.lucinda, cast.adaeze),  # and theirs
    ]:
        shown = as_user(actor).get(page(person)).content.decode()
        sent = as_user(actor).post(page(person), form("warning"))

        assert 'name="reason"' not in shown
        assert sent.status_code == 400
        with pytest.raises(NotAllowed):
            act(person, Privilege.WARNING, actor)
    assert not PrivilegeAction.objects.exists()


def test_nobody_acts_on_those_below_them(cast):
    cast.dana.reports_to = cast.lucinda
    cast.dana.save(update_fields=["reports_to"])

    with pytest.raises(NotAllowed):
        act(cast.dana, Privilege.WARNING, cast.lucinda)


def test_to_others_the_pages_do_not_exist(cast, as_user):
    for other in (cast.dana, cast.beatrix, cast.priya, cast.ines, cast.ottilie):
        assert as_user(other).get("/pulse/people/").status_code == 404
        assert as_user(other).post(page(cast.mateo), form("warning")).status_code == 404
        with pytest.raises(NotAllowed):
            act(cast.mateo, Privilege.WARNING, other)


def test_a_double_click_acts_once(cast, as_user):
    sent = form("warning")

    for _click in range(2):
        as_user(cast.lucinda).post(page(cast.dana), sent)

    assert PrivilegeAction.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "restoration"}, {"reason": ""}, {"kind": "warning", "until": "2030-01-01"},
              {"kind": "suspension", "until": "2020-01-01"}, {"kind": "", "reason": "a\0b"}]
)  # fmt: skip
def test_what_makes_no_sense_is_refused_on_the_page(cast, as_user, wrong):
    answer = as_user(cast.lucinda).post(page(cast.dana), form("suspension") | wrong)

    assert (answer.status_code, PrivilegeAction.objects.count()) == (400, 0)


def test_the_history_stays_and_a_person_is_found_by_name(cast, as_user):
    act(cast.dana, Privilege.WARNING, cast.lucinda)
    act(cast.dana, Privilege.SUSPENSION, cast.bram)

    found = as_user(cast.lucinda).post("/pulse/people/", {"person": "Dana Okafor-Lane"}, follow=True)

    history = found.content.decode()
    assert "Warning" in history and "Suspension" in history and "Bram Ekstrom" in history
    assert "Dana" not in found.redirect_chain[0][0]
