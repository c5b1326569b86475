"""The five investigations of the demonstration (domain 14), each act by the person whose act it is."""

import uuid
from datetime import timedelta

from authorizations.models import Platform
from dys_social.seed.days import After, Ago, Ahead
from investigations.choices import (
    Answer,
    Direction,
    EndReason,
    Level,
    MeetingCheck,
    Method,
    Outcome,
    Purpose,
    ReviewCheck,
)
from investigations.models import InvestigationAuthorization, InvestigationProfile
from investigations.services import contacts, course, decisions, meetings, people, profiles, requests, reviews
from investigations.states import HELD, OWED
from policy.calendar import local_day
from workflow.identity import acting_as

LASTS = timedelta(days=89)
A_WHILE = timedelta(minutes=25)
_leave = {}  # key of the story: primary key, of the last load


def designate(world, key, at, *, by, ends, scope):
    actor = world.person(by)
    with acting_as(actor):
        people.designate(world.person(key), scope=scope, from_on=local_day(at), to_on=ends.on(world.today), actor=actor,
                         at=at)  # fmt: skip


def grant(
    world, key, at, *, investigator, youth, sites, title, purpose, facts, level, profile=False, communication=False
):
    """Asked for, and granted by the supervisor soon after."""
    person = world.person(investigator)
    with acting_as(person):
        leave = requests.start(
            person,
            form_key=uuid.uuid4(),
            at=at,
            youth=[world.youth[number] for number in youth],
            platforms=Platform.objects.filter(slug__in=sites),
            title=title,
            purpose=purpose,
            facts=facts,
            level=level,
            asks_profile=profile,
            asks_communication=communication,
            attests_no_discrimination=True,
            requested_from=local_day(at),
            requested_to=local_day(at) + LASTS,
        )
        leave = requests.submit(leave, signature=person.full_name, actor=person, at=at + A_WHILE)
    boss = person.reports_to
    with acting_as(boss):
        decisions.grant(leave, actor=boss, at=at + 3 * A_WHILE, expires_on=leave.requested_to, signature=boss.full_name,
                        grants_profile=profile, grants_communication=communication)  # fmt: skip
    _leave[key] = leave.pk


def _of(key):
    return InvestigationAuthorization.objects.with_people().get(pk=_leave[key])


def _profile(key):
    return InvestigationProfile.objects.with_people().get(authorization=_leave[key])


def _investigator(world, key):
    with acting_as(world.person("Imogen Vasquez-Hale")):
        return world.person(_of(key).investigator.full_name)


def record_profile(world, key, at, *, site, handle, **persona):
    """The account is recorded, and the supervisor holds its record."""
    person = _investigator(world, key)
    with acting_as(person):
        profiles.record_account(_profile(key), platform=Platform.objects.get(slug=site), handle_entered=handle,
                                created_on=local_day(at), persona=persona, actor=person, at=at)  # fmt: skip
    boss = person.reports_to
    with acting_as(boss):
        profiles.acknowledge_record(_profile(key), actor=boss, at=at + 2 * A_WHILE)


def review(world, key, at, *, by, result="concur", conditions="", but=()):
    answers = {check: Answer.NO if check in but else Answer.YES for check in ReviewCheck.values}
    actor = world.person(by)
    with acting_as(actor):
        reviews.review(_profile(key), answers=answers, result=result, conditions=conditions, actor=actor, at=at)


def meet(world, key, at, *, activity, note=""):
    """Recorded and signed by the supervisor, acknowledged by the investigator."""
    person = _investigator(world, key)
    boss = person.reports_to
    with acting_as(boss):
        leave = _of(key)
        meeting = leave.meetings.get(state__in=OWED)
        meetings.sign(
            meeting,
            actor=boss,
            at=at,
            held_at=at - A_WHILE,
            mode="in_person",
            activity=activity,
            checks={check: True for check in MeetingCheck.values},
            outcome=Outcome.CONTINUE,
            profiles=list(leave.profiles.filter(state__in=HELD)),
            communication_note=note,
        )
    with acting_as(person):
        meetings.acknowledge(_of(key).meetings.get(state__in=OWED), actor=person, at=at + A_WHILE)


def approve_contact(world, key, at, *, target, purpose, methods, days=28):
    person = _investigator(world, key)
    with acting_as(person):
        approval = contacts.request(_profile(key), target=target, methods=methods, purpose=purpose,
                                    valid_from=local_day(at), valid_to=local_day(at) + timedelta(days=days), actor=person,
                                    at=at)  # fmt: skip
    boss = person.reports_to
    with acting_as(boss):
        contacts.approve(approval, actor=boss, at=at + A_WHILE)


def log_contact(world, key, at, *, summary, method=Method.DIRECT_MESSAGE, direction=Direction.OUT, explanation=""):
    """Under the newest approval; with an explanation instead when there was none."""
    person = _investigator(world, key)
    with acting_as(person):
        profile = _profile(key)
        approval = None if explanation else profile.communications.first()
        contacts.log(profile, form_key=uuid.uuid4(), occurred_at=at - A_WHILE, direction=direction, method=method,
                     summary=summary, explanation=explanation, approval=approval, actor=person, at=at)  # fmt: skip


def close(world, key, at, *, text):
    person = _investigator(world, key)
    with acting_as(person):
        course.close(_of(key), reason=EndReason.PURPOSE_ACHIEVED, text=text, actor=person, at=at)


def deactivate(world, key, at, *, note):
    person = _investigator(world, key)
    with acting_as(person):
        profiles.deactivate(_profile(key), deactivated_on=local_day(at), note=note, actor=person, at=at)


