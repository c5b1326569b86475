"""The acts of the story, each through the service that the page of the same act calls."""

import io
import uuid
from datetime import timedelta

from PIL import Image, ImageDraw

from authorizations.choices import (
    AccessBasis,
    AccountKind,
    Connection,
    Device,
    ReviewCheck,
    ReviewMode,
    ReviewOutcome,
    ViewerAnswer,
)
from authorizations.models import EvidenceItem, Platform, SupervisionAuthorization
from authorizations.services import (
    accounts,
    compliance,
    course,
    decisions,
    duties,
    evidence,
    notes,
    platforms,
    requests,
    reviews,
)
from dys_social import personnel
from notifications.models import UrgentCall
from notifications.services import acknowledge
from people.models import User, Youth
from policy.calendar import local_day

LASTS = timedelta(days=175)
A_WHILE = timedelta(minutes=20)


class World:
    """People by name, youth by number, requests by their key in the story."""

    def __init__(self, today):
        self.today = today
        self.people = {person.full_name: person for person in User.objects.all()}
        self.youth = {youth.jjems_number: youth for youth in Youth.objects.all()}
        self._requests, self._items = {}, {}
        self.reports, self.posts, self.releases = {}, {}, {}  # key of the story: primary key

    def person(self, name):
        """As they are now: supervisors change in the story."""
        return User.objects.select_related("reports_to", "worksite").get(pk=self.people[name].pk)

    def keep(self, key, authorization):
        self._requests[key] = authorization.pk

    def keep_item(self, key, item):
        self._items[key] = item.pk

    def item(self, key):
        return EvidenceItem.objects.with_people().get(pk=self._items[key])

    def request(self, key):
        return SupervisionAuthorization.objects.with_people().get(pk=self._requests[key])


def draft(world, key, at, *, employee, youth, site, handle, why, purposes, statement="", **details):
    person, day = world.person(employee), local_day(at)
    starts = details["starts"].on(world.today) if "starts" in details else day
    viewer_answer = details.get("viewer_answer", "")
    authorization = requests.start(
        person,
        actor=person,
        form_key=uuid.uuid4(),
        at=at,
        youth=world.youth[youth],
        youth_accounts=details.get("viewed"),
        purposes=purposes,
        justification=why,
        requested_from=starts,
        requested_to=details["until"].on(world.today) if "until" in details else starts + LASTS,
        platform=Platform.objects.get(slug=site),
        handle_entered=handle,
        account_kind=AccountKind.OWN_PERSONAL,
        display_name=details.get("shows", person.full_name),
        name_mismatch_explanation=details.get("explanation", ""),
        existing_connection=details.get("connection", Connection.NONE),
        viewer_answer=viewer_answer,
        privacy_checked_on=day if viewer_answer == ViewerAnswer.HIDDEN else None,
    )
    if statement:
        compliance.report_connection(authorization, statement=statement, actor=person, at=at)
    world.keep(key, authorization)
    return authorization


def ask(world, key, at, **details):
    authorization = draft(world, key, at, **details)
    requests.submit(
        authorization,
        attested=requests.attestations_for(authorization),
        signature=authorization.employee.full_name,
        actor=authorization.employee,
        at=at,
    )


def give_leave(world, key, at, *, conditions=""):
    authorization = world.request(key)
    supervisor = authorization.employee.reports_to
    decisions.grant(
        authorization,
        actor=supervisor,
        at=at,
        expires_on=authorization.requested_to,
        signature=supervisor.full_name,
        conditions=conditions,
        is_name_confirmed=True,
    )


def give_back(world, key, at, *, reason):
    authorization = world.request(key)
    supervisor = authorization.employee.reports_to
    decisions.return_(authorization, actor=supervisor, at=at, reason=reason, signature=supervisor.full_name)


def refuse(world, key, at, *, reason):
    authorization = world.request(key)
    supervisor = authorization.employee.reports_to
    decisions.deny(authorization, actor=supervisor, at=at, reason=reason, signature=supervisor.full_name)


def draw_back(world, key, at):
    authorization = world.request(key)
    requests.withdraw(authorization, actor=authorization.employee, at=at)


def enter_note(world, key, at):
    """Confirm every note of the request that is open."""
    authorization = world.request(key)
    for note in authorization.notes.open():
        reference = f"N-{at:%y%m%d}-{note.pk:03}"
        notes.confirm(note, entered_on=local_day(at), jjems_reference=reference, actor=authorization.employee, at=at)


def interrupt(world, key, at, *, reason):
    authorization = world.request(key)
    course.suspend(authorization, reason=reason, actor=authorization.employee.reports_to, at=at)


def take_back(world, key, at, *, reason):
    authorization = world.request(key)
    course.revoke(authorization, reason=reason, actor=authorization.employee.reports_to, at=at)


def let_stand(world, key, at):
    authorization = world.request(key)
    course.reaffirm(authorization, actor=authorization.employee.reports_to, at=at)


def look_again(world, key, at, *, viewed, to_do=""):
    """The supervisor review that is owed: held, signed, and acknowledged a while later."""
    signed = sign_review(world, key, at, viewed=viewed, to_do=to_do)
    reviews.acknowledge(signed, actor=signed.employee, at=at + A_WHILE)


