"""Audits of decisions on Pulse: drawn by lot, judged one by one, finished once (B.1.a)."""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import (
    BinaryField,
    Count,
    Exists,
    Func,
    OuterRef,
    Subquery,
    TextField,
    Value,
    Window,
)
from django.db.models.functions import Cast, Coalesce, Concat, RowNumber
from django.utils.translation import gettext as _

from audit.services import record
from authorizations.services.numbers import next_number
from people.models import User, Worksite
from policy.calendar import MASSACHUSETTS, local_day
from pulse_moderation.choices import AuditMethod, DecisionKind, Detection, Origin, Population, Stratum
from pulse_moderation.models import Audit, AuditEntry, Decision, Post
from pulse_moderation.rules import audits as rules
from pulse_moderation.services import deciding
from pulse_moderation.states import SHOWN, AuditAct, AuditState
from workflow.moves import transition
from workflow.verdicts import no

PREFIX = "AUD"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """What an audit is narrowed by, in codes and ids; empty means any."""

    kind: str = ""  # of the post
    decision: str = ""
    clause: str = ""
    moderator: str = ""  # a public id
    worksite: int | None = None


@dataclass(frozen=True)
class Plan:
    """What is drawn, and how. Without a seed one is thrown; it is kept, so that the draw can be made again. No page takes
    one: whoever chooses the seed chooses the sample.
    """

    first_on: object
    last_on: object
    size: int
    population: str = Population.DECISIONS
    stratified_by: str = ""
    seed: str = ""
    scope: Scope = Scope()


@dataclass(frozen=True)
class Judgment:
    """What is said of one entry. `act` is a DecisionKind done at once, on the `version` of the post its reader saw;
    `grounds` are services.deciding.Grounds.
    """

    verdict: str
    note: str = ""
    clause: object = None
    act: str = ""
    version: int = 0
    grounds: object = None


@transaction.atomic
def draw(plan, *, form_key, actor, at):
    """Draw a sample; the same form sent again gives the same audit. Raises NotAllowed, also with nothing to draw."""
    rules.may_audit(actor).enforce()
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    if (sent := Audit.objects.filter(form_key=form_key, drawn_by=actor).first()) is not None:
        return sent
    rules.plan_fits(population=plan.population, stratified_by=plan.stratified_by, first_on=plan.first_on,
                    last_on=plan.last_on).enforce()  # fmt: skip
    seed = plan.seed or secrets.token_hex(8)
    strata, chosen = sample(plan, seed)
    if not chosen:
        no(_("There is nothing to draw from in these days. Choose others, or narrow it less.")).enforce()
    audit = Audit.objects.create(
        number=next_number(PREFIX, local_day(at).year), form_key=form_key, drawn_by=actor, created_at=at,
        population=plan.population, first_on=plan.first_on, last_on=plan.last_on, scope=_said(plan.scope), seed=seed,
        method=AuditMethod.STRATIFIED if plan.stratified_by else AuditMethod.RANDOM, stratified_by=plan.stratified_by,
        size=len(chosen), strata=strata,
    )  # fmt: skip
    AuditEntry.objects.bulk_create(_entries(audit, chosen))
    record("pulse_audit.drawn", subject=audit, actor=actor, at=at, clause="B.1.a",
           facts={"number": audit.number, "size": str(audit.size)})  # fmt: skip
    return audit


@transaction.atomic
def judge(entry, judgment, *, actor, at):
    """Agree or disagree with one decision, and hold, remove or restore its post at once. Raises NotAllowed, Stale.

    Whoever judged an entry may judge it anew until the audit is finished; nobody else may.
    """
    audit = Audit.objects.select_for_update(of=("self",)).get(pk=entry.audit_id)
    entry = (
        AuditEntry.objects.select_for_update(of=("self",))
        .select_related("decision", "post", "judged_by")
        .get(pk=entry.pk)
    )
    entry.audit = audit
    rules.may_judge(actor, entry).enforce()
    rules.judgment_fits(judgment.verdict, note=judgment.note, act=judgment.act).enforce()
    if judgment.act:
        entry.outcome = deciding.decide(
            entry.post, kind=judgment.act, actor=actor, at=at, version=judgment.version, grounds=judgment.grounds,
            detection=Detection.AUDIT,
        )  # fmt: skip
    entry.verdict, entry.note, entry.clause = judgment.verdict, judgment.note.strip(), judgment.clause
    entry.judged_by, entry.judged_at = actor, at
    entry.save(update_fields=["outcome", "verdict", "note", "clause", "judged_by", "judged_at"])
    record("pulse_audit.judged", subject=audit, actor=actor, at=at, becomes=judgment.verdict, clause="B.1.a",
           facts={"entry": str(entry.public_id)})  # fmt: skip
    return entry


@transaction.atomic
def finish(audit, *, actor, at):
    """Finish an audit: the database then refuses any change of it. What was not judged is counted as such.

    Raises NotAllowed, Stale.
    """
    seen = audit.version
    audit = Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk).as_seen(seen)
    judged = audit.entries.exclude(verdict="").count()
    rules.may_finish(actor, audit, judged=judged).enforce()
    return transition(audit, AuditState.FINISHED, act=AuditAct.FINISH, actor=actor, at=at, clause="B.1.a",
                      finished_by=actor, finished_at=at)  # fmt: skip


