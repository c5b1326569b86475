"""Acts on people and youth as pages: each reads a form, calls one act of dys_social/personnel.py and says what was done."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.services import record_outside
from dys_social import personnel
from people import kept_forms, rules
from people.forms import DelegationForm, PlaceForm, RoleForm, StatusForm, SupervisorForm, YouthForm
from people.models import Delegation, RoleGrant, User, Youth
from workflow.errors import NotAllowed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def person_supervisor(request, public_id):
    person = _person_to_change(request, public_id)
    form = SupervisorForm(_typed(request), initial={"supervisor": person.reports_to})

    def act(fields):
        personnel.change_supervisor(person, fields["supervisor"], actor=request.user, at=timezone.now())

    if _done(request, form, act, at_field="supervisor"):
        messages.success(request, _("Supervisor of record changed."))
        return redirect(person)
    return render(request, "people/person_supervisor.html", {"person": person, "form": form})


@form_page
def person_move(request, public_id):
    person = _person_to_change(request, public_id)
    initial = {"job_title": person.job_title, "title_text": person.title_text, "worksite": person.worksite_id}
    form = PlaceForm(_typed(request), initial=initial)

    def act(fields):
        personnel.move(person, actor=request.user, at=timezone.now(), **fields)

    if _done(request, form, act, at_field="job_title"):
        messages.success(request, _("Title and worksite recorded."))
        return redirect(person)
    return render(request, "people/person_move.html", {"person": person, "form": form})


@form_page
def person_status(request, public_id):
    person = _person_to_change(request, public_id)
    form = StatusForm(_typed(request), initial={"day": timezone.localdate()})

    def act(fields):
        personnel.set_employment_status(
            person, fields["status"], day=fields["day"], actor=request.user, at=timezone.now()
        )

    if _done(request, form, act, at_field="status"):
        messages.success(request, _("Employment status recorded."))
        return redirect(person)
    return render(request, "people/person_status.html", {"person": person, "form": form})


@require_POST
def person_role_grant(request, public_id):
    person = get_object_or_404(User, public_id=public_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role."))
        return redirect(person)
    grant = personnel.grant_role(person, form.cleaned_data["role"], actor=request.user, at=timezone.now())
    if grant.awaits_confirmation:
        messages.info(request, _("The role counts once a member of the Legal Unit has confirmed it."))
    else:
        messages.success(request, _("Role given."))
    return redirect(person)


@require_POST
def person_role_confirm(request, public_id, grant_id):
    grant = _grant(public_id, grant_id)
    personnel.confirm_role(grant, actor=request.user, at=timezone.now())
    messages.success(request, _("Role confirmed."))
    return redirect(grant.person)


@require_POST
def person_role_end(request, public_id, grant_id):
    grant = _grant(public_id, grant_id)
    personnel.end_role(grant, actor=request.user, at=timezone.now())
    messages.success(request, _("Role ended."))
    return redirect(grant.person)


@form_page
def person_delegate(request, public_id):
    """An administrator hands over the decisions of somebody who cannot do it themselves."""
    person = get_object_or_404(User, public_id=public_id)
    if _handed_over(request, person, form := DelegationForm(_typed(request), supervisor=person)):
        return redirect(person)
    return render(request, "people/person_delegate.html", {"person": person, "form": form})


@form_page
def delegation_list(request):
    """Hand my decisions to someone while I am away; what stands, and what others handed to me."""
    me, today = request.user, timezone.localdate()
    may_hand_over = rules.may_hand_over(me)
    form = DelegationForm(_typed(request), supervisor=me, initial={"from_on": today})
    if _handed_over(request, me, form):
        return redirect("delegation_list")
    standing = Delegation.objects.filter(ended_at__isnull=True, to_on__gte=today).order_by("from_on", "pk")
    context = {
        "form": form,
        "may_hand_over": may_hand_over,
        "mine": standing.filter(supervisor=me).select_related("delegate"),
        "held": standing.filter(delegate=me).select_related("supervisor"),
        "today": today,
    }
    return render(request, "people/delegation_list.html", context)


@require_POST
def delegation_end(request, public_id):
    """By either of the two, or an administrator; to others it does not exist."""
    delegation = get_object_or_404(Delegation.objects.select_related("supervisor", "delegate"), public_id=public_id)
    if not rules.may_end_delegation(request.user, delegation):
        raise Http404
    personnel.end_delegation(delegation, actor=request.user, at=timezone.now())
    messages.success(request, _("The decisions are back with %(name)s.") % {"name": delegation.supervisor.full_name})
    is_own = request.user.pk in (delegation.supervisor_id, delegation.delegate_id)
    return redirect("delegation_list") if is_own else redirect(delegation.supervisor)


@form_page
def youth_edit(request, public_id):
    youth = get_object_or_404(Youth, public_id=public_id)
    names = ("status", "worksite", "assigned_caseworker", "custody_note")
    form = YouthForm(_typed(request), initial={name: getattr(youth, name) for name in names})

    def act(fields):
        personnel.change_youth(youth, actor=request.user, at=timezone.now(), **fields)

    if _done(request, form, act, at_field="assigned_caseworker"):
        messages.success(request, _("Record changed."))
        return redirect(youth)
    return render(request, "people/youth_edit.html", {"youth": youth, "form": form})


@form_page
def youth_discharge(request, public_id):
    """A page of its own, because it ends every authorization for this youth and cannot be taken back."""
    youth = get_object_or_404(Youth.objects.visible_to(request.user), public_id=public_id)
    rules.may_discharge(request.user, youth).enforce()
    if request.method == "POST":
        personnel.discharge_youth(youth, actor=request.user, at=timezone.now())
        messages.success(request, _("%(number)s is recorded as discharged.") % {"number": youth.jjems_number})
        return redirect("youth_list")
    return render(request, "people/youth_discharge.html", {"youth": youth})


def _person_to_change(request, public_id):
    person = get_object_or_404(User.objects.select_related("worksite", "reports_to"), public_id=public_id)
    rules.may_change_person(request.user, person).enforce()
    return person


def _grant(public_id, grant_id):
    return get_object_or_404(
        RoleGrant.objects.select_related("person"), public_id=grant_id, person__public_id=public_id
    )


def _typed(request):
    return request.POST if request.method == "POST" else kept_forms.restore(request)


def _done(request, form, act, *, at_field):
    """Whether the form was sent and the act took place; a refusal is shown at the field it is about."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except NotAllowed as refusal:
        record_outside(
            "access.not_allowed",
            subject=("page", request.resolver_match.view_name),
            actor=request.user,
            at=timezone.now(),
            clause=refusal.verdict.clause,
        )
        form.refuse(at_field, refusal.verdict)
        return False
    return True


def _handed_over(request, supervisor, form):
    def act(fields):
        personnel.delegate(
            supervisor,
            fields["delegate"],
            from_on=fields["from_on"],
            to_on=fields["to_on"],
            reason=fields["reason"],
            actor=request.user,
            at=timezone.now(),
        )

    if not _done(request, form, act, at_field="delegate"):
        return False
    messages.success(request, _("Handed over. Both of you find it in your inbox."))
    return True
