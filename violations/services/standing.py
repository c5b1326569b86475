"""What somebody is to a report at the moment of an act, and the report, locked, as it then stands."""

from violations.choices import Part
from violations.models import Assignment, Report
from violations.models.pools import holders, is_holder, is_kept_away, is_let_in, mark_of, mark_on
from violations.rules import parts
from violations.rules.parts import As, Standing
from workflow.errors import Stale
from workflow.identity import acting_as_system


def lock(report, actor, what):
    """The report, locked; for whom `what`, an Act or a Deed, is theirs to do.

    Raises Stale when it is no longer what the caller saw, NotAllowed, and Report.DoesNotExist for who may not know of it.
    """
    with acting_as_system("intake"):
        Report.objects.select_for_update().get(pk=report.pk)
    locked = Report.objects.select_related("handler").get(pk=report.pk)
    if (locked.state, locked.version) != (report.state, report.version):
        raise Stale(locked)
    parts.may(what, locked.state, standing_of(locked, actor)).enforce()
    return locked


def locked(pk):
    """The report, locked, then read with who handles it. Call it inside acting_as_system("intake").

    In two statements: one that waits for the lock and joins loses whoever became the handler meanwhile.
    """
    Report.objects.select_for_update().get(pk=pk)
    return Report.objects.select_related("handler").get(pk=pk)


def standing_of(report, actor):
    with acting_as_system("intake"):
        return Standing(frozenset(_parts(report, actor)))


def _parts(report, actor):
    if mark_of(actor) == mark_on(report):
        yield As.REPORTER
    if report.subjects.filter(person=actor).exists():
        yield As.SUBJECT
    if is_holder(report, actor):
        yield As.HOLDER
    is_in = is_let_in(report, actor)
    accepted = Assignment.objects.filter(report=report, person=actor, ended_at=None, accepted_at__isnull=False).first()
    if accepted is not None and (is_in or not is_kept_away(report, actor)):
        yield As.MANAGER if accepted.part == Part.MANAGER else As.HANDLER
    elif is_in:
        yield As.LET_IN
        if not _could_countersign(report):
            yield As.SECOND


def _could_countersign(report):
    """Whether somebody who holds it could: who signed no finding that stands."""
    signers = set(report.findings.filter(replaced_at=None).values_list("signed_by", flat=True))
    return any(one.pk not in signers for one in holders(report))


def touch(report, **fields):
    """Save what changed beside the state, so that a form made before is stale."""
    for name, value in fields.items():
        setattr(report, name, value)
    report.version += 1
    report.save(update_fields=["version", *fields])
