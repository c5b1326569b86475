"""Something owed that every process of these tests knows: one stage on its day, told to the person it is about."""

import os
import time

from django.contrib.auth import get_user_model

from notifications.ladders import Audience, Ladder, StageRule

KIND = "test.fault"
PACE = "FAULTS_PACE"  # seconds each firing takes, so that a kill finds the sweep at work


def _title(obligation, stage):
    time.sleep(float(os.environ.get(PACE, "0")))
    return "A review is due"


LADDER = Ladder(
    kind=KIND,
    stages=[StageRule("due", 0, to=[Audience.OWNER])],
    audiences={Audience.OWNER: lambda obligation, day: [get_user_model().objects.get(public_id=obligation.subject_id)]},
    title=_title,
    url=lambda *_: "/inbox/",
)
