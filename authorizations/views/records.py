"""Reading authorizations, and the supervisor's decision."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from authorizations import rules
from authorizations.choices import Capacity
from authorizations.filters import SupervisionFilter
from authorizations.forms.decisions import DecisionForm, NoteForm
from authorizations.models import EvidenceItem, SupervisionAuthorization
from authorizations.models.supervision import SEES_ALL
from authorizations.rules import evidence as evidence_rules
from authorizations.services import decisions
from authorizations.services.standing import standing_of
from authorizations.states import DECIDED, State
from authorizations.tables import SupervisionTable
from authorizations.views import evidence_facts, record_facts, request_facts, review_facts
from authorizations.views.access import visible_or_404
from authorizations.views.words import deadline, on, timeline
from notifications.services import told_about
from people.roles import Role
from policy.calendar import local_day
from policy.services import current_wordings, latest_acknowledgement
from workflow.errors import NotAllowed
from workflow.keyset import paginate
from workflow.verdicts import YES

FILTER = "supervision_filter"
MOST_SHOTS = 12


@require_http_methods(["GET", "HEAD", "POST"])
def supervision_list(request):
    """The register. Its filter is sent by POST and kept in the session: no name or number stands in an address."""
    if request.method == "POST":
        answers = {} if "clear" in request.POST else request.POST
    else:
        answers = request.GET if "state" in request.GET else request.session.get(FILTER, {})
    rows = SupervisionAuthorization.objects.visible_to(request.user, localdate())
    filtered = SupervisionFilter(answers, queryset=rows)
    is_readable = filtered.form.is_valid()
    if request.method == "POST" and is_readable:
        request.session[FILTER] = {name: answers[name] for name in filtered.form.fields if answers.get(name)}
        return redirect("supervision_list")
    shown = filtered.qs if is_readable else rows.none()
    page = paginate(shown.with_names(), request.GET.get("cursor", ""), by="updated_at")
    context = {
        "page": page,
        "table": SupervisionTable(page.rows),
        "filter": filtered,
        "is_filtered": is_readable and any(filtered.form.cleaned_data.values()),
    }
    return render(request, "authorizations/supervision_list.html", context)


@require_safe
def supervision_detail(request, public_id):
    authorization = visible_or_404(request, public_id)
    if authorization.state == State.DRAFT:
        return render(request, "authorizations/supervision_draft.html", _draft_context(authorization, request.user))
    if authorization.state in DECIDED and authorization.state != State.DENIED:
        return record_page(request, authorization)
    return render(request, "authorizations/supervision_request.html", _request_context(request, authorization))


@require_POST
def supervision_decide(request, public_id):
    authorization = visible_or_404(request, public_id)
    at = now()
    standing = standing_of(request.user, at=at)
    if rules.capacity_to_decide(request.user, authorization, standing) is None:
        raise Http404
    form = _decision_form(request, authorization, standing, data=request.POST)
    if form.is_valid():
        try:
            _decide(authorization, form.cleaned_data, actor=request.user, at=at)
        except NotAllowed as refusal:
            form.add_error("signature" if refusal.verdict.clause == "" else None, refusal.verdict.reason)
        else:
            messages.success(request, _said(form.cleaned_data["decision"]) % {"number": authorization.number})
            return redirect("my_work")
    context = _request_context(request, authorization, form=form)
    return render(request, "authorizations/supervision_request.html", context)


def _decide(authorization, answers, *, actor, at):
    signature = answers["signature"]
    if answers["decision"] == "grant":
        return decisions.grant(
            authorization,
            actor=actor,
            at=at,
            expires_on=answers["expires_on"],
            signature=signature,
            conditions=answers["conditions"],
            reason=answers["stand_in_reason"],
            is_name_confirmed=answers["is_name_confirmed"],
        )
    if answers["decision"] == "return":
        return decisions.return_(authorization, actor=actor, at=at, reason=answers["changes"], signature=signature)
    return decisions.deny(authorization, actor=actor, at=at, reason=answers["denial"], signature=signature)


def _said(decision):
    return {
        "grant": _("%(number)s is granted. The employee gets the JJEMS note to enter."),
        "return": _("%(number)s is returned. The employee was told what to change."),
        "deny": _("%(number)s is denied. The employee was told the reason."),
    }[decision]


@require_safe
def supervision_letter(request, public_id):
    """The decision on paper: what was granted or denied, by whom, on which conditions."""
    authorization = visible_or_404(request, public_id)
    if authorization.state not in DECIDED:
        raise Http404
    snapshot = authorization.snapshot.reveal() if authorization.snapshot else None
    context = {
        "authorization": authorization,
        "snapshot": snapshot,
        "is_granted": snapshot is not None,
        "decided": record_facts.decided_rows(authorization),
        "facts": request_facts.request_facts(authorization),
    }
    return render(request, "authorizations/supervision_letter.html", context)


def _draft_context(authorization, reader):
    """What Legal looks at and answers is between Legal and the employee, also when a supervisor prepared the draft."""
    issues = authorization.compliance_issues.filter(employee=reader)
    issue = issues.order_by("-created_at").first()
    return {"authorization": authorization, "issue": issue}


def _decision_form(request, authorization, standing, data=None):
    starts = max(authorization.requested_from, standing.day)
    return DecisionForm(
        data,
        initial={"version": authorization.version, "expires_on": max(authorization.requested_to, starts)},
        authorization=authorization,
        is_stand_in=rules.capacity_to_decide(request.user, authorization, standing) == Capacity.CHAIN,
        needs_name=not rules.has_real_name(authorization),
        longest=standing.settings["supervision_expiry_days"],
    )


def _request_context(request, authorization, form=None):
    """A request on one page: points to judge, facts, attestations, conflicts, history, and the decision."""
    standing = standing_of(request.user, at=now())
    may_decide = rules.may_decide(request.user, authorization, standing)
    if form is None and may_decide:
        form = _decision_form(request, authorization, standing)
    supervisor = rules.acting_supervisor(authorization)
    entries, has_more = timeline(authorization)
    acknowledged = latest_acknowledgement(authorization.employee, "policy")
    chosen = form.data.get("decision", "") if form is not None and form.is_bound else "grant"
    context = {
        "authorization": authorization,
        "facts": request_facts.request_facts(authorization),
        "points": request_facts.judgment_points(authorization),
        "attestations": request_facts.attestation_items(authorization),
        "conflicts": request_facts.conflict_items(authorization, request.user),
        "earlier": request_facts.earlier(authorization, standing.day),
        "entries": entries,
        "told": told_about(authorization.public_id),
        "has_more": has_more,
        "form": form,
        "may_decide": may_decide,
        "capacity": rules.capacity_to_decide(request.user, authorization, standing),
        "acting_for": supervisor,
        "is_mine": request.user.pk == authorization.employee_id,
        "may_edit": rules.may_edit(request.user, authorization),
        "may_withdraw": rules.may_withdraw(request.user, authorization),
        "next_in_line": supervisor.reports_to if supervisor and standing.settings["allow_chain_decision"] else None,
        "note_days": standing.settings["jjems_note_due"],
        **{f"is_{decision}": chosen == decision for decision in ("grant", "return", "deny")},
    }
    context["facts"]["who"].append(
        {"label": _("Policy read"), "value": on(acknowledged.on) if acknowledged else _("Not acknowledged yet")}
    )
    if authorization.state == State.SUBMITTED:
        context["due"] = deadline(authorization.decide_by, standing.day)
        context["is_overdue"] = authorization.decide_by < standing.day
    return context


def record_page(request, authorization, *, note=None, note_form=None):
    """A granted authorization: its notes, what happens next, who decided, what can be done.

    `note_form`: the refused confirmation of `note`, shown again with what was typed.
    """
    at = now()
    standing = standing_of(request.user, at=at)
    notes = record_facts.note_blocks(authorization, request.user, standing.day)
    for block in notes:
        if block["is_open"] and block["may_confirm"]:
            block["form"] = (
                note_form
                if note is not None and block["note"].pk == note.pk
                else NoteForm(
                    initial={"version": block["note"].version, "entered_on": local_day(at)},
                    prefix=f"n{block['note'].pk}",
                )
            )
    entries, has_more = timeline(authorization)
    sight = _sight(request.user, authorization, standing.day)
    evidence, may_capture = _evidence(request.user, authorization, standing.day, sight)
    rename = authorization.renames.filter(state="asked").first() if authorization.has_open_rename else None
    context = {
        "authorization": authorization,
        "band": record_facts.band(authorization, standing.day),
        "notes": notes,
        "rail": record_facts.rail(authorization, notes, standing.settings, standing.day)
        if authorization.is_live
        else [],
        "decided": record_facts.decided_rows(authorization),
        "entries": entries,
        "told": told_about(authorization.public_id, *(block["note"].public_id for block in notes)),
        "has_more": has_more,
        "evidence": evidence,
        "may_capture": may_capture,
        "form_key": uuid.uuid4(),
        "acts": acts(request.user, authorization, standing, has_rename=rename is not None),
        "reviews": review_facts.of_record(authorization, standing.day) if sight[0] else [],
        "rename": rename,
        "may_decide_rename": rules.is_in_charge(request.user, authorization, standing),
        "is_mine": request.user.pk == authorization.employee_id,
        "not_required": current_wordings(["b2.not_required"])["b2.not_required"],
    }
    return render(request, "authorizations/supervision_record.html", context)


def _evidence(user, authorization, day, sight):
    """(the evidence strip, whether this person may add to it)"""
    may_capture = bool(evidence_rules.may_capture(user, authorization)) and authorization.is_live
    items = EvidenceItem.objects.filter(authorization=authorization).on_record().with_first_file()
    may_read, may_see = sight
    shown = items[:MOST_SHOTS] if may_read else []
    return evidence_facts.shots(shown, day, with_pictures=may_see), may_capture


def _sight(user, authorization, day):
    """(may read the captures and reviews of this record, may see pictures), for somebody who may open the record.

    Who opens it by their caseload alone reads none, an auditor sees no pictures; others opened it as EvidenceItem's
    visible_to has it, so that only these two ask again.
    """
    is_mine = user.pk == authorization.employee_id
    if is_mine or user.roles & (SEES_ALL - {Role.AUDITOR}):
        return True, True
    is_auditor = user.has_role(Role.AUDITOR)
    if not is_auditor and user.pk != authorization.youth.assigned_caseworker_id:
        return True, True
    same = SupervisionAuthorization.objects.filter(pk=authorization.pk)
    oversees = same.overseen_by(user, day, roles=frozenset()).exists()
    return oversees or is_auditor, oversees


def acts(user, authorization, standing, *, has_rename):
    """What this person could do with it: {url name, label, verdict}. An act that is never theirs is left out."""
    is_mine = user.pk == authorization.employee_id
    in_charge = rules.is_in_charge(user, authorization, standing)
    may_interrupt = in_charge or rules.is_legal(user, authorization)
    found = []
    if is_mine:
        found += [
            ("supervision_renew", _("Renew"), rules.may_renew(
                user, authorization, standing, has_successor=authorization.has_successor)),
            ("account_rename", _("Account name changed"), rules.may_rename(
                user, authorization, has_open_rename=has_rename)),
            ("supervision_copy", _("Copy for another youth or account"), rules.may_request(user)),
        ]  # fmt: skip
    if is_mine and rules.may_recheck_privacy(user, authorization):
        found.append(("supervision_privacy", _("Viewer privacy checked again"), YES))
    if in_charge and authorization.reaffirm_due_on:
        found.append(("supervision_reaffirm", _("Re-affirm"), rules.may_reaffirm(user, authorization, standing)))
    if may_interrupt and authorization.state == State.ACTIVE:
        found.append(("supervision_suspend", _("Suspend"), rules.may_suspend(user, authorization, standing)))
    if may_interrupt and authorization.state == State.SUSPENDED:
        found.append(("supervision_resume", _("Resume"), rules.may_resume(user, authorization, standing)))
    if may_interrupt and authorization.is_live:
        found.append(("supervision_revoke", _("Revoke"), rules.may_revoke(user, authorization, standing)))
    if (is_mine or in_charge) and authorization.is_live:
        found.append(
            ("supervision_close", _("Close this authorization"), rules.may_close(user, authorization, standing))
        )
    return [{"name": name, "label": label, "verdict": verdict} for name, label, verdict in found]
