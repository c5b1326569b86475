"""The audit trail as a page: what may be seen of it, how it is narrowed, and what each event is about."""

import re
import uuid
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, time

import django_filters
from django import forms
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEvent
from audit.sentences import SENTENCES, sentence
from authorizations.models import ComplianceIssue, JJEMSNote, Platform, SocialMediaAccount, SupervisionAuthorization
from investigations.models import InvestigationAuthorization, InvestigationProfile
from notifications.models import UrgentCall
from people.forms.fields import DateInput
from people.models import User, Youth
from people.roles import Role
from policy.calendar import MASSACHUSETTS
from policy.models import LegalHoliday, Setting
from pulse_moderation.models import Audit, RecordsRequest
from violations.models import Link, Report

MOST_PEOPLE = 50
NOBODY = {"system": _("the portal")}
KINDS = {
    "authorizations.supervisionauthorization": _("Supervision authorization"),
    "authorizations.jjemsnote": _("JJEMS note"),
    "authorizations.socialmediaaccount": _("Social media account"),
    "authorizations.accountrename": _("New account name"),
    "authorizations.handleattempt": _("Account name in conflict"),
    "authorizations.complianceissue": _("Compliance issue"),
    "authorizations.platform": _("Social media site"),
    "investigations.investigationauthorization": _("Investigation"),
    "investigations.investigationprofile": _("Investigation profile"),
    "investigations.communicationapproval": _("Communication"),
    "investigations.reviewmeeting": _("Review meeting"),
    "investigations.confidentialissue": _("Confidential issue"),
    "investigations.emergencyaccess": _("Emergency access"),
    "pulse_moderation.audit": _("Audit of Pulse"),
    "pulse_moderation.recordsrequest": _("Public-records request"),
    "violations.link": _("Linked reports"),
    "violations.report": _("Report"),
    "people.user": _("Person"),
    "people.youth": _("Youth"),
    "notifications.brake": _("Brake of the sweep"),
    "notifications.oncallrota": _("On-call rota"),
    "notifications.urgentcall": _("Urgent call"),
    "policy.legalholiday": _("Legal holiday"),
    "policy.setting": _("Setting"),
    "page": _("Page"),
    "sign_in": _("Sign-in"),
}
GROUPS = {
    "supervision": _("Supervision"),
    "note": _("JJEMS notes"),
    "account": _("Accounts"),
    "rename": _("Accounts"),
    "platform": _("Sites"),
    "compliance": _("Compliance"),
    **dict.fromkeys(
        [
            "investigation",
            "profile",
            "communication",
            "meeting",
            "confidential_issue",
            "designation",
            "delegate",
            "capture",
            "disclosure",
        ],
        _("Investigations"),
    ),
    **dict.fromkeys(["pulse_audit", "pulse_search", "records_request"], _("Pulse")),
    "report": _("Reports"),
    "reserve": _("Reports"),
    "emergency": _("Sign-in and access"),
    "person": _("People"),
    "role": _("People"),
    "delegation": _("People"),
    "reminders": _("People"),
    "feed": _("Sign-in and access"),
    "youth": _("Youth"),
    "policy": _("Policy and settings"),
    "clock": _("Policy and settings"),
    "rota": _("Urgent calls"),
    "urgent": _("Urgent calls"),
    "holiday": _("Policy and settings"),
    "setting": _("Policy and settings"),
    "session": _("Sign-in and access"),
    "access": _("Sign-in and access"),
    "trail": _("Sign-in and access"),
}


def visible_to(user):
    """The events this person may read (domain 4.4): those of confidential records are for Legal only, and those of a
    confidential call or a report that must not reach a member of Legal are not for them either. Call it and read what it
    gives inside acting_as: the database says whose reports there are.
    """
    if not user.has_role(Role.LEGAL):
        return AuditEvent.objects.filter(is_confidential=False)
    walled_off = Q(subject_label="violations.report") & ~Q(subject_id__in=_in_text(Report.objects.all()))
    walled_off |= Q(subject_label="violations.link") & ~Q(subject_id__in=_in_text(Link.objects.all()))
    walled = UrgentCall.objects.filter(without=user, is_confidential=True)
    of_others = Q(subject_label="notifications.urgentcall", subject_id__in=_in_text(walled))
    return AuditEvent.objects.exclude(walled_off | of_others)


