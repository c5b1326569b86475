"""Requests and authorizations in any state, made through the same services people use."""

import datetime
import uuid

from authorizations.choices import AccountKind, Connection, Purpose, ReviewCheck, ReviewMode, ReviewOutcome
from authorizations.models import Platform
from authorizations.services import course, decisions, requests, reviews
from policy.calendar import local_day

VALID_DAYS = 180


def draft(employee, youth, *, at, platform="x", handle=None, **answers):
    """A complete draft: only the signature is missing."""
    day = local_day(at)
    answers = {
        "youth": youth,
        "purposes": [Purpose.CONDITIONS],
        "justification": "The youth posts where they are after curfew; seeing it lets us talk about it.",
        "requested_from": day,
        "requested_to": day + datetime.timedelta(days=VALID_DAYS),
        "platform": Platform.objects.get(slug=platform),
        "handle_entered": handle or f"demo_{employee.username}",
        "account_kind": AccountKind.OWN_PERSONAL,
        "display_name": employee.full_name,
        "existing_connection": Connection.NONE,
    } | answers
    return requests.start(employee, actor=employee, form_key=uuid.uuid4(), at=at, **answers)


def submitted(employee, youth, *, at, **answers):
    request = draft(employee, youth, at=at, **answers)
    return submit(request, at=at)


def submit(request, *, at):
    return requests.submit(
        request,
        attested=requests.attestations_for(request),
        signature=request.employee.full_name,
        actor=request.employee,
        at=at,
    )


def granted(employee, youth, *, at, by=None, **answers):
    request = submitted(employee, youth, at=at, **answers)
    return grant(request, by=by or employee.reports_to, at=at)


def grant(request, *, by, at, **details):
    details = {
        "expires_on": request.requested_to,
        "signature": by.full_name,
        "is_name_confirmed": True,
    } | details
    return decisions.grant(request, actor=by, at=at, **details)


def suspended(employee, youth, *, at, **answers):
    return course.suspend(
        granted(employee, youth, at=at, **answers), reason="A doubt to be cleared", actor=employee.reports_to, at=at
    )


def signed_review(review, *, at, by=None, **answers):
    """Signed by the supervisor; only the employee's acknowledgement is missing."""
    answers = {
        "held_at": at,
        "mode": ReviewMode.IN_PERSON,
        "activity": "No activity.",
        "checks": dict.fromkeys(ReviewCheck, True),
        "outcome": ReviewOutcome.CONTINUE,
    } | answers
    return reviews.sign(review, actor=by or review.authorization.employee.reports_to, at=at, **answers)


def reviewed(authorization, *, at, **answers):
    """The review that is owed, held: signed by both."""
    signed = signed_review(authorization.reviews.owed().get(), at=at, **answers)
    return reviews.acknowledge(signed, actor=signed.employee, at=at)
