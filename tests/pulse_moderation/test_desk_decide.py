"""Deciding at the desk: what is chosen, why, what the author reads, the next post at once, and the way back."""

import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from pulse_moderation.choices import DecisionKind, Kind, Privilege
from pulse_moderation.models import Decision, MessageReading, PrivilegeAction
from pulse_moderation.screening.rules import Severity
from pulse_moderation.states import State
from tests.factories import pulse
from tests.factories.reports import reported
from tests.pulse_moderation.desk import decision, hit, waiting
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
REASON = "Leave out the strong word and send it again."


@pytest.fixture
def moderator(cast, as_user):
    return as_user(cast.lucinda)


def decided(client, post, kind="approve", **more):
    return client.post(reverse("post_decide", args=[post.public_id]), decision(post, kind, **more))


def now_of(post):
    post.refresh_from_db()
    return post


def shown(client, post, status=200):
    page = client.get(post.get_absolute_url(), follow=True)
    assert page.status_code == status
    return page.content.decode()


# The page ---------------------------------------------------------------------------------------------------------------


def test_it_says_why_it_waits_and_quotes_the_clause(cast, now, moderator):
    page = shown(moderator, waiting(cast.dana, at=now))

    assert "S-PROF" in page and "B.1.i.i" in page and "Profanity;" in page
    assert "<b>50</b> hold" in page


def test_slurs_are_folded_away_and_numbers_masked(cast, now, moderator):
    slur = shown(moderator, waiting(cast.dana, at=now))
    number = shown(
        moderator, waiting(cast.dana, at=now, body="Call 617-555-0101.", word="617-555-0101", code="S-PII-OTHER")
    )

    assert '<details class="veil">' in slur
    assert "0101" not in number and "••••••••" in number


def test_masked_details_are_shown_once_and_recorded(cast, now, moderator):
    post = waiting(cast.dana, at=now, body="Call 617-555-0101.", word="617-555-0101", code="S-PII-OTHER")

    page = moderator.post(reverse("post_uncover", args=[post.public_id]))

    assert page.status_code == 201 and "617-555-0101" in page.content.decode()
    assert AuditEvent.objects.filter(action="pulse_post.uncovered", actor_id=cast.lucinda.public_id).count() == 1
    assert "0101" not in shown(moderator, post)


@pytest.mark.clause("B.1.f")
def test_a_password_is_never_shown(cast, now, moderator):
    post = waiting(cast.dana, at=now, body="My password is gull77.", word="gull77", code="S-CRED")

    assert "gull77" not in shown(moderator, post)
    assert "gull77" not in moderator.post(reverse("post_uncover", args=[post.public_id])).content.decode()


def test_nothing_a_post_holds_is_markup(cast, now, moderator):
    page = shown(moderator, waiting(cast.dana, at=now, body="<script>alert(1)</script> damn \u202etxt"))

    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page
    assert "[U+202E]" in page and "\u202e" not in page


def test_two_rules_on_one_word_are_both_numbered(cast, now, moderator):
    post = waiting(cast.dana, at=now, body="See damn.example now.")
    hit(post, "damn.example", at=now, code="S-LINK")

    page = shown(moderator, post)

    assert "S-LINK" in page and page.count('class="found-number"') >= 4


def test_its_author_reads_clause_and_reason_and_no_name(cast, now, moderator, as_user):
    post = waiting(cast.dana, at=now)
    decided(moderator, post, "return", clauses=["B.1.i.i"], reason=REASON)

    page = shown(as_user(cast.dana), post)

    assert REASON in page and "B.1.i.i" in page and "automatic screen" in page
    assert "Lucinda" not in page
    assert reverse("post_decide", args=[post.public_id]) not in page


def test_a_reader_reads_the_post_alone(cast, now, as_user, moderator):
    post = waiting(cast.dana, at=now)
    shown(as_user(cast.mateo), post, 404)
    decided(moderator, post)

    page = shown(as_user(cast.mateo), post)

    assert "harbor" in page and "S-PROF" not in page and "Lucinda" not in page


def test_an_auditor_reads_the_course_and_decides_nothing(cast, now, as_user):
    post = waiting(cast.dana, at=now)

    page = shown(as_user(cast.ines), post)

    assert "S-PROF" in page and 'name="kind"' not in page
    assert decided(as_user(cast.ines), post).status_code == 404