_OVERT, _COVERT, _AWOL, _DESIGNEE, _CLOSED = "overt", "covert", "awol", "designee", "closed"
_NO_ACTIVITY = "The public pages were viewed on four days. Nothing new was found."

INVESTIGATIONS = [
    # Closed, its profile deactivated; its meetings fill half a year of the registers.
    (Ago(170), "9:40", grant, _CLOSED, {
        "investigator": "Leona Strand", "youth": ["DEMO-100012"], "sites": ["instagram"], "title": "Contraband, spring",
        "purpose": Purpose.CONTRABAND, "level": Level.DISCRETE, "profile": True,
        "facts": "Two youth told staff that parcels are announced on a public page before they arrive at the program."}),
    (After(Ago(170), 2), "10:15", record_profile, _CLOSED, {
        "site": "instagram", "handle": "demo_marsh_lantern", "display_name": "Marsh Lantern"}),
    (After(Ago(170), 5), "14:20", review, _CLOSED, {"by": "Priya Lindqvist"}),
    (Ago(142), "11:00", meet, _CLOSED, {"activity": "The page was viewed each Monday. Two announcements were kept."}),
    (Ago(114), "11:00", meet, _CLOSED, {"activity": _NO_ACTIVITY}),
    (Ago(88), "11:00", meet, _CLOSED, {"activity": "The page was taken down by its owner."}),
    (Ago(84), "15:30", close, _CLOSED, {"text": "The page is gone, and no parcel has come since."}),
    (After(Ago(84), 2), "9:30", deactivate, _CLOSED, {"note": "The site says that the account does not exist."}),
    (After(Ago(84), 4), "13:05", review, _CLOSED, {"by": "Desmond Arkwright"}),
    # Overt, in force.
    (Ago(70), "9:20", grant, _OVERT, {
        "investigator": "Leona Strand", "youth": ["DEMO-100004"], "sites": ["x", "youtube"],
        "title": "Threats after the game", "purpose": Purpose.THREAT, "level": Level.OVERT,
        "facts": "A public post names the program and a day. Staff of the program saw it and sent the address."}),
    (Ago(42), "10:30", meet, _OVERT, {"activity": _NO_ACTIVITY}),
    (Ago(14), "10:30", meet, _OVERT, {"activity": _NO_ACTIVITY}),
    # Covert, with a profile and approved communication; one contact was not covered by the approval.
    (Ago(55), "8:50", grant, _COVERT, {
        "investigator": "Kwabena Birch", "youth": ["DEMO-100017"], "sites": ["instagram", "snapchat"],
        "title": "Offers to youth", "purpose": Purpose.EXPLOITATION, "level": Level.COVERT, "profile": True,
        "communication": True,
        "facts": "An adult unknown to us writes to several youth of the program and offers money for pictures."}),
    (After(Ago(55), 1), "13:10", record_profile, _COVERT, {
        "site": "instagram", "handle": "demo_quiet_heron", "display_name": "Robin Heron",
        "registration_email": "robin.heron@mail.example", "stated_birth_date": "2009-03-14",
        "description": "Fifteen, new in town, likes birds."}),
    (After(Ago(55), 5), "9:45", review, _COVERT, {"by": "Priya Lindqvist"}),
    (Ago(25), "16:10", meet, _COVERT, {"activity": "The profile was shown, nobody wrote to it yet."}),
    (Ago(20), "9:15", approve_contact, _COVERT, {
        "target": "demo_free_gifts on Instagram", "methods": [Method.ACCEPT, Method.DIRECT_MESSAGE],
        "purpose": "To learn who stands behind the account, so that the police can be told."}),
    (Ago(12), "15:40", log_contact, _COVERT, {
        "summary": "The account asked the age. Answered: fifteen.", "direction": Direction.IN}),
    (Ago(8), "17:05", log_contact, _COVERT, {
        "summary": "The account called by video. The call was cut off at once.", "method": Method.CALL,
        "direction": Direction.IN, "explanation": "The call came by itself; no approval covers calls."}),
    # Of an Apprehension Officer: the review meeting is overdue and told to Legal.
    (Ago(39), "9:00", grant, _AWOL, {
        "investigator": "Gideon Marsh", "youth": ["DEMO-100009"], "sites": ["instagram"],
        "title": "Whereabouts since the weekend", "purpose": Purpose.APPREHENSION, "level": Level.DISCRETE,
        "profile": True,
        "facts": "The youth left the program on a Sunday; two staff members saw posts that suggest where the youth stays."}),
    (After(Ago(39), 1), "10:40", record_profile, _AWOL, {
        "site": "instagram", "handle": "demo_harbor_walker", "display_name": "Harbor Walker"}),
    (After(Ago(39), 4), "14:05", review, _AWOL, {"by": "Desmond Arkwright"}),
    # Of a designee, whose designation ends soon; the profile waits for Legal's first look.
    (Ago(20), "13:30", designate, "Farah Whitlock", {
        "by": "Fergus Adeyemi-Cole", "ends": Ahead(12), "scope": "Whereabouts of one youth of the western region."}),
    (After(Ago(20), 1), "9:30", grant, _DESIGNEE, {
        "investigator": "Farah Whitlock", "youth": ["DEMO-100020"], "sites": ["tiktok"],
        "title": "Whereabouts, west", "purpose": Purpose.APPREHENSION, "level": Level.DISCRETE, "profile": True,
        "facts": "The youth has not come back from a home visit. A cousin told staff of a page with new videos."}),
    (Ago(4), "11:20", record_profile, _DESIGNEE, {
        "site": "tiktok", "handle": "demo_valley_hiker", "display_name": "Valley Hiker"}),
]  # fmt: skip