def next_to_judge(audit, actor):
    """The first entry that this person may judge and nobody has, or None."""
    waiting = audit.entries.filter(verdict="").exclude(decision__decided_by=actor).exclude(post__author=actor)
    return waiting.select_related("audit").first()


# Drawing --------------------------------------------------------------------------------------------------------------


def sample(plan, seed):
    """(the groups with how many there are and are drawn, the rows drawn in order). The same plan and seed give the same
    rows as long as what is drawn from is the same.
    """
    pool = pool_of(plan).annotate(lot=_lot(seed))
    if not plan.stratified_by:
        return [], list(pool.annotate(stratum=Value("")).order_by("lot", "pk")[: plan.size])
    pool = pool.annotate(stratum=STRATA[plan.population][plan.stratified_by])
    counts = dict(pool.order_by().values_list("stratum").annotate(Count("pk")))
    shares = rules.allocate(counts, plan.size)
    if not shares:
        return [], []
    place = Window(RowNumber(), partition_by=["stratum"], order_by=["lot", "pk"])
    firsts = pool.annotate(place=place).filter(place__lte=max(shares.values())).order_by("stratum", "place")
    labels = _labels(plan.stratified_by, counts)
    strata = [
        {"key": key, "label": labels.get(key) or str(_("None")), "population": counts[key], "drawn": shares[key]}
        for key in sorted(counts)
    ]
    return strata, [row for row in firsts if row.place <= shares[row.stratum]]


def pool_of(plan):
    """What an audit is drawn from. What was undone, and the undoing, are decisions too: nobody takes one out of an audit by
    an undo.
    """
    start, end = period(plan.first_on, plan.last_on)
    scope = plan.scope
    if plan.population == Population.UNDECIDED:
        decided = Exists(Decision.objects.filter(post=OuterRef("pk")))
        pool = Post.objects.filter(~decided, state__in=SHOWN, posted_at__gte=start, posted_at__lt=end)
        pool = pool.exclude(origin=Origin.FLAG)
        wanted = {"kind": scope.kind, "worksite": scope.worksite}
    else:
        pool = Decision.objects.filter(decided_at__gte=start, decided_at__lt=end)
        wanted = {
            "kind": scope.decision, "clauses": scope.clause, "decided_by__public_id": scope.moderator,
            "post__kind": scope.kind, "post__worksite": scope.worksite,
        }  # fmt: skip
        pool = pool.select_related("post")
    return pool.filter(**{field: value for field, value in wanted.items() if value})


def period(first_on, last_on):
    """The instants at which the days begin and end in Massachusetts."""
    return (
        datetime.combine(first_on, time.min, MASSACHUSETTS),
        datetime.combine(last_on + ONE_DAY, time.min, MASSACHUSETTS),
    )


def _lot(seed):
    """rules.audits.lot, reckoned by the database."""
    text = Concat(Value(f"{seed}:"), Cast("public_id", TextField()), output_field=TextField())
    octets = Func(text, Value("UTF8"), function="convert_to", output_field=BinaryField())
    return Func(octets, function="sha256", output_field=BinaryField())


def _first_clause():
    cited = Decision.clauses.through.objects.filter(decision=OuterRef("pk")).order_by("clause__position")
    return Coalesce(Subquery(cited.values("clause_id")[:1]), Value(""), output_field=TextField())


def _text_of(path):
    return Coalesce(Cast(path, TextField()), Value(""), output_field=TextField())


STRATA = {
    Population.DECISIONS: {
        Stratum.CLAUSE: _first_clause(),
        Stratum.DECISION: _text_of("kind"),
        Stratum.MODERATOR: _text_of("decided_by__public_id"),
        Stratum.WORKSITE: _text_of("post__worksite"),
    },
    Population.UNDECIDED: {Stratum.WORKSITE: _text_of("worksite")},
}


def _labels(stratified_by, keys):
    """{key: how pages name the group}"""
    known = [key for key in keys if key]
    if stratified_by == Stratum.MODERATOR:
        return {str(one.public_id): one.full_name for one in User.objects.filter(public_id__in=known)}
    if stratified_by == Stratum.WORKSITE:
        return {str(one.pk): str(one) for one in Worksite.objects.filter(pk__in=known)}
    if stratified_by == Stratum.DECISION:
        return {key: str(DecisionKind(key).label) for key in known}
    return {key: key for key in known}


def _said(scope):
    return {name: value for name, value in asdict(scope).items() if value}


def _entries(audit, chosen):
    for position, row in enumerate(chosen, start=1):
        is_decision = isinstance(row, Decision)
        yield AuditEntry(
            audit=audit, position=position, decision=row if is_decision else None, stratum=row.stratum,
            post_id=row.post_id if is_decision else row.pk,
            revision_id=row.revision_id if is_decision else row.current_id,
        )  # fmt: skip
