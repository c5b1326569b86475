"""Who is told what when people change (domain 9: N15, N16), and the ladder of a missing supervisor.

Titles are shown in the inbox only; a youth is named there by JJEMS number, never by name.
"""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from authorizations.models import SupervisionAuthorization
from authorizations.states import LIVE, PENDING
from notifications.ladders import CALENDAR, Audience, Ladder, StageRule, register
from notifications.services import close_obligations, next_period, notify, open_obligation
from people.models import User
from people.roles import Role
from policy.calendar import local_day

VACANCY = "person.without_supervisor"


def _tell(recipients, event, subject, *, title, at, actor, url, mail=True):
    """One inbox entry for each person, but not for the one who did it."""
    for person in recipients:
        if person is None or person.pk == actor.pk or not person.is_working:
            continue
        key = f"{event}:{subject.public_id}:{at.timestamp()}:{person.public_id}"
        notify(key=key, recipient=person, kind=event, title=title, url=url, at=at, mail=mail)


def keepers(*roles):
    """Those who hold one of the roles; without any, administrators and Legal, who hear of changed roles (N15)."""
    return User.objects.working().holding(*(roles or (Role.ADMIN, Role.LEGAL)))


def supervisor_changed(person, former, *, actor, at):
    new, name = person.reports_to, {"name": person.full_name}
    common = {"at": at, "actor": actor, "url": reverse("my_work")}
    title = _("%(name)s is your supervisor of record now") % {"name": new.full_name if new else _("Nobody")}
    _tell([person], "person.supervisor_set", person, title=title, **common)
    title = _("You are the supervisor of record of %(name)s now") % name
    _tell([new], "person.supervisor_set", person, title=title, **common)
    title = _("You are no longer the supervisor of record of %(name)s") % name
    _tell([former], "person.supervisor_set", person, title=title, **common)


def supervisor_absent(supervisor, *, actor, at):
    """Somebody with staff is away and nobody decides for them: those above can ask for a stand-in."""
    title = _("%(name)s is on leave. Their decisions are not handed over yet.") % {"name": supervisor.full_name}
    above, administrators = next_level(supervisor), keepers(Role.ADMIN)
    common = {"title": title, "at": at, "actor": actor}
    _tell(administrators, "person.on_leave", supervisor, url=supervisor.get_absolute_url(), **common)
    if above not in administrators:
        _tell([above], "person.on_leave", supervisor, url=reverse("my_work"), **common)


def moved(person, *, actor, at):
    title = _("Your record now says: %(title)s, %(worksite)s") % {"title": person.title, "worksite": person.worksite}
    _tell([person], "person.moved", person, title=title, at=at, actor=actor, url=reverse("my_work"))


def delegation_made(delegation, *, actor, at):
    days = {"first": date_format(delegation.from_on, "M j"), "last": date_format(delegation.to_on, "M j")}
    common = {"at": at, "actor": actor, "url": reverse("delegation_list")}
    title = _("You decide for %(name)s from %(first)s to %(last)s") % {"name": delegation.supervisor.full_name, **days}
    _tell([delegation.delegate], "delegation.made", delegation, title=title, **common)
    title = _("%(name)s decides for you from %(first)s to %(last)s") % {"name": delegation.delegate.full_name, **days}
    _tell([delegation.supervisor], "delegation.made", delegation, title=title, **common)


def delegation_ended(delegation, *, actor, at):
    title = _("%(delegate)s no longer decides for %(name)s") % {
        "delegate": delegation.delegate.full_name,
        "name": delegation.supervisor.full_name,
    }
    both, url = [delegation.delegate, delegation.supervisor], reverse("delegation_list")
    _tell(both, "delegation.ended", delegation, title=title, at=at, actor=actor, url=url)


def role_granted(grant, *, actor, at):
    """A role that opens confidential records waits for Legal, who are asked by mail as well."""
    words = {"name": grant.person.full_name, "role": grant.get_role_display()}
    if grant.awaits_confirmation:
        title = _("%(name)s was given the role %(role)s. A member of the Legal Unit confirms it.") % words
    else:
        title = _("%(name)s was given the role %(role)s") % words
    _tell_of_role(grant, "role.granted", title, actor=actor, at=at, mail=grant.awaits_confirmation)


def role_confirmed(grant, *, actor, at):
    words = {"name": grant.person.full_name, "role": grant.get_role_display()}
    _tell_of_role(grant, "role.confirmed", _("%(name)s has the role %(role)s now") % words, actor=actor, at=at)


def role_ended(grant, *, actor, at):
    words = {"name": grant.person.full_name, "role": grant.get_role_display()}
    _tell_of_role(grant, "role.ended", _("%(name)s no longer has the role %(role)s") % words, actor=actor, at=at)


def _tell_of_role(grant, event, title, *, actor, at, mail=False):
    """The person, and administrators and Legal (N15), whose entry leads to the record."""
    common = {"title": title, "at": at, "actor": actor}
    _tell([grant.person], event, grant, url=reverse("my_work"), **common)
    others = keepers().exclude(pk=grant.person_id)
    _tell(others, event, grant, url=grant.person.get_absolute_url(), mail=mail, **common)


def youth_discharged(youth, *, actor, at):
    title = _("%(number)s was recorded as discharged") % {"number": youth.jjems_number}
    url = youth.get_absolute_url()
    _tell([youth.assigned_caseworker], "youth.discharged", youth, title=title, at=at, actor=actor, url=url)


# A supervisor of record is missing (N16) ------------------------------------------------------------------------------


def next_level(person):
    """The first working person above somebody's supervisor of record, also when that one has left; or None."""
    line = person.reporting_lines.select_related("supervisor").last()
    above = person.reports_to or (line.supervisor if line else None)
    while above is not None and not above.is_working:
        above = above.reports_to
    return above


def watch_vacancy(person, *, at):
    """Start or stop the daily reminder that somebody with open items has no supervisor of record."""
    if person.without_supervisor_since is None or not person.is_working:
        close_obligations(person, at=at, kinds=[VACANCY])
    elif _has_open_items(person):
        day, period = local_day(at), next_period(VACANCY, person)
        open_obligation(VACANCY, subject=person, anchor_on=day, due_on=day, at=at, period=period)


def _has_open_items(person):
    return SupervisionAuthorization.objects.filter(employee=person, state__in=[*PENDING, *LIVE]).exists()


def _person(obligation):
    return User.objects.select_related("reports_to").get(public_id=obligation.subject_id)


def _vacancy_title(obligation, stage):
    return _("%(name)s has open items and no supervisor of record") % {"name": _person(obligation).full_name}


def _vacancy_stands(obligation):
    person = _person(obligation)
    return person.without_supervisor_since is not None and person.is_working and _has_open_items(person)


def register_ladders():
    register(
        Ladder(
            kind=VACANCY,
            label=later("Nobody is the supervisor of record"),
            stages=[StageRule("daily", 0, CALENDAR, repeat_every=1, to=[Audience.NEXT, Audience.ADMINISTRATORS])],
            audiences={
                Audience.NEXT: lambda obligation, day: [next_level(_person(obligation))],
                Audience.ADMINISTRATORS: lambda obligation, day: keepers(Role.ADMIN),
            },
            title=_vacancy_title,
            url=lambda obligation, stage: reverse("my_work"),
            still_open=_vacancy_stands,
        )
    )
