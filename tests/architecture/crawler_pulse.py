"""The records behind the desk of Pulse, for the crawler of every address."""

import uuid

from policy.calendar import local_day
from pulse_moderation.models import Decision, QueueView
from pulse_moderation.services import deciding, replays
from pulse_moderation.services import records as records_services
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.services.records import Wanted
from tests.factories import pulse
from tests.pulse_moderation.desk import rule, waiting


def records(cast, at):
    """Posts that wait, one that was decided together with others, a kept view, a rule and a run of it."""
    held, message = waiting(cast.dana, at=at), waiting(cast.dana, at=at, kind="message", recipients=[cast.mateo])
    sent = pulse.held(pulse.sent(at=at), at=at)
    decided, batch = waiting(cast.mateo, at=at), uuid.uuid4()
    deciding.bulk(
        [(decided, decided.version)], kind="approve", actor=cast.lucinda, at=at, grounds=Grounds(), batch=batch
    )
    view = QueueView.objects.create(owner=cast.lucinda, name="Open", made_at=at)
    profanity = rule("S-PROF", at=at)
    replay = replays.start(profanity, draft={}, days=30, actor=cast.lucinda, at=at)
    today = local_day(at)
    asked = records_services.draw(
        Wanted("Harbor Gazette", today, today, today), form_key=uuid.uuid4(), actor=cast.bram, at=at
    )
    entry = records_services.cover(asked.entries.first(), [(0, 5)], exemption="c", actor=cast.bram, at=at)
    text = {"public_id": asked.public_id, "entry_id": entry.public_id}
    return {
        "records": [{"public_id": asked.public_id}],
        "records_entry": [text],
        "records_agree": [text],
        "records_uncover": [text | {"redaction_id": entry.redactions.first().public_id}],
        "post": [{"public_id": post.public_id} for post in (held, message, sent)],
        "post_file": [{"public_id": held.public_id, "file": uuid.uuid4(), "part": "1"}],
        "post_undo": [{"public_id": Decision.objects.get(batch=batch).public_id}],
        "pulse_batch": [{"batch": batch}],
        "replay": [{"public_id": replay.public_id}],
        "queue_view": [{"public_id": view.public_id}],
        "rule": [{"public_id": profanity.public_id}],
        "replay_new": [{"public_id": profanity.public_id}],
    }
