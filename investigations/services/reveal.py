"""Opening sealed groups of a record: with a proof of who one is, a reason, an event on the trail; for five minutes."""

from datetime import datetime, timedelta

from audit.services import events_about, record_outside
from investigations.choices import Group, RevealReason

OPEN_FOR = timedelta(minutes=5)
SESSION = "revealed"


def reveal(request, record, group, *, reason, note, at):
    """Open one group of a record for this session. The caller has proven the person anew."""
    group, reason = Group(group), RevealReason(reason)
    record_outside(
        "investigation.revealed",
        subject=record,
        actor=request.user,
        at=at,
        clause="B.3.a",
        facts={"group": str(group), "why": str(reason), **({"note": "yes"} if note else {})},
        is_confidential=True,
    )
    opened = {key: until for key, until in request.session.get(SESSION, {}).items() if until > at.isoformat()}
    request.session[SESSION] = opened | {_key(record, group): (at + OPEN_FOR).isoformat()}


def opened_until(request, record, group, *, at):
    """Until when this session may see the group, or None. `at` and the answer are instants in the same zone."""
    until = request.session.get(SESSION, {}).get(_key(record, Group(group)))
    if until is None:
        return None
    moment = datetime.fromisoformat(until)
    return moment if at < moment else None


def hide_all(request):
    request.session.pop(SESSION, None)


def opened_before(record, *, most=20):
    """Who opened what of this record, newest first."""
    return list(events_about(record).filter(action="investigation.revealed").order_by("-at", "event_id")[:most])


def _key(record, group):
    return f"{record.public_id}:{group.value}"
