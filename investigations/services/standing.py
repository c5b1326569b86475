"""What the rules need to know about the actor and the record at the moment of an act."""

from investigations.models import Designation, InvestigationAuthorization, InvestigationNumbers, stood_in_for
from investigations.rules import Standing, basis_of
from policy.calendar import local_day
from policy.services import settings_now
from workflow.errors import Stale
from workflow.identity import acting_as_system
from workflow.verdicts import no


def designation_of(person, day):
    return Designation.objects.active(day).filter(designee=person).order_by("-to_on").first()


def standing_of(actor, *, at, settings=None, asks=False):
    """The Standing of a person now; with `asks` also under which designation they could ask."""
    day = local_day(at)
    return Standing(
        day=day,
        settings=settings_now() if settings is None else settings,
        stands_in_for=frozenset(stood_in_for(actor, day)),
        designation=designation_of(actor, day) if asks else None,
    )


def basis_now(person, day):
    """Why this person may investigate today, or None. Of their designation, their supervisor and Legal may know."""
    return basis_of(person, designation_of(person, day))


def lock(record):
    """The row, locked, with the people around it as they are now. Raises Stale when it is not what the caller saw.

    What hangs on an authorization is locked after it: an act that ends the authorization locks in the same order.
    """
    model = type(record)
    if hasattr(record, "authorization_id"):
        InvestigationAuthorization.objects.select_for_update().get(pk=record.authorization_id)
    model.objects.select_for_update().get(pk=record.pk)
    locked = model.objects.with_people().get(pk=record.pk) if hasattr(model.objects, "with_people") else None
    locked = locked or model.objects.select_related("authorization__investigator__reports_to").get(pk=record.pk)
    if (locked.state, locked.version) != (record.state, record.version):
        raise Stale(locked)
    return locked


def lock_authorization(authorization):
    """The authorization an act on one of its records rests on: nothing ends it meanwhile."""
    InvestigationAuthorization.objects.select_for_update().get(pk=authorization.pk)
    return InvestigationAuthorization.objects.with_people().get(pk=authorization.pk)


def needs_reason(reason, sentence, clause="B.3.a"):
    """Raise NotAllowed with `sentence` when an act that must be explained is not."""
    if not (reason or "").strip():
        no(sentence, clause=clause).enforce()


def next_number(year):
    """INV-2026-0001, from a series of its own."""
    with acting_as_system("numbering"):
        InvestigationNumbers.objects.get_or_create(year=year)
        series = InvestigationNumbers.objects.select_for_update().get(year=year)
        series.last += 1
        series.save(update_fields=["last"])
    return f"INV-{year}-{series.last:04}"
