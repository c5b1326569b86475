"""What "my work" shows of compliance issues to the Legal Unit: those one has, and those nobody has, by due date."""

from django.db.models import Q
from django.utils.translation import gettext as _

from authorizations.models import ComplianceIssue
from authorizations.models.issues import OPEN
from authorizations.rules.issues import UNIT
from dys_social import work_words as say


def waiting(user, *, most):
    """The open ones that are this person's or nobody's, but not about them; none for anybody outside the unit."""
    if not user.has_role(*UNIT):
        return []
    free = ComplianceIssue.objects.filter(Q(owner=user) | Q(owner=None), state=OPEN).exclude(employee=user)
    return list(free.select_related("employee").defer("statement").order_by("due_on", "pk")[:most])


def due_items(desk):
    """Items of due_list.html."""
    return [_item(issue, desk.day) for issue in desk.issues]


def _item(issue, day):
    waits = issue.kind == ComplianceIssue.Kind.EXISTING_CONNECTION
    asked = _("You are asked every business day; after five the General Counsel is told too.")
    if issue.owner_id is None:
        asked = _("The Legal Unit is asked every business day; after five the General Counsel is told too.")
    return {
        "on": issue.due_on,
        "status": say.coming(issue.due_on, day),
        "title": issue.get_kind_display(),
        "url": issue.get_absolute_url(),
        "after": _("of %(name)s") % {"name": issue.employee},
        "clause": issue.clause,
        "meta": _("It is yours.") if issue.owner_id else _("Nobody has it yet."),
        "nothing": f"{_('The request waits.')} {asked}" if waits else asked,
    }