def sign_review(world, key, at, *, viewed, to_do=""):
    """The same, waiting for the employee."""
    authorization = world.request(key)
    return reviews.sign(
        authorization.reviews.owed().get(),
        actor=authorization.employee.reports_to,
        at=at,
        held_at=at - A_WHILE,
        mode=ReviewMode.IN_PERSON,
        activity=viewed,
        checks=dict.fromkeys(ReviewCheck, True),
        outcome=ReviewOutcome.CONTINUE,
        actions=to_do,
    )


def report_new_name(world, key, at, *, handle, reason):
    authorization = world.request(key)
    accounts.ask_rename(authorization, new_handle_entered=handle, reason=reason, actor=authorization.employee, at=at)


def rule_on_site(world, slug, at, *, ruling, condition):
    platforms.rule_on(
        Platform.objects.get(slug=slug),
        ruling=ruling,
        condition=condition,
        actor=world.person("Priya Lindqvist"),
        at=at,
        day=local_day(at),
    )


def change_supervisor(world, name, at, *, to):
    personnel.change_supervisor(world.person(name), world.person(to), actor=world.person("Bram Ekstrom"), at=at)


def hand_over(world, name, at, *, to, first, last, reason):
    supervisor = world.person(name)
    personnel.delegate(
        supervisor,
        world.person(to),
        from_on=first.on(world.today),
        to_on=last.on(world.today),
        reason=reason,
        actor=supervisor,
        at=at,
    )


def discharge(world, number, at):
    youth = world.youth[number]
    personnel.discharge_youth(youth, actor=youth.assigned_caseworker, at=at)


# Captured evidence ----------------------------------------------------------------------------------------------------


def capture(
    world, item, at, *, under, account, site, relevance, shows, sure="confirmed", because=("youth_told",), hue=0
):
    """A capture with a drawn picture, under a request."""
    draft = begin_capture(world, item, at, under=under, hue=hue)
    evidence.log(draft, actor=draft.captured_by, at=at, **_facts(at, account, site, relevance, shows, sure, because))
    world.keep_item(item, draft)


def begin_capture(world, item, at, *, under, hue):
    authorization = world.request(under)
    author = authorization.employee
    draft = evidence.begin(authorization, form_key=uuid.uuid4(), actor=author, at=at)
    evidence.add_file(draft, drawn_picture(hue), name="screenshot.png", actor=author, at=at)
    return draft


def correct(world, item, at, *, becomes, account, site, relevance, shows, reason):
    old = world.item(item)
    new = evidence.begin(
        old.authorization, form_key=uuid.uuid4(), actor=old.captured_by, at=at, corrects=old, reason=reason
    )
    facts = _facts(at, account, site, relevance, shows, "confirmed", ("youth_told",))
    evidence.log(new, actor=old.captured_by, at=at, **facts)
    world.keep_item(becomes, new)


def stop_at_gate(world, item, at, *, under, account, site):
    authorization = world.request(under)
    gated = evidence.report_gated(
        authorization,
        form_key=uuid.uuid4(),
        captured_at=at - A_WHILE,
        actor=authorization.employee,
        at=at,
        platform=Platform.objects.get(slug=site),
        source_account=account,
    )
    world.keep_item(item, gated)


def take_call(world, item, at, *, by):
    call = UrgentCall.objects.get(url=world.item(item).get_absolute_url())
    acknowledge(call, actor=world.person(by), at=at)


def file_it(world, item, at, *, where):
    found = world.item(item)
    evidence.file_item(found, filed_on=local_day(at), reference=where, actor=found.captured_by, at=at)


def tell(world, item, at, *, kinds, whom="Told in person", how="telephone"):
    found = world.item(item)
    for duty in found.duties.open().filter(kind__in=kinds):
        duty.item = found
        duties.make(duty, made_at=at, method=how, recipient=whom, reference="", actor=found.captured_by, at=at)


def need_not_tell(world, item, at, *, kinds, reason):
    found = world.item(item)
    for duty in found.duties.open().filter(kind__in=kinds):
        duty.item = found
        duties.call_not_required(duty, reason=reason, actor=found.captured_by, at=at)


def _facts(at, account, site, relevance, shows, sure, because):
    return {
        "platform": Platform.objects.get(slug=site),
        "other_site": "",
        "source_account": account,
        "source_url": None,
        "captured_at": at - A_WHILE,
        "posted_at": at - 3 * A_WHILE,
        "access_basis": AccessBasis.NO_CONNECTION,
        "device": Device.DESKTOP,
        "attribution": list(because),
        "attribution_text": None,
        "confidence": sure,
        "relevance": list(relevance),
        "relevance_text": shows,
        "has_third_parties": False,
        "third_parties": None,
    }


def drawn_picture(hue):
    """A placeholder that nobody can take for a capture of anybody."""
    image = Image.new("HSV", (720, 1280), (hue, 40, 235)).convert("RGB")
    ImageDraw.Draw(image).text((120, 560), "DEMO SCREENSHOT", fill="black", font_size=56)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
