"""Who is told what about supervision authorizations (domain 9: N1, N2, N3, N15), and the ladders of what is due.

Titles are shown in the inbox only, behind the sign-in; mail says that something waits, never what.
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from authorizations.models import AccountRename, JJEMSNote, SupervisionAuthorization
from authorizations.states import State
from notifications.ladders import BUSINESS, CALENDAR, Audience, Effect, Ladder, StageRule, register
from notifications.services import notify
from people.models import Delegation, User
from people.roles import Role
from policy.calendar import local_day

DECISION = "supervision.decision"
NOTE = "supervision.note"
EXPIRY = "supervision.expiry"
REAFFIRM = "supervision.reaffirm"
RENAME = "account.rename"


def _tell(recipient, event, subject, *, title, url, at, mail=True):
    if recipient is not None and recipient.is_working:
        notify(
            key=f"{event}:{subject.public_id}:{subject.version}:{recipient.public_id}",
            recipient=recipient,
            kind=event,
            title=title,
            url=url,
            at=at,
            mail=mail,
            about=getattr(subject, "authorization", subject).public_id,
        )


def deciders(authorization, day):
    """The supervisor of record and whoever stands in for them on `day`; nobody under one who has left."""
    supervisor = authorization.employee.reports_to
    if supervisor is None or not supervisor.is_working:
        return []
    stand_ins = [
        row.delegate
        for row in Delegation.objects.active(day).filter(supervisor=supervisor).select_related("delegate")
        if row.delegate_id != authorization.employee_id
    ]
    return [supervisor, *stand_ins]


def _decide_now(authorization, day):
    """Whom a request waits for on `day`: without a working supervisor, for the next in line."""
    return deciders(authorization, day) or [next_in_line(authorization)]


def next_in_line(authorization):
    supervisor = authorization.employee.reports_to or authorization.supervisor_at_submission
    return supervisor.reports_to if supervisor else None


# Events ---------------------------------------------------------------------------------------------------------------


def request_waits(authorization, *, at):
    title = _("%(number)s waits for your decision") % {"number": authorization.number}
    for person in _decide_now(authorization, local_day(at)):
        _tell(person, "supervision.waits", authorization, title=title, url=authorization.get_absolute_url(), at=at)


def tell_employee(authorization, event, *, at):
    """The employee hears of every decision and every end."""
    titles = {
        "returned": _("%(number)s was returned: something is to be changed"),
        "denied": _("%(number)s was denied"),
        "granted": _("%(number)s was granted: enter the note in JJEMS"),
        "suspended": _("%(number)s was suspended: stop viewing until it is resumed"),
        "resumed": _("%(number)s was resumed"),
        "revoked": _("%(number)s was revoked: stop viewing"),
        "closed": _("%(number)s was closed: stop viewing"),
        "expired": _("%(number)s expired: stop viewing"),
        "withdrawn": _("%(number)s was withdrawn"),
    }
    _tell(
        authorization.employee,
        f"supervision.{event}",
        authorization,
        title=titles[event] % {"number": authorization.number},
        url=authorization.get_absolute_url(),
        at=at,
    )


def tell_caseworker_granted(authorization, *, at):
    caseworker = authorization.youth.assigned_caseworker
    if caseworker is not None and caseworker.pk != authorization.employee_id:
        title = _("%(number)s concerns a youth of your caseload") % {"number": authorization.number}
        _tell(
            caseworker,
            "supervision.caseload",
            authorization,
            title=title,
            url=authorization.get_absolute_url(),
            at=at,
        )


def tell_supervisor(authorization, event, *, at):
    """The supervisor hears of what the portal, Legal or the employee ended or interrupted."""
    titles = {
        "suspended": _("%(number)s was suspended"),
        "revoked": _("%(number)s was revoked"),
        "closed": _("%(number)s was closed"),
        "expired": _("%(number)s expired"),
        "withdrawn": _("%(number)s was withdrawn"),
        "returned_from_leave": _("%(number)s can be resumed: the employee is back"),
    }
    _tell(
        authorization.employee.reports_to,
        f"supervision.{event}.supervisor",
        authorization,
        title=titles[event] % {"number": authorization.number},
        url=authorization.get_absolute_url(),
        at=at,
    )


def draft_prepared(authorization, *, at):
    """A supervisor drafted a request for a member of staff, who must sign it."""
    _tell(
        authorization.employee,
        "supervision.drafted",
        authorization,
        title=_("A request was drafted for you: check it and sign it"),
        url=reverse("supervision_edit", args=[authorization.public_id, "sign"]),
        at=at,
    )


def supervision_to_reaffirm(authorization, *, at):
    title = _("%(number)s: you became the supervisor; say whether it stands") % {"number": authorization.number}
    _tell(
        authorization.employee.reports_to,
        "supervision.reaffirm",
        authorization,
        title=title,
        url=authorization.get_absolute_url(),
        at=at,
    )


def rename_waits(rename, *, at):
    authorization = rename.authorization
    title = _("%(number)s: a new account name waits for your decision") % {"number": authorization.number}
    for person in deciders(authorization, local_day(at)):
        _tell(person, "rename.waits", rename, title=title, url=authorization.get_absolute_url(), at=at)


def rename_decided(rename, *, at):
    title = _("%(number)s: your new account name was decided") % {"number": rename.authorization.number}
    _tell(
        rename.authorization.employee,
        "rename.decided",
        rename,
        title=title,
        url=rename.authorization.get_absolute_url(),
        at=at,
    )


def legal_of_conflict(attempt, *, at):
    """N15: silently to Legal, once a day for one name. The requester sees the same sentence in every case."""
    _tell_legal(
        f"handle.conflict:{attempt.person.public_id}:{bytes(attempt.key).hex()}:{local_day(at)}",
        kind="handle.conflict",
        title=_("An account name is held by somebody else already"),
        url=reverse("handle_conflict_list"),
        about=attempt.person_id,
        at=at,
    )


def _tell_legal(key, *, kind, title, url, about, at):
    for person in User.objects.working().holding(Role.LEGAL).exclude(pk=about):
        notify(key=f"{key}:{person.public_id}", recipient=person, kind=kind, title=title, url=url, at=at)


# What is due ----------------------------------------------------------------------------------------------------------


def _authorization(obligation):
    return SupervisionAuthorization.objects.with_people().get(public_id=obligation.subject_id)


def _note(obligation):
    return JJEMSNote.objects.select_related(
        "authorization__employee__reports_to__reports_to",
        "authorization__supervisor_at_submission",
        "authorization__youth__assigned_caseworker",
    ).get(public_id=obligation.subject_id)


def _but_the_employee(people, authorization):
    """The requester is never told as a decider."""
    return [person for person in people if person is not None and person.pk != authorization.employee_id]


def _waits_for(obligation, day):
    authorization = _authorization(obligation)
    return _but_the_employee(_decide_now(authorization, day), authorization)


def _next_of_request(obligation, day):
    authorization = _authorization(obligation)
    return _but_the_employee([next_in_line(authorization)], authorization)


def _decision_title(obligation, stage):
    number = _authorization(obligation).number
    if local_day(stage.fired_at) > obligation.due_on:
        return _("%(number)s: the decision is overdue") % {"number": number}
    return _("%(number)s still waits for a decision") % {"number": number}


def _enters_note(obligation, day):
    authorization = _note(obligation).authorization
    return [authorization.employee if authorization.employee.is_working else authorization.youth.assigned_caseworker]


def _note_title(obligation, stage):
    number = _note(obligation).authorization.number
    if local_day(stage.fired_at) > obligation.due_on:
        return _("%(number)s: the JJEMS note is overdue") % {"number": number}
    return _("%(number)s: the JJEMS note is due today") % {"number": number}


def _expiry_title(obligation, stage):
    number = _authorization(obligation).number
    days = (obligation.due_on - local_day(stage.fired_at)).days  # after an outage fewer than the stage's name says
    if days <= 0:
        return _("%(number)s ends tonight") % {"number": number}
    return _("%(number)s ends in %(days)s days") % {"number": number, "days": days}


def _is_not_renewed(obligation):
    authorization = _authorization(obligation)
    return authorization.is_live and not authorization.renewals.live().exists()


def _rename(obligation):
    return AccountRename.objects.select_related("authorization__employee__reports_to").get(
        public_id=obligation.subject_id
    )


def _authorization_url(obligation, stage):
    return _authorization(obligation).get_absolute_url()


def register_ladders():
    """Called once, when the portal starts."""
    register(
        Ladder(
            kind=DECISION,
            setting="supervision_decision_due",
            label=later("A request to decide"),
            clause="B.2",
            stages=[
                StageRule("day-2", -3, BUSINESS, to=[Audience.SUPERVISOR]),
                StageRule("day-4", -1, BUSINESS, to=[Audience.SUPERVISOR]),
                StageRule("late", 1, BUSINESS, repeat_every=2, to=[Audience.NEXT], effect=Effect.ESCALATE),
            ],
            audiences={Audience.SUPERVISOR: _waits_for, Audience.NEXT: _next_of_request},
            title=_decision_title,
            url=_authorization_url,
            still_open=lambda obligation: _authorization(obligation).state == State.SUBMITTED,
        )
    )
    register(
        Ladder(
            kind=NOTE,
            setting="jjems_note_due",
            label=later("A note to enter in JJEMS"),
            clause="B.2.c",
            stages=[
                StageRule("due", 0, CALENDAR, to=[Audience.EMPLOYEE]),
                StageRule("late", 1, BUSINESS, repeat_every=1, up_to=4, to=[Audience.SUPERVISOR]),
                StageRule("late-5", 5, BUSINESS, repeat_every=1, to=[Audience.NEXT], effect=Effect.ESCALATE),
            ],
            audiences={
                Audience.EMPLOYEE: _enters_note,
                Audience.SUPERVISOR: lambda obligation, day: [_note(obligation).authorization.employee.reports_to],
                Audience.NEXT: lambda obligation, day: [next_in_line(_note(obligation).authorization)],
            },
            title=_note_title,
            url=lambda obligation, stage: _note(obligation).authorization.get_absolute_url(),
            still_open=lambda obligation: _note(obligation).is_open,
        )
    )
    both = [Audience.EMPLOYEE, Audience.SUPERVISOR]
    register(
        Ladder(
            kind=EXPIRY,
            setting="supervision_expiry_days",
            label=later("An authorization that ends"),
            clause="B.2",
            stages=[
                StageRule("30-days", -30, to=both),
                StageRule("7-days", -7, to=both),
                StageRule("last-day", 0, to=both),
            ],
            audiences={
                Audience.EMPLOYEE: lambda obligation, day: [_authorization(obligation).employee],
                Audience.SUPERVISOR: lambda obligation, day: [_authorization(obligation).employee.reports_to],
            },
            title=_expiry_title,
            url=_authorization_url,
            still_open=_is_not_renewed,
        )
    )
    register(
        Ladder(
            kind=REAFFIRM,
            setting="youth_reaffirm_after_supervisor_change_days",
            label=later("An authorization a new supervisor re-affirms"),
            clause="B.2",
            stages=[
                StageRule("7-days", -7, to=[Audience.SUPERVISOR]),
                StageRule("due", 0, to=[Audience.SUPERVISOR]),
            ],
            audiences={Audience.SUPERVISOR: lambda obligation, day: [_authorization(obligation).employee.reports_to]},
            title=lambda obligation, stage: (
                _("%(number)s is to be re-affirmed") % {"number": _authorization(obligation).number}
            ),
            url=_authorization_url,
            still_open=lambda obligation: _authorization(obligation).reaffirm_due_on is not None,
        )
    )
    register(
        Ladder(
            kind=RENAME,
            setting="supervision_decision_due",
            label=later("A new account name to decide"),
            clause="B.2.e",
            stages=[
                StageRule("day-2", -3, BUSINESS, to=[Audience.SUPERVISOR]),
                StageRule("due", 0, BUSINESS, to=[Audience.SUPERVISOR]),
            ],
            audiences={
                Audience.SUPERVISOR: lambda obligation, day: deciders(_rename(obligation).authorization, day),
            },
            title=lambda obligation, stage: (
                _("%(number)s: a new account name still waits for your decision")
                % {"number": _rename(obligation).authorization.number}
            ),
            url=lambda obligation, stage: _rename(obligation).authorization.get_absolute_url(),
            still_open=lambda obligation: _rename(obligation).state == "asked",
        )
    )