def test_as_many_queries_for_many_hits_and_decisions(cast, now, moderator):
    post = waiting(cast.dana, at=now, body="damn " * 30)
    one = queries_of(moderator, post.get_absolute_url())
    for _number in range(20):
        hit(post, "damn", at=now)
        waiting(cast.mateo, at=now)

    assert len(queries_of(moderator, post.get_absolute_url())) == len(one) <= 32


# Private messages -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("B.1.a")
def test_opening_a_private_message_of_others_is_recorded_first(cast, now, moderator, as_user):
    post = waiting(cast.dana, at=now, body="Just between us.", word="", kind=Kind.MESSAGE, recipients=[cast.mateo])
    assert "Just between us." not in shown(moderator, post)
    assert decided(moderator, post).url == post.get_absolute_url()
    assert not MessageReading.objects.exists()

    moderator.post(reverse("post_open", args=[post.public_id]))

    assert "Just between us." in shown(moderator, post)
    assert MessageReading.objects.get().by == cast.lucinda
    assert AuditEvent.objects.filter(action="pulse_post.message_read").count() == 1
    assert "Just between us." not in shown(as_user(cast.bram), post)


def test_whoever_takes_part_opens_it_unrecorded_and_others_never(cast, now, as_user):
    post = pulse.published(
        pulse.written(cast.dana, "Just between us.", at=now, kind=Kind.MESSAGE, recipients=[cast.mateo]), at=now
    )

    assert "Just between us." in shown(as_user(cast.mateo), post)
    assert not MessageReading.objects.exists()
    for person in (cast.juniper, cast.ines):
        shown(as_user(person), post, 404)
        assert as_user(person).post(reverse("post_open", args=[post.public_id])).status_code == 404


# Deciding ---------------------------------------------------------------------------------------------------------------


def test_approving_publishes_and_opens_the_next_at_once(cast, now, moderator):
    post, following = waiting(cast.dana, at=now, severity=Severity.CRITICAL), waiting(cast.mateo, at=now)

    answer = decided(moderator, post)

    assert answer.url == following.get_absolute_url()
    assert now_of(post).state == State.PUBLISHED
    assert following.items.get().leased_by == cast.lucinda
    assert decided(moderator, following).url == reverse("queue")


@pytest.mark.parametrize(
    ("kind", "more", "state"),
    [
        ("remind", {"clauses": ["B.1.i.i"], "reason": REASON}, State.PUBLISHED),
        ("return", {"clauses": ["B.1.i.i"], "reason": REASON}, State.RETURNED),
        ("remove", {"is_discretion": "on", "reason": REASON}, State.REMOVED),
        ("escalate", {}, State.HELD),
        ("hold", {}, State.HELD),
    ],
)
def test_each_kind_does_what_it_says(cast, now, moderator, kind, more, state):
    post = waiting(cast.dana, at=now)

    assert decided(moderator, post, kind, **more).status_code == 302
    assert now_of(post).state == state
    assert Decision.objects.get().kind == kind


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("", {}, "Choose what becomes of the post."),
        ("restore", {}, "not possible"),
        ("remove", {"reason": REASON}, "Name the clause"),
        ("remove", {"clauses": ["B.1.i.i"]}, "the author reads it"),
        ("remove", {"clauses": ["C.2.a"], "reason": REASON}, "A violation of section C is reported."),
        ("remove", {"clauses": ["C.9.z"], "reason": REASON}, "Select a valid choice"),
        ("remove", {"clauses": ["B.1.h"], "reason": "\0"}, ""),
        ("approve", {"note": "x" * 2001}, ""),
        ("approve", {"privilege": "warning"}, "the person reads it"),
        ("approve", {"privilege": "warning", "reason": REASON, "until": "2099-01-01"}, "Only a suspension"),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_stays(cast, now, moderator, kind, more, said):
    post = waiting(cast.dana, at=now)

    page = decided(moderator, post, kind, **{"note": "Kept as typed."} | more)

    assert page.status_code == 400 and said in page.content.decode()
    assert now_of(post).state == State.HELD and not Decision.objects.exists()
    if more.get("note") is None:
        assert "Kept as typed." in page.content.decode()


