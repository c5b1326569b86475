"""Whoever holds a report looks at who had opened it, once somebody who had is kept away from it.

Call these inside acting_as_system("intake").
"""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from notifications.ladders import BUSINESS, Audience, Effect, Ladder, StageRule, register
from notifications.models import Obligation
from violations import notices
from violations.models.pools import holders

SEEN = "confidential.report_seen"
TITLE = later("Look at who had opened a confidential report")


def url_of(public_id):
    return reverse("report_openings", args=[public_id])


def tell_holders(report, *, at):
    notices.tell(holders(report), report, "seen", at=at, title=TITLE, url=url_of(report.public_id))


def _is_open(obligation):
    return Obligation.objects.filter(pk=obligation.pk).open().exists()


def register_ladders():
    register(
        Ladder(
            kind=SEEN,
            label=later("Who had opened a report, to look at"),
            clause="C.3",
            setting="compliance_issue_due",
            stages=[
                StageRule("due", 0, BUSINESS, to=[Audience.LEGAL]),
                StageRule("late", 1, BUSINESS, repeat_every=1, to=[Audience.LEGAL]),
                StageRule("late-5", 5, BUSINESS, to=[Audience.GENERAL_COUNSEL], effect=Effect.ESCALATE),
            ],
            audiences=notices.AUDIENCES,
            title=lambda obligation, stage: _("Look at who had opened a confidential report"),
            url=lambda obligation, stage: url_of(obligation.subject_id),
            nobody=notices.AUDIENCES[Audience.LEGAL],
        )
    )
