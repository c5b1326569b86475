"""What the demonstration does not show: an investigation in each state that has a page of its own, and a brake.

Run inside the portal, by its scripts/manage; each act by the person whose act it is.
"""

from django.utils import timezone

from investigations.choices import Level, Method
from investigations.services import course, decisions, emergency, profiles
from notifications import services as clock
from people.models import User, Youth
from policy.calendar import local_day
from tests.factories import investigations as make
from workflow.identity import acting_as

INVESTIGATOR, SUPERVISOR, COUNSEL = "rosalind.teague", "caleb.stroud", "priya.lindqvist"


def fill():
    at = timezone.now()
    people = {name: User.objects.get(username=name) for name in (INVESTIGATOR, SUPERVISOR, COUNSEL, "bram.ekstrom")}
    investigator, supervisor, counsel, administrator = people.values()
    youth = Youth.objects.get(jjems_number="DEMO-100016")

    def active(**details):
        return make.active(investigator, youth, at=at, counsel=counsel, **details)

    def profile(handle, **details):
        return make.profile_in_use(active(**details), at=at, handle=handle)

    make.draft(investigator, youth, at=at)
    _object(make.granted(investigator, youth, at=at, level=Level.COVERT), by=counsel, at=at)
    paused = active()  # its profile was granted and waits to be recorded
    with acting_as(supervisor):
        course.suspend(paused, reason="A doubt", actor=supervisor, at=at)
    active()
    talking = profile("demo_page_talking", communication=True)  # its record waits for the supervisor
    make.asked_contact(talking, at=at, methods=[Method.SEND_REQUEST])
    make.asked_contact(talking, at=at, target="demo_page_other")
    make.approved_contact(talking, at=at, target="demo_page_third")
    make.meeting_signed(_again(talking.authorization, supervisor), at=at, by=supervisor)
    resting, over = profile("demo_page_resting"), profile("demo_page_over")
    with acting_as(investigator):
        profiles.rest(resting, actor=investigator, at=at)
        profiles.wind_down(over, actor=investigator, at=at)
    gone = profile("demo_page_gone")
    with acting_as(investigator):
        profiles.wind_down(gone, actor=investigator, at=at)
        gone = _again(gone, investigator)
        profiles.deactivate(gone, deactivated_on=local_day(at), note="Gone.", actor=investigator, at=at)
    _ask_for_access(paused, by=administrator, at=at)
    clock.set_brake("no step of the sweep", ended=30, live=90, is_confidential=False, at=at)  # which would settle it


def _object(request, *, by, at):
    with acting_as(by):
        decisions.object_(request, note="Say more.", actor=by, at=at)


def _again(record, person):
    with acting_as(person):
        rows = type(record).objects.with_people()
        return rows.get(pk=record.pk)


def _ask_for_access(leave, *, by, at):
    """One that waits for the second person, one that was agreed to."""
    asked = []
    for _time in range(2):
        with acting_as(by):
            asked.append(emergency.ask(record_named=leave.number, kind="absence",
                                       reason="Nobody who may see it can be reached.", actor=by, at=at))  # fmt: skip
    other = User.objects.get(username="rolf.castellane")
    with acting_as(other):
        emergency.answer(asked[0], is_agreed=True, reason="Agreed.", actor=other, at=at)