@pytest.mark.clause("C.3")
def test_a_ground_of_section_c_takes_a_report_of_one_s_own_or_a_reason(cast, now, moderator):
    own, other = reported(cast.lucinda, cast.dana, at=now), reported(cast.mateo, cast.dana, at=now)
    post, second = waiting(cast.dana, at=now), waiting(cast.mateo, at=now)
    grounds = {"clauses": ["C.2.a"], "reason": REASON}

    assert decided(moderator, post, "remove", **grounds, report=str(other.public_id)).status_code == 400
    assert decided(moderator, post, "remove", **grounds, report=str(own.public_id)).status_code == 302
    assert decided(moderator, second, "remove", **grounds, no_report_reason="Known already.").status_code == 302
    assert Decision.objects.get(post=post).report_id == own.public_id
    page = shown(moderator, post)
    assert "a violation report stands behind it" in page


@pytest.mark.clause("B.1.c")
def test_privileges_are_acted_on_in_the_same_submit(cast, now, moderator):
    post = waiting(cast.dana, at=now)

    decided(moderator, post, "remove", clauses=["B.1.i.i"], reason=REASON, privilege="suspension")

    action = PrivilegeAction.objects.get()
    assert (action.employee, action.kind, action.decision.kind) == (
        cast.dana,
        Privilege.SUSPENSION,
        DecisionKind.REMOVE,
    )


def test_privileges_of_one_s_own_chain_are_refused_and_nothing_is_decided(cast, now, moderator):
    post = waiting(cast.rolf, at=now)

    page = decided(moderator, post, "remove", clauses=["B.1.i.i"], reason=REASON, privilege="suspension")

    assert page.status_code == 400 and "reporting line" in page.content.decode()
    assert now_of(post).state == State.HELD


def test_the_preview_shows_the_notice_and_decides_nothing(cast, now, moderator):
    post = waiting(cast.dana, at=now)

    page = decided(moderator, post, "return", clauses=["B.1.i.i"], reason=REASON, preview="1")

    text = page.content.decode()
    assert page.status_code == 200 and "Nothing was sent yet." in text
    assert "Found by: automatic screen" in text and "B.1.i.i: Profanity on Pulse" in text
    assert now_of(post).state == State.HELD and not Decision.objects.exists()


def test_a_stale_page_is_told_who_was_first(cast, now, moderator, as_user):
    post = waiting(cast.dana, at=now)
    seen = post.version
    decided(as_user(cast.bram), post)

    page = decided(moderator, post, "escalate", version=seen)

    assert page.status_code == 409 and "Bram Ekstrom" in page.content.decode()
    assert Decision.objects.count() == 1


def test_nobody_decides_about_their_own(cast, now, moderator):
    post = waiting(cast.lucinda, at=now)

    assert decided(moderator, post).status_code == 404
    assert 'name="kind"' not in shown(moderator, post)


def test_others_find_no_way_in(cast, now, as_user):
    post = waiting(cast.dana, at=now)
    for person in (cast.dana, cast.mateo, cast.priya, cast.ines):
        for name in ("post_decide", "post_lease", "post_beat", "post_leave", "post_uncover"):
            assert as_user(person).post(reverse(name, args=[post.public_id])).status_code == 404


# The way back -----------------------------------------------------------------------------------------------------------


def test_a_decision_is_undone_from_the_bar_by_a_row_of_its_own(cast, now, moderator):
    post = waiting(cast.dana, at=now)
    decided(moderator, post, "remove", clauses=["B.1.i.i"], reason=REASON)
    undo = reverse("post_undo", args=[Decision.objects.get().public_id])
    assert undo in moderator.get(reverse("queue")).content.decode()

    moderator.post(undo)

    assert now_of(post).state == State.HELD and post.items.get().closed_at is None
    assert [one.kind for one in post.decisions.all()] == [DecisionKind.UNDO, DecisionKind.REMOVE]
    assert undo not in moderator.get(reverse("queue")).content.decode()


def test_what_was_decided_since_is_not_undone(cast, now, moderator):
    post = waiting(cast.dana, at=now)
    decided(moderator, post, "escalate")
    first = Decision.objects.get()
    decided(moderator, now_of(post))

    page = moderator.post(reverse("post_undo", args=[first.public_id]), follow=True)

    assert "Something was decided or changed since." in page.content.decode()
    assert now_of(post).state == State.PUBLISHED


def test_an_undo_that_is_not_there_or_not_theirs_is_missing(cast, now, moderator, as_user):
    post = waiting(cast.bram, at=now)
    decided(moderator, post)
    undo = reverse("post_undo", args=[Decision.objects.get().public_id])

    assert as_user(cast.bram).post(undo).status_code == 404
    assert as_user(cast.dana).post(undo).status_code == 404
    assert moderator.post(reverse("post_undo", args=[uuid.uuid4()])).status_code == 404
