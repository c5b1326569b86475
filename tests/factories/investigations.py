"""Investigations in any state, made through the same services people use, each as the person whose act it is."""

import datetime
import uuid

from authorizations.models import Platform
from investigations.choices import Answer, Level, MeetingCheck, Method, Outcome, Purpose, ReviewCheck
from investigations.models import InvestigationAuthorization
from investigations.services import contacts, decisions, meetings, people, profiles, requests, reviews
from policy.calendar import local_day
from workflow.identity import acting_as

VALID_DAYS = 90
FACTS = "Two staff members saw posts which suggest where the youth stays since leaving the program on Sunday."


def fresh(record, person):
    """The record as this person reads it now."""
    with acting_as(person):
        return type(record).objects.get(pk=record.pk)


def draft(investigator, youth, *, at, **answers):
    day = local_day(at)
    answers = {
        "youth": [youth],
        "platforms": Platform.objects.filter(slug__in=["instagram", "x"]),
        "title": "Whereabouts since Sunday",
        "purpose": Purpose.APPREHENSION,
        "facts": FACTS,
        "level": Level.DISCRETE,
        "asks_profile": True,
        "asks_communication": True,
        "attests_no_discrimination": True,
        "requested_from": day,
        "requested_to": day + datetime.timedelta(days=VALID_DAYS),
    } | answers
    with acting_as(investigator):
        return requests.start(investigator, form_key=uuid.uuid4(), at=at, **answers)


def submitted(investigator, youth, *, at, **answers):
    request = draft(investigator, youth, at=at, **answers)
    with acting_as(investigator):
        return requests.submit(request, signature=investigator.full_name, actor=investigator, at=at)


def granted(investigator, youth, *, at, by=None, communication=False, interval=None, **answers):
    """Granted with a profile by the supervisor; Legal still has to concur when the setting asks for that."""
    request = submitted(investigator, youth, at=at, **answers)
    by = by or investigator.reports_to
    with acting_as(by):
        return decisions.grant(
            request,
            actor=by,
            at=at,
            expires_on=request.requested_to,
            signature=by.full_name,
            grants_profile=True,
            grants_communication=communication,
            interval_days=interval,
        )


def active(investigator, youth, *, at, counsel=None, **details):
    """In force; `counsel` concurs where that is needed."""
    request = granted(investigator, youth, at=at, **details)
    if request.state == "supervisor_granted":
        with acting_as(counsel):
            request = decisions.concur(request, actor=counsel, at=at)
    return request


def profile_in_use(authorization, *, at, handle="demo_quiet_heron", platform="instagram", created_on=None, **persona):
    investigator = authorization.investigator
    with acting_as(investigator):
        profile = authorization.profiles.select_related("authorization").get()
        profile.authorization = InvestigationAuthorization.objects.with_people().get(pk=authorization.pk)
        return profiles.record_account(
            profile,
            platform=Platform.objects.get(slug=platform),
            handle_entered=handle,
            created_on=created_on or local_day(at),
            persona={"display_name": "Robin Heron", **persona},
            actor=investigator,
            at=at,
        )


def asked_contact(profile, *, at, methods=(Method.DIRECT_MESSAGE,), days=14, **details):
    investigator = profile.authorization.investigator
    day = local_day(at)
    details = {"target": "demo_target", "purpose": "To learn where the youth stays.", **details}
    with acting_as(investigator):
        return contacts.request(profile, methods=list(methods), valid_from=day,
                                valid_to=day + datetime.timedelta(days=days), actor=investigator, at=at,
                                **details)  # fmt: skip


def approved_contact(profile, *, at, by=None, **details):
    by = by or profile.authorization.investigator.reports_to
    approval = asked_contact(profile, at=at, **details)
    with acting_as(by):
        return contacts.approve(approval, actor=by, at=at)


def meeting_details(authorization, at, **details):
    return {
        "held_at": at,
        "mode": "in_person",
        "activity": "The public posts of the last days were viewed.",
        "checks": {check: True for check in MeetingCheck.values},
        "outcome": Outcome.CONTINUE,
        "profiles": list(authorization.profiles.filter(state__in=["in_use", "dormant"])),
    } | details


def meeting_signed(authorization, *, at, by=None, **details):
    by = by or authorization.investigator.reports_to
    with acting_as(by):
        meeting = authorization.meetings.exclude(state__in=["held", "cancelled"]).get()
        return meetings.sign(meeting, actor=by, at=at, **meeting_details(authorization, at, **details))


def meeting_held(authorization, *, at, by=None, **details):
    meeting = meeting_signed(authorization, at=at, by=by, **details)
    investigator = authorization.investigator
    with acting_as(investigator):
        return meetings.acknowledge(meeting, actor=investigator, at=at)


def reviewed(profile, *, by, at, result="concur", conditions="", answer=Answer.YES):
    with acting_as(by):
        return reviews.review(profile, answers={check: answer for check in ReviewCheck.values}, result=result,
                              conditions=conditions, actor=by, at=at)  # fmt: skip


def designated(designee, *, by, at, days=30):
    day = local_day(at)
    with acting_as(by):
        return people.designate(designee, scope="Whereabouts of youth on the run", from_on=day,
                                to_on=day + datetime.timedelta(days=days), actor=by, at=at)  # fmt: skip
