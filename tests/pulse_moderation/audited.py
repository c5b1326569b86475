"""Decisions on Pulse to audit, and audits of them."""

import datetime
import uuid

from policy.calendar import local_day
from policy.models import Clause
from pulse_moderation.choices import DecisionKind
from pulse_moderation.services import audits
from pulse_moderation.services.audits import Plan
from pulse_moderation.services.deciding import Grounds, decide
from tests.factories import pulse

MINUTE = datetime.timedelta(minutes=1)
AGAINST = Grounds(reason="It sells something.", no_report_reason="Looked into already.")


def decided(author, by, *, at, kind=DecisionKind.APPROVE, clause="", body=pulse.TEXT, **fields):
    """A decision of `by` on a post of `author` that waited."""
    post = pulse.held(pulse.written(author, body, at=at, **fields), at=at)
    grounds = Grounds()
    if clause:
        cited = tuple(Clause.objects.filter(pk=clause))
        grounds = Grounds(cited, reason=AGAINST.reason, no_report_reason=AGAINST.no_report_reason)
    return decide(post, kind=kind, actor=by, at=at, version=post.version, grounds=grounds)


def drawn(by, *, at, size=25, days=1, key=None, **plan):
    """An audit of the decisions of today."""
    today = local_day(at)
    first = today - datetime.timedelta(days=days - 1)
    return audits.draw(Plan(first, today, size, **plan), form_key=key or uuid.uuid4(), actor=by, at=at)
