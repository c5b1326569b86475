"""The on-call rota as the Legal Unit keeps it: who is called first, who next."""

from django.db import transaction

from audit.services import events_about, record
from notifications.models import OnCallPlace, OnCallRota
from notifications.rules import ON_CALL, may_be_on_call, may_keep_rota
from people.models import User
from workflow.errors import Stale

THE_ROTA = 1


def rota_now():
    """The rota as a whole, with the version that its changes have to name."""
    return OnCallRota.objects.filter(pk=THE_ROTA).first() or OnCallRota(pk=THE_ROTA)


def rota_places():
    """The places in the order in which they are called, each with its person."""
    return list(OnCallPlace.objects.select_related("person"))


def rota_history(rota):
    """What was changed of it, newest first."""
    return events_about(rota).order_by("-at", "-event_id")


def may_be_called():
    """Everybody the portal may call when something is urgent."""
    return User.objects.working().holding(*ON_CALL)


@transaction.atomic
def put_on_rota(person, *, actor, at, version=None):
    """Give a member of the Legal Unit the last place. Raises NotAllowed; Stale when somebody changed the rota first."""
    rota, places = _open(actor, version)
    is_on = any(place.person_id == person.pk for place in places)
    may_be_on_call(person, is_on=is_on).enforce()
    OnCallPlace.objects.create(person=person, position=places[-1].position + 1 if places else 1)
    record("rota.added", subject=rota, actor=actor, at=at, facts={"person": person.full_name})
    return _close(rota)


@transaction.atomic
def raise_on_rota(person, *, actor, at, version=None):
    """Call this person before the one who now stands before them; who is the first stays it."""
    rota, places = _open(actor, version)
    if _swap(person, places):
        record("rota.raised", subject=rota, actor=actor, at=at, facts={"person": person.full_name})
        _close(rota)
    return rota


@transaction.atomic
def lower_on_rota(person, *, actor, at, version=None):
    """Call this person after the one who now stands after them; who is the last stays it."""
    rota, places = _open(actor, version)
    if _swap(person, places[::-1]):
        record("rota.lowered", subject=rota, actor=actor, at=at, facts={"person": person.full_name})
        _close(rota)
    return rota


@transaction.atomic
def take_off_rota(person, *, actor, at, version=None):
    """Their calls stay with them; new ones pass them by until the whole Legal Unit is told."""
    rota, _places = _open(actor, version)
    if OnCallPlace.objects.filter(person=person).delete()[0]:
        record("rota.removed", subject=rota, actor=actor, at=at, facts={"person": person.full_name})
        _close(rota)
    return rota


def _open(actor, version):
    """The rota and its places, locked; None for the version means whatever it is."""
    may_keep_rota(actor).enforce()
    OnCallRota.objects.get_or_create(pk=THE_ROTA)
    rota = OnCallRota.objects.select_for_update().get(pk=THE_ROTA)
    if version is not None and version != rota.version:
        raise Stale(rota)
    return rota, rota_places()


def _close(rota):
    rota.version += 1
    rota.save(update_fields=["version"])
    return rota


def _swap(person, places):
    """Exchange the person's place with the one before it in `places`; False when there is none."""
    for before, place in zip(places, places[1:], strict=False):
        if place.person_id == person.pk:
            before.position, place.position = place.position, before.position
            OnCallPlace.objects.bulk_update([before, place], ["position"])
            return True
    return False
