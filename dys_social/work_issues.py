"""What "my work" shows of compliance issues to the Legal Unit: those one has, and those nobody has, by due date."""

import uuid
from datetime import date

from django.db.models import JSONField, Q, Subquery
from django.utils.translation import gettext as _

from authorizations.models import ComplianceIssue
from authorizations.models.issues import OPEN
from authorizations.rules.issues import UNIT
from dys_social import work_words as say
from people.models import User

SHOWN = ["public_id", "kind", "clause", "due_on", "owner_id", "employee__legal_first", "employee__legal_last"]


class Rows(Subquery):
    """The rows of a queryset as one column, so that they come with the counts of the desks."""

    template = "(SELECT coalesce(jsonb_agg(found), '[]') FROM (%(subquery)s) found)"
    output_field = JSONField()


def waiting(user, *, most):
    """A column: the open ones that are this person's or nobody's, but not about them. None outside the unit."""
    if not user.has_role(*UNIT):
        return None
    free = ComplianceIssue.objects.filter(Q(owner=user) | Q(owner=None), state=OPEN).exclude(employee=user)
    return Rows(free.order_by("due_on", "pk").values(*SHOWN)[:most])


def read(rows):
    """What the column held, by due date, as issues with what the page shows of them."""
    issues = [
        ComplianceIssue(
            public_id=uuid.UUID(row["public_id"]),
            statement="",
            kind=row["kind"],
            clause=row["clause"],
            due_on=date.fromisoformat(row["due_on"]),
            owner_id=row["owner_id"],
            employee=User(legal_first=row["employee__legal_first"], legal_last=row["employee__legal_last"]),
        )
        for row in rows
    ]
    return sorted(issues, key=lambda issue: issue.due_on)


def due_items(desk):
    """Items of due_list.html."""
    return [_item(issue, desk.day) for issue in desk.issues]


def _item(issue, day):
    waits = issue.kind == ComplianceIssue.Kind.EXISTING_CONNECTION
    asked = _("You are asked every business day; after five the General Counsel is told too.")
    if issue.owner_id is None:
        asked = _("The Legal Unit is asked every business day; after five the General Counsel is told too.")
    return {
        "thing": f"issue:{issue.public_id}",
        "on": issue.due_on,
        "status": say.coming(issue.due_on, day),
        "title": issue.get_kind_display(),
        "url": issue.get_absolute_url(),
        "after": _("of %(name)s") % {"name": issue.employee},
        "clause": issue.clause,
        "meta": _("It is yours.") if issue.owner_id else _("Nobody has it yet."),
        "nothing": f"{_('The request waits.')} {asked}" if waits else asked,
    }
