"""Another look at a removal: once, asked by its author, decided by somebody else."""

import uuid

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from notifications.models import Notice
from people.models import RoleGrant
from people.roles import Role
from policy.models import Clause
from policy.services import change_setting
from pulse_moderation.choices import DecisionKind, Outcome
from pulse_moderation.models import Decision, Reconsideration
from pulse_moderation.services import deciding, reconsidering
from pulse_moderation.states import State
from tests.factories import pulse
from tests.pulse_moderation.people import ready
from tests.queries import queries_of
from workflow.errors import NotAllowed

pytestmark = pytest.mark.django_db
LIST = "/pulse/again/"
WHY = "It is the name of a place."


def removed(author, cast, actor=None):
    post = pulse.published(pulse.written(ready(author, at=clock()), "Off to Scunthorpe.", at=clock()), at=clock())
    return deciding.decide(
        post, kind=DecisionKind.REMOVE, actor=actor or cast.lucinda, at=clock(), version=post.version,
        grounds=deciding.Grounds(clauses=(Clause.objects.get(pk="B.1.i.i"),), reason="Profanity."),
    )  # fmt: skip


@pytest.fixture
def decision(cast):
    return removed(cast.dana, cast)


@pytest.fixture
def asked(cast, decision):
    return reconsidering.ask(decision, text=WHY, actor=cast.dana, at=clock())


def new(decision):
    return reverse("reconsideration_new", args=[decision.public_id])


def page(asked):
    return reverse("reconsideration_decide", args=[asked.public_id])


def test_the_author_asks_and_moderators_but_the_first_are_told(cast, as_user, decision):
    sent = as_user(cast.dana).post(new(decision), {"text": WHY}, follow=True)

    asked = Reconsideration.objects.get()
    assert (asked.outcome, asked.first_decider) == (Outcome.ASKED, cast.lucinda)
    assert "You asked for another look" in sent.content.decode()
    told = Notice.objects.filter(kind="pulse.reconsideration")
    assert [(one.recipient, one.url) for one in told] == [(cast.bram, page(asked))]


def test_they_ask_once_a_decision(cast, as_user, decision, asked):
    again = as_user(cast.dana).post(new(decision), {"text": "Please, once more."})

    assert Reconsideration.objects.get().text == WHY
    assert again.status_code == 302
    assert 'name="text"' not in as_user(cast.dana).get(new(decision)).content.decode()


def test_nobody_else_asks_and_to_them_it_is_missing(cast, as_user, decision):
    for other in (cast.mateo, cast.lucinda, cast.beatrix):
        assert as_user(other).post(new(decision), {"text": WHY}).status_code == 404
        with pytest.raises(NotAllowed):
            reconsidering.ask(decision, text=WHY, actor=other, at=clock())


def test_what_was_undone_since_needs_no_other_look(cast, decision):
    deciding.undo(decision, actor=cast.bram, at=clock())

    with pytest.raises(NotAllowed):
        reconsidering.ask(decision, text=WHY, actor=cast.dana, at=clock())


def test_it_can_be_switched_off(cast, as_user, decision):
    change_setting("reconsideration_enabled", False, reason="For now.", actor=cast.bram, at=clock())

    shown = as_user(cast.dana).get(new(decision)).content.decode()

    assert 'name="text"' not in shown and "no second look" in shown
    with pytest.raises(NotAllowed):
        reconsidering.ask(decision, text=WHY, actor=cast.dana, at=clock())


def test_another_moderator_restores_it(cast, as_user, asked, decision):
    shown = as_user(cast.bram).get(page(asked)).content.decode()
    sent = as_user(cast.bram).post(page(asked), {"outcome": "overturned", "answer": "It is a town."})

    asked.refresh_from_db()
    post = decision.post
    post.refresh_from_db()
    assert all(part in shown for part in (WHY, "Off to Scunthorpe.", "Profanity.", "Lucinda"))
    assert (sent.status_code, asked.outcome, asked.decided_by) == (302, Outcome.OVERTURNED, cast.bram)
    assert post.state == State.PUBLISHED
    assert Decision.objects.filter(post=post, kind=DecisionKind.RESTORE, decided_by=cast.bram).count() == 1
    own = as_user(cast.dana).get(reverse("pulse_post", args=[post.public_id])).content.decode()
    assert "It is a town." in own and "Bram" not in own and "Lucinda" not in own


def test_another_moderator_lets_it_stand_and_the_author_is_told(cast, as_user, asked, decision):
    before = Notice.objects.filter(recipient=cast.dana).count()

    as_user(cast.bram).post(page(asked), {"outcome": "upheld", "answer": "It was meant as one."})

    decision.post.refresh_from_db()
    assert decision.post.state == State.REMOVED
    assert Notice.objects.filter(recipient=cast.dana).count() == before + 1


def test_the_first_decider_does_not_decide_it(cast, as_user, asked):
    shown = as_user(cast.lucinda).get(page(asked)).content.decode()
    sent = as_user(cast.lucinda).post(page(asked), {"outcome": "upheld", "answer": "It stands."})

    asked.refresh_from_db()
    assert 'name="answer"' not in shown and "You took the first decision" in shown
    assert (sent.status_code, asked.outcome) == (403, Outcome.ASKED)
    assert as_user(cast.lucinda).get(LIST).context["page"].rows == []


def test_the_author_does_not_decide_it_even_as_a_moderator(cast, as_user):
    RoleGrant.objects.create(person=cast.mateo, role=Role.PULSE_MODERATOR, granted_at=clock())
    asked = reconsidering.ask(removed(cast.mateo, cast), text=WHY, actor=cast.mateo, at=clock())

    sent = as_user(cast.mateo).post(page(asked), {"outcome": "overturned", "answer": "Mine is fine."})

    assert sent.status_code == 403
    assert as_user(cast.mateo).get(LIST).context["page"].rows == []


def test_the_database_refuses_the_first_decider_too(cast, asked):
    with pytest.raises(Exception, match="pulse_reconsidered_by_another"):
        Reconsideration.objects.filter(pk=asked.pk).update(
            outcome="upheld", decided_by=cast.lucinda, decided_at=clock()
        )


def test_it_is_decided_once(cast, as_user, asked):
    answers = [{"outcome": "upheld", "answer": "It stands."}, {"outcome": "overturned", "answer": "Restored."}]

    first, second = (as_user(cast.bram).post(page(asked), answer) for answer in answers)

    asked.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 403)
    assert asked.outcome == Outcome.UPHELD


def test_to_others_the_desk_does_not_exist(cast, as_user, asked):
    for other in (cast.dana, cast.mateo, cast.ines, cast.priya):
        assert as_user(other).get(LIST).status_code == 404
        assert as_user(other).get(page(asked)).status_code == 404
    assert as_user(cast.bram).get(reverse("reconsideration_decide", args=[uuid.uuid4()])).status_code == 404


def test_the_list_asks_as_much_for_many_as_for_one(cast, as_user, asked):
    few = len(queries_of(as_user(cast.bram), LIST))
    for person in (cast.mateo, cast.juniper, cast.noor):
        reconsidering.ask(removed(person, cast), text=WHY, actor=person, at=clock())

    assert len(queries_of(as_user(cast.bram), LIST)) == few
