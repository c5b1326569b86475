"""Reports that belong together: suggested by what they share, confirmed by a person. Nothing of a reporter moves.

Call these inside acting_as: what is suggested, linked or shown is what the wall yields to whoever asks. That somebody may
not know of one of two reports hides the link between them, too.
"""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Q

from audit.services import record
from violations.models import Link, Report
from violations.rules import links as rules
from violations.rules.parts import Deed
from violations.services import words
from violations.services.standing import lock
from workflow.errors import Stale

MOST = 10
# The rows come through the policies of each table: a report, a subject or a file behind the wall shares nothing.
SHARED = """
SELECT other.id, 'subject' FROM violations_subject mine
    JOIN violations_subject theirs ON theirs.person_id = mine.person_id AND theirs.report_id <> mine.report_id
    JOIN violations_report other ON other.id = theirs.report_id
WHERE mine.report_id = %(report)s AND mine.basis = 'named' AND theirs.basis = 'named'
UNION
SELECT other.id, 'account' FROM violations_report mine
    JOIN violations_report other ON other.account_key = mine.account_key AND other.id <> mine.id WHERE mine.id = %(report)s
UNION
SELECT other.id, 'url' FROM violations_report mine
    JOIN violations_report other ON other.url_key = mine.url_key AND other.id <> mine.id WHERE mine.id = %(report)s
UNION
SELECT other.id, 'file' FROM violations_attachment mine
    JOIN evidence_storedfile kept ON kept.id = mine.file_id
    JOIN evidence_storedfile same ON same.sha256 = kept.sha256
    JOIN violations_attachment theirs ON theirs.file_id = same.id AND theirs.report_id <> mine.report_id
    JOIN violations_report other ON other.id = theirs.report_id
WHERE mine.report_id = %(report)s
UNION
SELECT other.id, 'text' FROM violations_like(%(report)s, %(rare)s, %(shared)s) alike
    JOIN violations_report other ON other.id = alike.report_id
"""
STRONGEST = ("file", "url", "account", "subject", "text")


@dataclass
class Suggestion:
    report: Report
    shares: list = field(default_factory=list)  # some of STRONGEST, in that order


def suggestions(report):
    """Reports that may belong to this one and are not linked to it, the most alike first."""
    with connection.cursor() as cursor:
        cursor.execute(SHARED, {"report": report.pk, "rare": words.RARE, "shared": words.SHARED})
        found = {}
        for pk, what in cursor.fetchall():
            found.setdefault(pk, set()).add(what)
    linked = {one.pk for _link, one in links_of(report)}
    alike = sorted((pk for pk in found if pk not in linked), key=lambda pk: (_strength(found[pk]), -pk))[:MOST]
    reports = Report.objects.in_bulk(alike)
    return [Suggestion(reports[pk], [one for one in STRONGEST if one in found[pk]]) for pk in alike if pk in reports]


def _strength(shares):
    return min(STRONGEST.index(one) for one in shares) - len(shares)


def links_of(report):
    """[(link, the other report)], the newest first."""
    rows = Link.objects.filter(Q(report=report) | Q(other=report)).select_related("report", "other", "by")
    return [(row, row.other if row.report_id == report.pk else row.report) for row in rows.order_by("-at", "-pk")]


@transaction.atomic
def link(report, *, other, kind, reason, actor, at):
    """Say that two reports belong together. Raises NotAllowed, Stale; Report.DoesNotExist for who may not know of one."""
    report = lock(report, actor, Deed.NOTE)
    other = Report.objects.get(pk=other.pk)
    is_linked = any(one.pk == other.pk for _link, one in links_of(report))
    rules.may_link(kind=kind, reason=reason, is_same=other.pk == report.pk, is_linked=is_linked).enforce()
    row = Link.objects.create(report=report, other=other, kind=kind, reason=reason.strip(), by=actor, at=at)
    _record("report.linked", row, actor, at)
    return row


@transaction.atomic
def unlink(row, *, actor, at):
    """They do not belong together after all. Raises NotAllowed, Stale."""
    report = lock(row.report, actor, Deed.NOTE)
    rules.may_unlink(row).enforce()
    deleted, _of_what = Link.objects.filter(pk=row.pk).delete()
    if not deleted:
        raise Stale(report)
    _record("report.unlinked", row, actor, at)


def _record(action, link, actor, at):
    """On the trail of the link, which is read by whom the wall lets to both; on neither report's: somebody who reads of
    one would learn that there is another.
    """
    record(action, subject=link, actor=actor, at=at, clause="C.3", is_confidential=True)
