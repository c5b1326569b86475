"""What is urgent goes to one person of the Legal Unit after the other until somebody has it, and never past a wall (N9)."""

import datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from dys_social import sweeps
from notifications.models import Mail, Notice, OnCallPlace, UrgentCall, UrgentTurn
from notifications.services import (
    PASSED_ON_AFTER,
    acknowledge,
    call_off,
    call_out,
    deliver,
    pass_on,
    put_on_rota,
    waiting_for,
)
from notifications.states import MailState
from people.models import RoleGrant, User
from people.roles import Role
from people.titles import EmploymentStatus
from tests import cast as people
from tests.cast import LONG_AGO
from tests.factories.people import UserFactory
from workflow.errors import NotAllowed

TITLE = "Somebody has to look at this now"
TURN = PASSED_ON_AFTER
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def petra(cast):
    """A third member of the Legal Unit, who does not stand on the rota."""
    person = UserFactory(legal_first="Petra", legal_last="Vale", username="petra", reports_to=cast.imogen)
    RoleGrant.objects.create(person=person, role=Role.LEGAL, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    return person


@pytest.fixture
def rota(cast, petra, now):
    """Priya first, then Imogen; Petra is of the Legal Unit as well."""
    for person in (cast.priya, cast.imogen):
        put_on_rota(person, actor=cast.imogen, at=now)


@pytest.fixture
def call(now):
    """Call somebody out: call(without=[cast.dana])."""

    def one(key="danger:1", **more):
        return call_out(key, **({"kind": "test.danger", "title": TITLE, "url": "/policy/", "at": now} | more))

    return one


def told(call):
    """[who was told, in which round], in the order in which they were."""
    return [(turn.person.username, turn.round) for turn in call.turns.select_related("person")]


def names(call):
    return {name for name, _round in told(call)}


def leave(person):
    User.objects.filter(pk=person.pk).update(
        employment_status=EmploymentStatus.SEPARATED, separated_on=LONG_AGO.date(), is_active=False
    )


# Who is told -----------------------------------------------------------------------------------------------------------


def test_the_first_of_the_rota_is_told_at_once_and_alone(rota, call, now):
    danger = call()

    assert told(danger) == [("priya", 1)]
    notice = danger.turns.get().notice
    assert (notice.title, notice.url, notice.is_urgent, notice.created_at) == (TITLE, "/policy/", True, now)


def test_it_is_never_bundled_with_anything(rota, call, cast, now):
    for number in range(3):
        call(f"danger:{number}")

    mails = Mail.objects.filter(notices__recipient=cast.priya)
    assert [mail.is_urgent for mail in mails] == [True] * 3
    assert len({mail.message_id for mail in mails}) == 3


def test_the_same_call_twice_is_one_call(rota, call):
    assert call() == call()
    assert UrgentTurn.objects.count() == 1


def test_who_must_not_know_of_it_is_passed_over(rota, call, cast):
    danger = call(without=[cast.priya, None])

    assert told(danger) == [("imogen", 1)]


@pytest.mark.parametrize("loss", ["left", "no longer of Legal", "not confirmed", "on leave"])
def test_who_left_or_lost_the_role_or_is_on_leave_is_passed_over(rota, call, cast, now, loss):
    grants = RoleGrant.objects.filter(person=cast.priya)
    if loss == "left":
        leave(cast.priya)
    elif loss == "no longer of Legal":
        grants.update(ended_at=now)
    elif loss == "not confirmed":
        grants.update(confirmed_at=None)
    else:
        User.objects.filter(pk=cast.priya.pk).update(employment_status=EmploymentStatus.ON_LEAVE)

    assert told(call()) == [("imogen", 1)]


def test_with_an_empty_rota_the_whole_legal_unit_is_told_at_once(petra, call, cast):
    assert names(call()) == {"priya", "imogen", "petra"}
    assert names(call("danger:2", without=[cast.imogen])) == {"priya", "petra"}


def test_with_everybody_of_the_rota_behind_the_wall_the_others_are_told(rota, call, cast):
    assert names(call(without=[cast.priya, cast.imogen])) == {"petra"}


def test_with_nobody_at_all_administrators_hear_only_that(call, cast, now):
    danger = call(without=[cast.priya, cast.imogen])
    pass_on(now + TURN)

    alarms = Notice.objects.filter(kind="urgent.nobody")
    assert [alarm.recipient for alarm in alarms] == [cast.bram, cast.bram]  # again after 15 minutes: never silent
    assert all(alarm.is_urgent and alarm.url == reverse("inbox") and TITLE not in alarm.title for alarm in alarms)
    assert told(danger) == []


def test_of_a_confidential_matter_with_nobody_the_commissioners_designee_hears_and_no_administrator(call, cast):
    call(without=[cast.priya, cast.imogen], is_confidential=True)

    alarm = Notice.objects.get()
    assert (alarm.recipient, alarm.kind, alarm.url) == (cast.rolf, "urgent.nobody", reverse("inbox"))
    assert TITLE not in alarm.title


def test_whom_it_must_not_reach_does_not_hear_that_nobody_was_there(call, cast):
    call(without=[cast.priya, cast.imogen, cast.rolf], is_confidential=True)

    assert not Notice.objects.exists()


def test_somebody_who_comes_into_the_legal_unit_is_called_at_the_next_turn(call, cast, now):
    danger = call(without=[cast.priya, cast.imogen], is_confidential=True)
    RoleGrant.objects.create(person=cast.noor, role=Role.LEGAL, granted_at=now, confirmed_at=now)

    pass_on(now + TURN)

    assert names(danger) == {"noor"}


# Nobody takes it --------------------------------------------------------------------------------------------------------


def test_after_fifteen_minutes_it_goes_to_the_next(rota, call, now):
    danger = call()

    assert pass_on(now + TURN - MINUTE) == 0
    assert pass_on(now + TURN) == 1
    assert pass_on(now + TURN + MINUTE) == 0

    assert told(danger) == [("priya", 1), ("imogen", 1)]


def test_after_the_last_everybody_else_is_told_and_then_it_begins_again(rota, call, now):
    danger = call()

    for turn in range(1, 7):
        pass_on(now + turn * TURN)

    one_round = ["priya", "imogen", "petra"]
    assert told(danger) == [(name, 1) for name in one_round] + [(name, 2) for name in one_round] + [("priya", 3)]
    assert Mail.objects.filter(notices__kind="test.danger", is_urgent=True).count() == 7


def test_with_an_empty_rota_everybody_is_told_again_every_fifteen_minutes(cast, call, now):
    danger = call()

    pass_on(now + TURN)

    assert sorted(told(danger)) == [("imogen", 1), ("imogen", 2), ("priya", 1), ("priya", 2)]


def test_the_wall_holds_in_every_round(rota, call, cast, now):
    danger = call(without=[cast.imogen])

    for turn in range(1, 6):
        pass_on(now + turn * TURN)

    assert names(danger) == {"priya", "petra"}
    assert not Notice.objects.of(cast.imogen).exists()


def test_a_weekend_without_a_sweep_is_made_up_for_by_one_turn(rota, call, now):
    danger = call()

    pass_on(now + datetime.timedelta(days=3))

    assert told(danger) == [("priya", 1), ("imogen", 1)]


def test_one_call_that_fails_keeps_no_other_from_going_on(rota, call, cast, now):
    broken, sound = call(), call("danger:2")
    key = f"urgent:{broken.public_id}:1:{cast.imogen.public_id}"
    Notice.objects.create(key=key, recipient=cast.priya, kind="x", title="x", url="/", created_at=now)  # not Imogen's

    assert pass_on(now + TURN) == 1
    assert told(sound) == [("priya", 1), ("imogen", 1)]


def test_the_sweep_passes_it_on_and_counts_nothing_for_administrators(rota, call, now):
    danger = call(is_confidential=True)

    done = sweeps.run(now + TURN)

    assert (done["urgent calls"], "urgent calls" in sweeps.without_confidential(done)) == (1, False)
    assert names(danger) == {"priya", "imogen"}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_sweepers_never_double_a_turn(at_once, now):
    cast = people.assemble()
    for person in (cast.priya, cast.imogen):
        put_on_rota(person, actor=cast.imogen, at=now)
    calls = [call_out(f"danger:{number}", kind="test", title=TITLE, url="/policy/", at=now) for number in range(8)]

    counts = at_once(lambda: pass_on(now + TURN))

    assert sum(counts) == 8
    assert all(told(call) == [("priya", 1), ("imogen", 1)] for call in calls)


# Somebody has it ----------------------------------------------------------------------------------------------------------


def test_who_was_told_takes_it_and_nobody_is_called_any_more(rota, call, cast, now):
    danger = acknowledge(call(), actor=cast.priya, at=now + MINUTE)

    assert (danger.acknowledged_by, danger.acknowledged_at, danger.closed_at) == (cast.priya, *[now + MINUTE] * 2)
    assert pass_on(now + TURN) == 0
    event = AuditEvent.objects.get(action="urgent.acknowledged")
    assert (event.subject_id, event.actor_name, event.is_confidential) == (
        str(danger.public_id),
        cast.priya.full_name,
        False,
    )


def test_the_trail_of_a_confidential_call_is_confidential(rota, call, cast, now):
    acknowledge(call(is_confidential=True), actor=cast.priya, at=now)

    assert AuditEvent.objects.get(action="urgent.acknowledged").is_confidential


def test_ones_own_entries_count_as_read_then(rota, call, cast, now):
    acknowledge(call(), actor=cast.priya, at=now)

    assert waiting_for(cast.priya)[0] == 0


def test_the_others_who_were_told_hear_it_quietly(rota, call, cast, petra, now):
    danger = call()
    pass_on(now + TURN)

    acknowledge(danger, actor=cast.imogen, at=now + TURN)

    quiet = Notice.objects.get(kind="urgent.taken")
    assert (quiet.recipient, quiet.is_urgent, quiet.mail) == (cast.priya, False, None)
    assert quiet.title.startswith("Somebody has it")


def test_mail_that_has_not_left_does_not_leave_any_more(rota, call, cast, now):
    danger = call()
    pass_on(now + TURN)
    Mail.objects.filter(notices__recipient=cast.priya).update(state=MailState.SENT, sent_at=now)

    acknowledge(danger, actor=cast.priya, at=now + TURN)

    assert Mail.objects.get(notices__recipient=cast.imogen).state == MailState.CANCELLED
    assert Mail.objects.get(notices__recipient=cast.priya).state == MailState.SENT


@pytest.mark.django_db(transaction=True)
def test_the_mail_of_a_call_is_handed_over(post, now):
    cast = people.assemble()
    put_on_rota(cast.priya, actor=cast.imogen, at=now)
    call_out("danger:1", kind="test", title=TITLE, url="/policy/", at=now)

    assert deliver(now)[MailState.SENT] == 1


def test_the_second_to_take_it_changes_nothing_and_learns_who_has_it(rota, call, cast, now):
    danger = call()
    pass_on(now + TURN)
    acknowledge(danger, actor=cast.imogen, at=now + TURN)

    again = acknowledge(danger, actor=cast.priya, at=now + TURN + MINUTE)

    assert (again.acknowledged_by, again.acknowledged_at) == (cast.imogen, now + TURN)
    assert AuditEvent.objects.filter(action="urgent.acknowledged").count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_one_moment_one_has_it(at_once, now):
    cast = people.assemble()
    danger = call_out("danger:1", kind="test", title=TITLE, url="/policy/", at=now)
    both = iter([cast.priya, cast.imogen])

    taken = at_once(lambda: acknowledge(danger, actor=next(both), at=now).acknowledged_by_id)

    assert len(set(taken)) == 1
    assert AuditEvent.objects.filter(action="urgent.acknowledged", subject_id=str(danger.public_id)).count() == 1


def test_nobody_takes_what_they_were_not_called_to(rota, call, cast, petra, now):
    danger = call(without=[cast.imogen])

    for stranger in (petra, cast.imogen, cast.dana, cast.bram):
        with pytest.raises(NotAllowed, match="were not called"):
            acknowledge(danger, actor=stranger, at=now)
    assert acknowledge(danger, actor=cast.priya, at=now).acknowledged_by == cast.priya


def test_who_is_no_longer_of_the_legal_unit_does_not_take_it(rota, call, cast, now):
    danger = call()
    RoleGrant.objects.filter(person=cast.priya).update(ended_at=now)

    with pytest.raises(NotAllowed):
        acknowledge(danger, actor=User.objects.get(pk=cast.priya.pk), at=now)


def test_what_was_settled_otherwise_calls_nobody_any_more(rota, call, now):
    danger = call()

    call_off("danger:1", at=now)
    call_off("danger:never", at=now)

    assert pass_on(now + TURN) == 0
    danger.refresh_from_db()
    assert (danger.closed_at, danger.acknowledged_by) == (now, None)
    assert Mail.objects.get().state == MailState.CANCELLED


# What the database refuses ----------------------------------------------------------------------------------------------


def test_a_turn_stays_as_it_was_written(rota, call):
    danger = call()

    for change in (danger.turns.all().delete, lambda: danger.turns.update(round=9)):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()


def test_nobody_is_told_twice_in_one_round(rota, call, cast, tell, now):
    danger = call()

    with pytest.raises(IntegrityError), transaction.atomic():
        danger.turns.create(person=cast.priya, round=1, notice=tell(cast.priya), told_at=now)


def test_a_call_is_taken_by_somebody_or_by_nobody(rota, call, cast, now):
    call()

    with pytest.raises(IntegrityError), transaction.atomic():
        UrgentCall.objects.update(acknowledged_at=now)


def test_no_two_stand_on_one_place(rota, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        OnCallPlace.objects.update(position=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# The pages ----------------------------------------------------------------------------------------------------------------


def taking(call):
    return reverse("urgent_acknowledge", args=[call.public_id])


def test_it_stands_at_the_top_of_every_page_of_whom_it_waits_for(rota, call, cast, as_user):
    danger = call()

    for page in ("/", "/inbox/", "/policy/", "/help/"):
        body = as_user(cast.priya).get(page).text
        assert taking(danger) in body and TITLE in body
        assert taking(danger) not in as_user(cast.imogen).get(page).text


def test_no_trace_of_it_is_shown_to_whom_it_must_not_reach(rota, call, cast, as_user, now):
    danger = call(without=[cast.priya], is_confidential=True)
    client = as_user(cast.priya)

    for page in ("/", "/inbox/", "/settings/on-call/", "/trail/"):
        assert (TITLE in (body := client.get(page).text), str(danger.public_id) in body) == (False, False)
    refused, unheard_of = (
        client.post(taking(danger)),
        client.post(taking(danger)[:-37] + "0" * 8 + taking(danger)[-29:]),
    )
    assert (refused.status_code, unheard_of.status_code) == (404, 404)
    assert waiting_for(cast.priya) == (0, [])


def test_the_trail_keeps_who_took_it_from_whom_it_must_not_reach(rota, call, cast, petra, as_user, now):
    danger = call(without=[cast.priya], is_confidential=True)
    acknowledge(danger, actor=cast.imogen, at=now)

    entry = f"{cast.imogen.full_name} took an urgent call"
    assert entry in as_user(petra).get("/trail/").text
    assert entry not in as_user(cast.priya).get("/trail/").text
    assert entry not in as_user(cast.bram).get("/trail/").text


def test_a_press_on_the_button_takes_it_and_leads_to_what_it_is_about(rota, call, cast, as_user):
    danger = call()

    response = as_user(cast.priya).post(taking(danger), follow=True)

    assert response.redirect_chain == [("/policy/", 302)]
    assert "You have it. Nobody else is called to this." in response.text
    assert taking(danger) not in response.text
    danger.refresh_from_db()
    assert danger.acknowledged_by == cast.priya


def test_whoever_comes_second_reads_who_has_it(rota, call, cast, as_user, now):
    danger = call()
    pass_on(now + TURN)
    acknowledge(danger, actor=cast.imogen, at=now + TURN)

    response = as_user(cast.priya).post(taking(danger), follow=True)

    assert f"{cast.imogen.full_name} has it already." in response.text
    assert f"{cast.imogen.full_name} has it" in as_user(cast.priya).get("/inbox/").text


def test_what_was_settled_meanwhile_is_said(rota, call, cast, as_user, now):
    danger = call()
    call_off("danger:1", at=now)

    response = as_user(cast.priya).post(taking(danger), follow=True)

    assert "This is settled" in response.text
    assert "settled" in as_user(cast.priya).get("/inbox/").text


def test_to_who_was_not_told_it_does_not_exist(rota, call, cast, petra, as_user):
    danger = call()

    for stranger in (petra, cast.imogen, cast.dana, cast.bram, cast.rolf, cast.ines):
        assert as_user(stranger).post(taking(danger)).status_code == 404
    assert as_user(cast.priya).get(taking(danger)).status_code == 405
    danger.refresh_from_db()
    assert danger.acknowledged_by is None


def test_the_inbox_offers_it_once_for_each_time_one_was_told(rota, call, cast, as_user, now):
    danger = call()
    for turn in range(1, 4):
        pass_on(now + turn * TURN)

    body = as_user(cast.priya).get("/inbox/").text

    assert body.count(taking(danger)) == 3  # the banner and two entries
    acknowledge(danger, actor=cast.priya, at=now + 4 * TURN)
    assert taking(danger) not in as_user(cast.priya).get("/inbox/").text


@pytest.mark.parametrize(("who", "queries"), [("dana", 1), ("imogen", 1), ("priya", 2)])
def test_a_page_pays_for_it_only_while_it_waits(rota, call, cast, tell, django_assert_num_queries, who, queries):
    danger, person = call(), getattr(cast, who)
    tell(person)
    assert person.roles is not None  # the tabs have read them

    with django_assert_num_queries(queries):
        assert waiting_for(person) == ((2, [danger]) if who == "priya" else (1, []))


def test_the_banner_tells_since_when(rota, call, cast, as_user):
    call(at=timezone.now())

    assert "<b>Urgent.</b>" in as_user(cast.priya).get("/policy/").text