def _in_text(records):
    """Their public ids as the trail keeps them."""
    return records.order_by().annotate(named=Cast("public_id", CharField())).values("named")


def _actions():
    """Every action the portal has a sentence for, grouped, with dots where a name will stand."""
    groups = defaultdict(list)
    for code, template in SENTENCES.items():
        words = re.sub(r"\{\w+\}", "…", str(template))
        groups[str(GROUPS.get(code.partition(".")[0], _("Other")))].append((code, words))
    return [(group, sorted(actions, key=lambda action: action[1])) for group, actions in sorted(groups.items())]


class TrailFilter(django_filters.FilterSet):
    """Nothing here searches inside words: the trail is long, and each of these has an index or a short list."""

    about = django_filters.CharFilter(
        label=_("Number or id, in full"),
        method="filter_about",
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person = django_filters.CharFilter(
        label=_("Done by"),
        method="filter_person",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=_actions, empty_label=_("Anything"))
    kind = django_filters.ChoiceFilter(
        label=_("About"), field_name="subject_label", choices=list(KINDS.items()), empty_label=_("Anything")
    )
    first = django_filters.DateFilter(label=_("From"), method="filter_first", widget=DateInput())
    last = django_filters.DateFilter(label=_("To"), method="filter_last", widget=DateInput())

    class Meta:
        model = AuditEvent
        fields = []

    def filter_about(self, queryset, name, value):
        ids = {value, *map(str, _ids_of(value))}
        found = Q(subject_id__in=ids) | Q(request_id=value)
        with suppress(ValueError):
            found |= Q(event_id=uuid.UUID(value))
        return queryset.filter(found)

    def filter_person(self, queryset, name, value):
        """By name or employee number, whoever works here or did; or by a word such as system."""
        people = User.objects.matching(name=value).values_list("public_id", flat=True)[:MOST_PEOPLE]
        return queryset.filter(Q(actor_id__in=[str(id) for id in people]) | Q(actor_id="", actor_name__iexact=value))

    def filter_first(self, queryset, name, day):
        return queryset.filter(at__gte=datetime.combine(day, time.min, MASSACHUSETTS))

    def filter_last(self, queryset, name, day):
        return queryset.filter(at__lte=datetime.combine(day, time.max, MASSACHUSETTS))


def _ids_of(number):
    """What a human number stands for: an authorization with its notes, an investigation, or a youth."""
    authorizations = SupervisionAuthorization.objects.filter(number__iexact=number)
    yield from authorizations.values_list("public_id", flat=True)
    yield from JJEMSNote.objects.filter(authorization__in=authorizations).values_list("public_id", flat=True)
    yield from _investigations_of(number)
    yield from Youth.objects.filter(jjems_number__iexact=number).values_list("public_id", flat=True)


def _investigations_of(number):
    return InvestigationAuthorization.objects.filter(number=number.upper()).values_list("public_id", flat=True)


def to_keep(typed):
    """What was typed, as it may stay in a session: an id stands for the number of an investigation."""
    found = _investigations_of(typed["about"].strip()).first() if typed.get("about") else None
    return typed | {"about": str(found)} if found else typed


def to_show(kept):
    """What was kept, as it was typed: the number again, for whoever may know of the investigation."""
    try:
        public_id = uuid.UUID(kept.get("about", ""))
    except ValueError:
        return kept
    number = InvestigationAuthorization.objects.filter(public_id=public_id).values_list("number", flat=True).first()
    return kept | {"about": number} if number else kept


def entries(events, user, day):
    """The events as the page shows them; one query for each kind of subject among them, however many there are."""
    subjects = _subjects(events, user, day)
    worded = [(event, sentence(event)) for event in events]
    return [
        {
            "at": event.at,
            "text": text,
            "actor": "" if event.actor_name in text else NOBODY.get(event.actor_name, event.actor_name),
            "clause": event.clause,
            "is_confidential": event.is_confidential,
            "kind": KINDS.get(event.subject_label, event.subject_label),
            "subject": subjects.get((event.subject_label, event.subject_id)) or {"text": _short(event.subject_id)},
        }
        for event, text in worded
    ]


def _short(subject_id):
    """A page's name as it is, the first part of an id."""
    return subject_id.split("-")[0] if len(subject_id) == 36 else subject_id


def _subjects(events, user, day):
    """{(label, id): {text, url}} for the subjects this person may see; what they may not stays an id."""
    wanted = defaultdict(set)
    for event in events:
        if len(event.subject_id) == 36:
            wanted[event.subject_label].add(event.subject_id)
    return {
        (label, str(row.public_id)): shown(row, user)
        for label, ids in wanted.items()
        if label in LOOK_UPS
        for rows, shown in [LOOK_UPS[label]]
        for row in rows(user, day).filter(public_id__in=ids)
    }


def _authorizations(user, day):
    return SupervisionAuthorization.objects.visible_to(user, day)


def _notes(user, day):
    visible = SupervisionAuthorization.objects.visible_to(user, day).values("pk")
    return JJEMSNote.objects.filter(authorization__in=visible).select_related("authorization")


def _issues(user, day):
    return ComplianceIssue.objects.all() if user.has_role(Role.LEGAL) else ComplianceIssue.objects.none()


def _everybody(model):
    return lambda user, day: model.objects.all()


def _person(person, user):
    may_open = user.has_role(Role.ADMIN, Role.LEGAL)
    return {"text": person.full_name, "url": person.get_absolute_url() if may_open else ""}


def _linked(row, user):
    return {"text": str(row), "url": row.get_absolute_url()}


def _through_authorization(row, user):
    return {"text": str(row.authorization), "url": row.authorization.get_absolute_url()}


def _issue(issue, user):
    return {"text": issue.clause, "url": reverse("compliance_detail", args=[issue.public_id])}


def _setting(setting, user):
    return {"text": str(setting), "url": setting.get_absolute_url() if user.has_role(Role.ADMIN) else ""}


def _profile(profile, user):
    return {"text": _("Investigation profile"), "url": profile.get_absolute_url()}


def _account(account, user):
    return {"text": account.site_name, "url": reverse("account_list") if user.has_role(Role.LEGAL, Role.ADMIN) else ""}


def _investigations(model):
    """Of the compartment: for the Legal Unit, inside the transaction in which the database knows who reads."""
    return lambda user, day: model.objects.visible_to(user, day)


# label: (the rows this person may see, how one is named)
LOOK_UPS = {
    "authorizations.supervisionauthorization": (_authorizations, _linked),
    "authorizations.jjemsnote": (_notes, _through_authorization),
    "authorizations.complianceissue": (_issues, _issue),
    "authorizations.platform": (_everybody(Platform), lambda row, user: {"text": row.name}),
    "authorizations.socialmediaaccount": (
        lambda user, day: SocialMediaAccount.objects.select_related("platform"),
        _account,
    ),
    "investigations.investigationauthorization": (_investigations(InvestigationAuthorization), _linked),
    "investigations.investigationprofile": (_investigations(InvestigationProfile), _profile),
    "pulse_moderation.audit": (lambda user, day: Audit.objects.visible_to(user), _linked),
    "pulse_moderation.recordsrequest": (lambda user, day: RecordsRequest.objects.visible_to(user), _linked),
    "people.user": (_everybody(User), _person),
    "people.youth": (lambda user, day: Youth.objects.visible_to(user), _linked),
    "policy.legalholiday": (_everybody(LegalHoliday), lambda row, user: {"text": row.name}),
    "policy.setting": (_everybody(Setting), _setting),
}
