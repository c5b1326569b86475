"""What the desks and pages of both kinds of compliance issue show: which ones, who has it, by when."""

from django.utils.timezone import now

from authorizations.forms.issues import HandOverForm
from authorizations.models.issues import OPEN, RESOLVED
from authorizations.rules import issues as rules
from authorizations.views.words import deadline
from people.models import User
from policy.calendar import local_day

MINE, ANSWERED = "mine", "resolved"
LONGEST = 9  # digits of a version


def chosen(request):
    """What `?show=` asks for; without it, or with anything else, all open ones."""
    show = request.GET.get("show", "")
    return show if show in (MINE, ANSWERED) else ""


def narrowed(issues, show, user):
    if show == ANSWERED:
        return issues.filter(state=RESOLVED)
    return issues.filter(state=OPEN, owner=user) if show == MINE else issues.filter(state=OPEN)


def rows(issues):
    """[{issue, due, was_late}]"""
    return [{"issue": issue, **due(issue)} for issue in issues]


def due(issue):
    """`due`: the due date in words and a shape, while it is open; `was_late`: it was answered after it."""
    if issue.is_open:
        return {"due": deadline(issue.due_on, local_day(now())), "was_late": False}
    return {"due": None, "was_late": local_day(issue.resolved_at) > issue.due_on}


def keeping(issue, user, *, form=None):
    """What issue_course.html shows of who has it. `form`: a refused hand-over, with what was chosen."""
    may_take = rules.may_take(user, issue)
    if form is None and rules.may_hand_over(user, issue):
        form = hand_over_form(issue)
    return {
        **due(issue),
        "version": issue.version,
        "has_owner": rules.has_owner(issue),
        "may_take": may_take,
        "hand_over_form": form,
        "is_handing_over": form is not None and form.is_bound,
    }


def hand_over_form(issue, data=None):
    """Offers everybody of the unit who may have it and has it not."""
    people = User.objects.working().holding(*rules.UNIT).exclude(pk__in=issue.concerned | {issue.owner_id})
    return HandOverForm(data, people=people, initial={"version": issue.version}, auto_id="id_hand_%s")


def seen(issue, request):
    """The issue as the reader of a form without fields saw it: a changed one is then refused as stale."""
    version = request.POST.get("version", "")
    return issue.as_seen(int(version) if version.isascii() and version.isdigit() and len(version) < LONGEST else 0)
