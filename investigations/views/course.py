"""What happens after the grant: bring before the General Counsel, suspend, resume, revoke, close, assign."""

from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from investigations import rules
from investigations.forms.requests import AssignForm, CloseForm, ReasonForm
from investigations.services import course, decisions, people
from investigations.services.standing import standing_of
from investigations.views.access import confidential, known_or_404
from investigations.views.acts import act_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _in_charge_or_404(request, authorization):
    """Acts that are never the investigator's are no page for them."""
    standing = standing_of(request.user, at=now())
    may = rules.is_supervisor(request.user, authorization, standing) or rules.is_for_legal(request.user, authorization)
    if not may:
        raise Http404
    return standing


@form_page
@confidential
def investigation_escalate(request, public_id):
    authorization = known_or_404(request, public_id)
    standing = _in_charge_or_404(request, authorization)
    words = (
        _("Bring it before the General Counsel"),
        _("You disagree with the objection. The General Counsel answers, and that answer stands."),
        _("Bring it before the General Counsel"),
        _("The General Counsel was told."),
    )
    return act_page(request, authorization, words=words, form_class=ReasonForm, do=decisions.escalate,
                    may=rules.may_escalate(request.user, authorization, standing))  # fmt: skip


@form_page
@confidential
def investigation_suspend(request, public_id):
    authorization = known_or_404(request, public_id)
    standing = _in_charge_or_404(request, authorization)
    words = (
        _("Suspend %(number)s") % {"number": authorization},
        _("Everything must stop until it is resumed. The investigator is told and reads the reason here."),
        _("Suspend"),
        _("It is suspended."),
    )
    return act_page(request, authorization, words=words, form_class=ReasonForm, do=course.suspend,
                    may=rules.may_suspend(request.user, authorization, standing))  # fmt: skip


@form_page
@confidential
def investigation_resume(request, public_id):
    authorization = known_or_404(request, public_id)
    _in_charge_or_404(request, authorization)
    words = (
        _("Resume %(number)s") % {"number": authorization},
        _("The investigator may go on from now on."),
        _("Resume"),
        _("It is active again."),
    )
    return act_page(request, authorization, words=words, form_class=ReasonForm, do=course.resume,
                    may=rules.may_move(rules.Act.RESUME, authorization))  # fmt: skip


@form_page
@confidential
def investigation_revoke(request, public_id):
    authorization = known_or_404(request, public_id)
    standing = _in_charge_or_404(request, authorization)
    words = (
        _("Revoke %(number)s") % {"number": authorization},
        _("It ends for good. Its accounts are to be deactivated, and approvals to communicate end."),
        _("Revoke"),
        _("It is revoked."),
    )
    return act_page(request, authorization, words=words, form_class=ReasonForm, do=course.revoke, is_final=True,
                    may=rules.may_revoke(request.user, authorization, standing))  # fmt: skip


@form_page
@confidential
def investigation_close(request, public_id):
    authorization = known_or_404(request, public_id)
    words = (
        _("Close %(number)s") % {"number": authorization},
        _("It ends for good. Its accounts are to be deactivated, and approvals to communicate end."),
        _("Close it"),
        _("It is closed."),
    )
    return act_page(request, authorization, words=words, form_class=CloseForm, do=course.close, is_final=True,
                    may=rules.may_close(request.user, authorization, standing_of(request.user, at=now())))  # fmt: skip


@form_page
@confidential
def investigation_assign(request, public_id):
    authorization = known_or_404(request, public_id)
    _in_charge_or_404(request, authorization)
    words = (
        _("Assign a member of the Investigation Unit"),
        _("They will see this investigation and may capture evidence for it."),
        _("Assign"),
        _("Assigned. They were told that something confidential waits."),
    )
    return act_page(request, authorization, words=words, form_class=AssignForm, do=people.assign)
