"""Findings: of each subject and clause, signed by one person and countersigned by another (C.2; domain 5.10).

Call these inside acting_as.
"""

from collections import Counter

from django.db import transaction

from audit.services import record
from policy.calendar import local_day
from violations import notices
from violations.choices import AimedAt
from violations.models import Allegation, CorrectiveAction, Finding, Hearing, Subject
from violations.rules import findings as rules
from violations.rules import handling
from violations.rules.intake import kept, missing
from violations.rules.parts import Deed
from violations.services.standing import lock, touch
from violations.states import Act, State
from workflow.errors import Stale
from workflow.identity import acting_as_system
from workflow.moves import transition

CLAUSE = "C.2"


@transaction.atomic
def allege(report, *, clause, details, actor, at):
    """Whoever handles it adds a clause the reporter did not name; theirs stays. Raises NotAllowed, Stale."""
    report = lock(report, actor, Deed.ALLEGE)
    known = Allegation.objects.filter(report=report, clause=clause).exists()
    handling.may_allege(is_alleged=known, missing=missing(clause, details)).enforce()
    row = Allegation.objects.create(
        report=report, clause_id=clause, details=kept(clause, details) or None, as_filed=False, made_at=at
    )
    _record("report.alleged", report, actor, at, clause)
    return row


@transaction.atomic
def establish(allegation, *, details, actor, at):
    """What is known by now of what the clause needs; what was filed stays beside it. Raises NotAllowed, Stale."""
    report = lock(allegation.report, actor, Deed.SIGN)
    before = allegation.details.reveal() or {}
    allegation.details = before | {"established": before.get("established", {}) | details}
    with acting_as_system("intake"):
        allegation.save(update_fields=["details"])
    _record("report.established", report, actor, at, allegation.clause_id)


@transaction.atomic
def sign(report, *, allegation, subject, found, rationale, relied_on, actor, at):
    """Sign what was found of one subject and one clause. Signed again, it takes the place of the version before.

    Raises NotAllowed, Stale.
    """
    report = lock(report, actor, Deed.SIGN)
    allegation = Allegation.objects.get(pk=allegation.pk, report=report)
    subject = Subject.objects.get(pk=subject.pk, report=report)
    rules.may_sign(
        found=found, rationale=rationale, relied_on=relied_on, clause=allegation.clause_id,
        details=allegation.details.reveal(), subject_is_known=subject.person_id is not None,
        is_heard=rules.is_heard_on(allegation.clause_id, Hearing.objects.filter(subject=subject), local_day(at)),
    ).enforce()  # fmt: skip
    versions = Finding.objects.filter(allegation=allegation, subject=subject)
    versions.filter(replaced_at=None).update(replaced_at=at)
    row = Finding.objects.create(
        report=report, allegation=allegation, subject=subject, number=versions.count() + 1, found=found,
        rationale=rationale.strip(), relied_on=relied_on.strip(), signed_by=actor, signed_at=at,
    )  # fmt: skip
    _record("report.finding_signed", report, actor, at, allegation.clause_id, number=row.number)
    return row


@transaction.atomic
def hand_in(report, *, actor, at):
    """Every subject has a finding on every clause: a second person reads them. Raises NotAllowed, Stale."""
    report = lock(report, actor, Act.FIND)
    handling.may_hand_in(unfound=unfound(report)).enforce()
    return _move(report, State.FINDINGS_REVIEW, Act.FIND, actor, at, "countersign")


@transaction.atomic
def countersign(finding, *, actor, at):
    """Agree to what somebody else found; it is locked from then on. Raises NotAllowed, Stale."""
    report = lock(finding.report, actor, Deed.COUNTERSIGN)
    finding = Finding.objects.select_for_update(of=("self",)).select_related("allegation").get(pk=finding.pk)
    if finding.replaced_at is not None:
        raise Stale(report)
    rules.may_countersign(finding, actor).enforce()
    finding.countersigned_by, finding.countersigned_at = actor, at
    finding.save(update_fields=["countersigned_by", "countersigned_at"])
    _record("report.finding_countersigned", report, actor, at, finding.allegation.clause_id)
    with acting_as_system("intake"):
        notices.tell_handler(report, "countersigned", at=at, without=[actor])
    return finding


@transaction.atomic
def send_back(report, *, reason, actor, at):
    """The second reader does not agree, and says why. Raises NotAllowed, Stale."""
    report = lock(report, actor, Act.SEND_BACK)
    handling.needs_words(reason).enforce()
    return _move(report, State.INVESTIGATING, Act.SEND_BACK, actor, at, "sent_back")


def earlier(report):
    """[(clause, what was found, what followed, how often)] of the clauses of this report in others that are settled, the
    most frequent first: no person, place or number. Of those the reader may know of, so that none shows through.
    """
    clauses = list(report.allegations.exclude(clause=None).values_list("clause", flat=True))
    settled = Finding.objects.filter(allegation__clause__in=clauses, countersigned_at__isnull=False, replaced_at=None)
    rows = list(settled.exclude(report=report).values_list("report", "allegation__clause", "found"))
    followed = {}
    of_person = CorrectiveAction.objects.filter(report__in=[of for of, *_what in rows], aimed_at=AimedAt.PERSON)
    for of, outcome in of_person.order_by("outcome").values_list("report", "outcome"):
        followed.setdefault(of, []).append(outcome)
    counts = Counter((clause, found, tuple(followed.get(of, ()))) for of, clause, found in rows)
    return [(*what, count) for what, count in counts.most_common()]


def pairs(report):
    """(subject, allegation) that need a finding: every clause for everybody named."""
    named = list(report.subjects.filter(basis="named").select_related("person").order_by("pk"))
    alleged = list(report.allegations.select_related("clause").order_by("pk"))
    return [(subject, allegation) for subject in named for allegation in alleged]


def in_force(report):
    """{(subject id, allegation id): Finding} of the versions in force."""
    rows = report.findings.filter(replaced_at=None).select_related("signed_by", "countersigned_by")
    return {(row.subject_id, row.allegation_id): row for row in rows}


def unfound(report):
    found = in_force(report)
    return [named(*pair) for pair in pairs(report) if (pair[0].pk, pair[1].pk) not in found]


def named(subject, allegation):
    """(who, clause) in words."""
    who = subject.person.full_name if subject.person else subject.description.reveal()
    return who, allegation.clause_id or "?"


def _move(report, to, act, actor, at, event):
    with acting_as_system("intake"):
        moved = transition(report, to, act=act, actor=actor, at=at, clause=CLAUSE, is_confidential=True)
        if act == Act.FIND:
            notices.tell_holders(moved, event, at=at, without=[actor])
        else:
            notices.tell_handler(moved, event, at=at, without=[actor])
    return moved


def _record(action, report, actor, at, clause, **facts):
    with acting_as_system("intake"):
        touch(report)
        record(action, subject=report, actor=actor, at=at, clause=clause or "C.3", is_confidential=True,
               facts=facts or None)  # fmt: skip
