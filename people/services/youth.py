"""The youth list: kept in step with JJEMS by an administrator, looked up exactly and never by part of a name."""

from django.db import transaction

from audit.services import record, record_outside
from people import rules
from people.models import Youth
from people.models.youth import name_key
from people.titles import YouthStatus

MOST_FOUND = 10


@transaction.atomic
def add_youth(*, first, last, born_on, actor, at, other_names=None, **fields):
    """Add a youth as JJEMS has them. Raises NotAllowed, and IntegrityError for a JJEMS number already there."""
    rules.may_change_youth(actor).enforce()
    rules.may_be_caseworker(actor, fields.get("assigned_caseworker")).enforce()
    youth = Youth.objects.create(
        first=first,
        last=last,
        other_names=other_names or None,
        born_on=born_on.isoformat(),
        name_key=name_key(first, last),
        region=fields["worksite"].region,
        **fields,
    )
    record("youth.added", subject=youth, actor=actor, at=at)
    return youth


@transaction.atomic
def change_youth(youth, *, actor, at, **fields):
    """Change status, worksite, caseworker or custody. Returns whether anything changed."""
    youth = Youth.objects.select_for_update().get(pk=youth.pk)
    changed = {name: value for name, value in fields.items() if getattr(youth, name) != value}
    if not changed:
        return False
    if changed == {"status": YouthStatus.DISCHARGED}:
        rules.may_discharge(actor, youth).enforce()
    else:
        rules.may_change_youth(actor).enforce()
    if "assigned_caseworker" in changed:
        rules.may_be_caseworker(actor, changed["assigned_caseworker"]).enforce()
    was = _in_words(youth, changed)
    for name, value in changed.items():
        setattr(youth, name, value)
    if "worksite" in changed:
        youth.region = youth.worksite.region
    youth.save(update_fields=[*changed, "region"])
    record("youth.changed", subject=youth, actor=actor, at=at, was=was, becomes=_in_words(youth, changed))
    return True


def look_up_youth(text, *, among, actor, at, by_name=True):
    """At most ten youth of the queryset `among` whose JJEMS number, or full name, is exactly `text`; recorded either way.

    The trail says who looked and what was found, never what was typed: it may be a name.
    """
    found = list((among.found_by(text) if by_name else among.numbered(text))[:MOST_FOUND])
    for youth in found:
        record_outside("youth.looked_up", subject=youth, actor=actor, at=at)
    if not found:
        record_outside("youth.not_found", subject=("people.youth", ""), actor=actor, at=at)
    return found


def _in_words(youth, names):
    words = {
        "status": lambda: str(YouthStatus(youth.status).label),
        "worksite": lambda: youth.worksite.name,
        "assigned_caseworker": lambda: youth.assigned_caseworker.full_name if youth.assigned_caseworker else "-",
        "custody_note": lambda: youth.custody_note or "-",
    }
    return "; ".join(words[name]() for name in words if name in names)[:200]


def read_name(youth, *, actor, at):
    """The full name, for a page. Reading it is recorded unless the reader is the assigned caseworker."""
    rules.may_see_name(actor, youth).enforce()
    if actor.pk != youth.assigned_caseworker_id:
        record_outside("youth.name_read", subject=youth, actor=actor, at=at)
    return youth.full_name
