"""Break-glass (design §4.3): asked by Legal or an administrator, agreed by a second person, one record, an hour."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.services import record
from investigations import notices
from investigations.models import AGREERS, ASKERS, EmergencyAccess, InvestigationAuthorization
from investigations.states import AskState
from people.models import User
from people.roles import Role
from workflow.identity import acting_as_system
from workflow.moves import transition
from workflow.verdicts import YES, no

HOUR = timedelta(hours=1)
SHORTEST = 20  # characters of a reason


def may_ask(actor):
    if not actor.roles & ASKERS:
        return no(_("Only the Legal Unit or a portal administrator asks for this."))
    return YES


def may_answer(actor, asked):
    if not actor.roles & AGREERS:
        return no(_("Only the General Counsel or the Commissioner's designee answers this."))
    if actor.pk == asked.asked_by_id:
        return no(_("A second person answers."))
    if asked.state != AskState.ASKED:
        return no(_("This was already answered."))
    return YES


@transaction.atomic
def ask(*, record_named, kind, reason, actor, at):
    """Ask to read one record. What is answered is the same whether or not there is such a record."""
    may_ask(actor).enforce()
    if len(reason.strip()) < SHORTEST:
        no(_("Say in at least %(n)s characters why.") % {"n": SHORTEST}).enforce()
    asked = EmergencyAccess(record_named=record_named, kind=kind, reason=reason, asked_by=actor, created_at=at)
    asked.save()
    record("emergency.asked", subject=asked, actor=actor, at=at, clause="B.3.a", facts={"kind": str(kind)})
    people = [one for one in User.objects.working().holding(*AGREERS) if one.pk != actor.pk]
    notices.tell(people, asked, "emergency_asked", _("Emergency access is asked for"), at=at, urgent=True)
    return asked


@transaction.atomic
def answer(asked, *, is_agreed, reason, actor, at):
    """Agree or refuse, with a reason. Agreed: the record is open to who asked, to read, for an hour; its owner is told.

    Raises NotAllowed, also when there is no such record, or when one of the two is walled from it.
    """
    asked = EmergencyAccess.objects.select_for_update().get(pk=asked.pk)
    may_answer(actor, asked).enforce()
    if not reason.strip():
        no(_("Give a reason.")).enforce()
    if not is_agreed:
        transition(asked, AskState.REFUSED, act="refused", actor=actor, at=at, clause="B.3.a",
                   answered_by=actor, answered_at=at, answer=reason)  # fmt: skip
        notices.tell([asked.asked_by], asked, "emergency_answered", _("Your request was answered"), at=at)
        return asked
    found = _find(asked.record_named.reveal())
    if (
        found is None
        or found["investigator"] == actor.pk
        or walled_from(asked.asked_by).filter(pk=found["investigator"]).exists()
    ):
        no(
            _("It cannot be opened: there is no such record, or one of you two is walled from it. You can refuse."),
            clause="B.3.a",
        ).enforce()
    transition(asked, AskState.AGREED, act="agreed", actor=actor, at=at, clause="B.3.a", answered_by=actor,
               answered_at=at, answer=reason, record_id=found["id"], until=at + HOUR)  # fmt: skip
    notices.tell([asked.asked_by], asked, "emergency_answered", _("Your request was answered"), at=at, urgent=True)
    owner = User.objects.get(pk=found["investigator"])
    notices.tell([owner], asked, "emergency_owner", _("Emergency access to a confidential record of yours was given"),
                 at=at, urgent=True, url=reverse("investigation_detail", args=[found["id"]]))  # fmt: skip
    auditors = User.objects.working().holding(Role.AUDITOR)
    notices.tell(auditors, asked, "emergency_audit", _("Emergency access was given: see its journal"), at=at,
                 url=reverse("emergency_journal"))  # fmt: skip
    return asked


def walled_from(person):
    """The investigators whose records are never opened for this person: oneself, and everybody below but the direct
    staff, for nobody further up than the supervisor learns of an investigation (B.3.a).
    """
    further_down = User.objects.below(person).exclude(reports_to=person).values("pk")
    return User.objects.filter(Q(pk=person.pk) | Q(pk__in=further_down))


def _find(named):
    """{id, investigator}, by number, read as the clock: who agrees need not see the record."""
    with acting_as_system("clock"):
        row = InvestigationAuthorization.objects.filter(number__iexact=" ".join(named.split())).first()
    return None if row is None else {"id": row.public_id, "investigator": row.investigator_id}
