"""A house where every confidential field holds a word that stands nowhere else, and the people who may never read one.

The words are made by `Words`: "kanari007facts". What holds the stem, in the clear or as a machine may write it, leaks.
"""

import base64
import datetime
import re
import uuid
from types import SimpleNamespace

from authorizations.models import Platform
from dys_social import personnel
from investigations.choices import EmergencyReason, Equipment, FileKind, IssueKind, Level, Method, Outcome
from investigations.models import PERSONA, Designation, InvestigationNumbers
from investigations.services import (
    contacts,
    course,
    decisions,
    emergency,
    issues,
    meetings,
    profiles,
    records,
    requests,
)
from investigations.services import people as investigators
from people.models import Delegation, RoleGrant
from people.roles import Role
from people.titles import EmploymentStatus, JobTitle
from policy.calendar import local_day
from tests.cast import LONG_AGO
from tests.evidence.pictures import with_text
from tests.factories import investigations as make
from tests.factories.people import UserFactory
from workflow.identity import acting_as, acting_as_system

DAY = datetime.timedelta(days=1)
STEM = "kanari"
FIRST_NUMBER = 4701
NUMBER = re.compile(r"INV-\d{4}-47\d\d")


class Words(dict):
    """{what it stands in: the word}; a word is made when it is first asked for, by words("facts")."""

    def __call__(self, name):
        return self.setdefault(name, f"{STEM}{len(self):03}{name.replace('_', '')}")

    def sentence(self, name):
        return f"Somebody wrote {self(name)} here, and it is long enough to be taken for the facts of a case."

    def of(self, text):
        """The names of the words that stand in a text."""
        names = list(self)
        return frozenset(names[int(number)] for number in re.findall(rf"(?i){STEM}(\d{{3}})", text))


def spelled(stem):
    """What finds a stem however a machine writes it: as text, in hexadecimal, in the three ways base64 can fall."""
    anyhow = "|".join(map(re.escape, (stem, stem.encode().hex())))
    fallen = [
        base64.b64encode(b"\0" * before + stem.encode())[-(-before * 8 // 6) : (before + len(stem)) * 8 // 6].decode()
        for before in range(3)
    ]
    return re.compile(f"(?i:{anyhow})|{'|'.join(map(re.escape, fallen))}")


SPELLED = spelled(STEM)


# People ---------------------------------------------------------------------------------------------------------------


def _member(username, *roles, **fields):
    person = UserFactory(legal_first=username.title(), username=username, **fields)
    for role in roles:
        RoleGrant.objects.create(person=person, role=role, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    return person


def _hire(cast):
    """Everybody whom the cast lacks. Dana investigates for Beatrix, and will be given to Sefa."""
    officer = {"job_title": JobTitle.APPREHENSION_OFFICER}
    cast.dana.job_title = JobTitle.APPREHENSION_OFFICER
    cast.dana.save()
    cast.sefa = _member("sefa", reports_to=cast.hollis, job_title=JobTitle.DISTRICT_MANAGER)
    cast.wren = _member("wren", reports_to=cast.beatrix, **officer)
    cast.ash = _member("ash", reports_to=cast.noor, **officer)
    cast.lars = _member("lars", reports_to=cast.beatrix, employment_status=EmploymentStatus.ON_LEAVE, **officer)
    for name in ("nadia", "delia"):
        setattr(cast, name, _member(name, reports_to=cast.hollis, job_title=JobTitle.DISTRICT_MANAGER))
    cast.ivo = _member("ivo", Role.INVESTIGATIONS, reports_to=cast.imogen)
    cast.gale = _member("gale", reports_to=cast.noor)
    cast.abel = _member("abel", Role.ADMIN, reports_to=cast.rolf)
    cast.sol = _member("sol", Role.LEGAL, Role.GENERAL_COUNSEL, reports_to=cast.imogen, is_active=False)
    cast.otto = _member("otto", Role.LEGAL, Role.INVESTIGATIONS, reports_to=cast.imogen)
    RoleGrant.objects.filter(person=cast.otto).update(ended_at=LONG_AGO + DAY)


def _insiders(cast):
    return {
        "investigator": cast.dana,
        "supervisor": cast.sefa,
        "delegate whom Legal confirmed": cast.nadia,
        "Legal Unit": cast.priya,
        "General Counsel": cast.imogen,
        "Investigation Unit, assigned": cast.leona,
    }


def _outsiders(cast):
    return {
        "nobody signed in": None,
        "caseworker": cast.mateo,
        "caseworker of the youth": cast.juniper,
        "Apprehension Officer not concerned": cast.ash,
        "Apprehension Officer on leave": cast.lars,
        "former holder of the account": cast.wren,
        "supervisor elsewhere": cast.noor,
        "former supervisor": cast.beatrix,
        "next in line": cast.hollis,
        "Commissioner's designee": cast.rolf,
        "delegate not confirmed": cast.delia,
        "designee whose designation ended": cast.gale,
        "Human Resources": cast.ottilie,
        "Pulse moderator": cast.lucinda,
        "portal administrator": cast.bram,
        "administrator whose emergency access ran out": cast.abel,
        "auditor": cast.ines,
        "Investigation Unit, not assigned": cast.ivo,
        "Legal Unit, sign-in closed": cast.sol,
        "Legal Unit, no longer": cast.otto,
    }


# Records --------------------------------------------------------------------------------------------------------------


def build(cast, at):
    """The house: cast, words, at, insiders and outsiders by who they are, ids by what they are of."""
    _hire(cast)
    _count_from(at.year, FIRST_NUMBER)
    house = SimpleNamespace(cast=cast, words=Words(), at=at, insiders=_insiders(cast), outsiders=_outsiders(cast))
    house.leave = _main(house)
    house.profile = _account(house, house.leave)
    _hand_round(house)
    house.approval, house.asked, house.ended = _communicate(house)
    house.captured = _capture(house)
    _meet(house)
    _interrupt(house)
    house.closed = _closed(house)
    _others(house)
    personnel.change_supervisor(cast.dana, cast.sefa, actor=cast.bram, at=at)
    _of_legal(house)
    house.ids = _ids(house)
    return house


def _count_from(year, number):
    """Numbers of its own: none that a form gives as an example, nor any of records that stood before."""
    with acting_as_system("numbering"):
        InvestigationNumbers.objects.update_or_create(year=year, defaults={"last": number - 1})


def _answers(words, name=""):
    """Every sealed answer of a request."""
    fields = ("title", "reference", "necessity", "less_intrusive", "third_parties", "equipment_reason", "deconfliction")
    return {field: words(f"{name}{field}") for field in fields} | {
        "facts": words.sentence(f"{name}facts"),
        "described": words(f"{name}described"),
        "equipment": Equipment.PERSONAL,
    }


def _main(house):
    """Returned once, granted with conditions, concurred in with a note: in force."""
    cast, words, at = house.cast, house.words, house.at
    request = make.submitted(cast.dana, cast.tavi, at=at, level=Level.COVERT, **_answers(words))
    with acting_as(cast.beatrix):
        request = decisions.return_(request, actor=cast.beatrix, at=at, reason=words("decision_reason"))
    with acting_as(cast.dana):
        request = requests.submit(request, signature=cast.dana.full_name, actor=cast.dana, at=at)
    return _concurred(house, _granted(house, request, conditions=words("conditions")))


def _granted(house, request, **details):
    boss = house.cast.beatrix
    with acting_as(boss):
        return decisions.grant(
            request, actor=boss, at=house.at, expires_on=request.requested_to, signature=boss.full_name,
            grants_profile=True, grants_communication=True, **details,
        )  # fmt: skip


def _concurred(house, request):
    with acting_as(house.cast.priya):
        return decisions.concur(request, actor=house.cast.priya, at=house.at, note=house.words("legal_note"))


def _account(house, leave):
    """The account of an authorization, on a site that is not in the list; its persona changed once since."""
    dana, words, at = house.cast.dana, house.words, house.at
    with acting_as(dana):
        profile = leave.profiles.select_related("authorization").get()
        profile = profiles.record_account(
            profile, platform=Platform.objects.get(slug="other"), other_site=words("other_site"),
            handle_entered=words("handle"), created_on=local_day(at), actor=dana, at=at,
            persona={name: words(f"persona_{name}") for name in PERSONA},
        )  # fmt: skip
        persona = profile.persona.reveal() | {"display_name": words("later_display_name")}
        profile = profiles.change_persona(profile, persona=persona, actor=dana, at=at)
        for kind in (FileKind.IMAGE, FileKind.PROOF):
            name = f"{words(f'{kind}_file_name')}.png"
            profiles.keep_file(profile, content=with_text(words(f"{kind}_content")), name=name, kind=kind, actor=dana,
                               at=at, source=words(f"{kind}_source"))  # fmt: skip
    with acting_as(house.cast.beatrix):
        profiles.acknowledge_record(profile, actor=house.cast.beatrix, at=at)
    make.reviewed(make.fresh(profile, house.cast.priya), by=house.cast.priya, at=at, result="conditions",
                  conditions=words("review_conditions"))  # fmt: skip
    return make.fresh(profile, dana)


def _hand_round(house):
    """To somebody else and back: one day each."""
    cast = house.cast
    for person, name in ((cast.wren, "hand_over_reason"), (cast.dana, "hand_back_reason")):
        profile = make.fresh(house.profile, cast.beatrix)
        with acting_as(cast.beatrix):
            profiles.hand_over(profile, person=person, reason=house.words(name), actor=cast.beatrix, at=house.at)
    with acting_as(cast.dana):
        house.profile = type(profile).objects.with_people().get(pk=profile.pk)


def _communicate(house):
    """One approval, with all that belongs to it; one that waits; one that was ended."""
    cast, words, at, profile = house.cast, house.words, house.at, house.profile
    days = {"valid_from": local_day(at), "valid_to": local_day(at) + 10 * DAY}
    asked, plain = [Method.SEND_REQUEST, Method.DIRECT_MESSAGE], [Method.DIRECT_MESSAGE]
    with acting_as(cast.dana):
        approval, waiting, over = (
            contacts.request(profile, target=words(f"{first}target"), methods=methods, purpose=words(f"{first}purpose"),
                             limits=words(f"{first}limits"), actor=cast.dana, at=at, **days)
            for first, methods in (("", asked), ("waiting_", asked), ("over_", plain))
        )  # fmt: skip
    with acting_as(cast.priya):
        approval = contacts.advise(approval, advice=words("legal_advice"), actor=cast.priya, at=at)
    with acting_as(cast.beatrix):
        approval = contacts.approve(approval, actor=cast.beatrix, at=at, reason=words("approval_reason"))
        over = contacts.approve(over, actor=cast.beatrix, at=at)
        over = contacts.end(over, actor=cast.beatrix, at=at, reason=words("contact_end_reason"))
    said = {"direction": "out", "actor": cast.dana, "at": at, "occurred_at": at}
    with acting_as(cast.dana):
        file = with_text(words("transcript_content")), f"{words('transcript_file_name')}.png"
        contacts.log(profile, form_key=uuid.uuid4(), approval=approval, method=Method.DIRECT_MESSAGE, transcript=file,
                     summary=words("summary"), **said)  # fmt: skip
        contacts.log(profile, form_key=uuid.uuid4(), method=Method.GROUP, summary=words("unapproved_summary"),
                     explanation=words("explanation"), is_youth_unsafe=True, **said)  # fmt: skip
    return approval, waiting, over


def _capture(house):
    words = house.words
    with acting_as(house.cast.dana):
        return records.capture(
            house.leave, form_key=uuid.uuid4(), source_account=words("source_account"), captured_at=house.at,
            source_url=f"https://x.com/{words('source_url')}", attribution=words("attribution"),
            relevance=words("relevance"), actor=house.cast.dana, at=house.at,
            files=[(with_text(words("capture_content")), f"{words('capture_file_name')}.png")],
        )  # fmt: skip


def _meet(house):
    """One meeting held, the next one signed and disputed: it is still owed."""
    cast, words, at = house.cast, house.words, house.at
    text = {name: words(f"meeting_{name}") for name in ("activity", "communication_note", "conditions", "actions")}
    with acting_as(cast.beatrix):
        text["profiles"] = list(house.leave.profiles.all())
    make.meeting_held(house.leave, at=at, by=cast.beatrix, outcome=Outcome.CONDITIONS, **text)
    disputed = make.meeting_signed(house.leave, at=at, by=cast.beatrix, **text)
    with acting_as(cast.dana):
        meetings.dispute(disputed, actor=cast.dana, at=at, reason=words("dispute"))


def _interrupt(house):
    boss, leave = house.cast.beatrix, make.fresh(house.leave, house.cast.beatrix)
    with acting_as(boss):
        leave = course.suspend(leave, reason=house.words("interruption_reason"), actor=boss, at=house.at)
        leave = course.resume(leave, reason=house.words("resume_reason"), actor=boss, at=house.at)
        investigators.assign(leave, person=house.cast.leona, actor=boss, at=house.at)


def _closed(house):
    """Its account was compromised and closed, then it ended."""
    dana, words, at = house.cast.dana, house.words, house.at
    leave = make.active(dana, house.cast.tavi, at=at, title=words("closed_title"))
    profile = make.profile_in_use(leave, at=at, handle="demo_gray_heron")
    with acting_as(dana):
        day = local_day(at)
        profile = profiles.compromise(profile, compromised_on=day, note=words("compromise_note"), actor=dana, at=at)
        profile = profiles.deactivate(profile, deactivated_on=day, note=words("deactivation_note"), actor=dana, at=at)
        leave = make.fresh(leave, dana)
        return course.close(leave, reason="other", text=words("end_text"), actor=dana, at=at)


def _others(house):
    """What waits for somebody: a draft, a returned request, one to decide, one before the Legal Unit."""
    cast, words, at = house.cast, house.words, house.at
    house.draft = make.draft(cast.dana, cast.tavi, at=at, **_answers(words, "draft_"))
    returned = make.submitted(cast.dana, cast.tavi, at=at, **_answers(words, "returned_"))
    with acting_as(cast.beatrix):
        house.returned = decisions.return_(returned, actor=cast.beatrix, at=at, reason=words("return_reason"))
    house.waiting = make.submitted(cast.dana, cast.tavi, at=at, title=words("waiting_title"))
    request = make.submitted(cast.dana, cast.tavi, at=at, level=Level.COVERT, title=words("concur_title"))
    house.granted = _granted(house, request)


def _of_legal(house):
    """Delegates, designations, issues, disclosures, emergency access."""
    cast, words, at = house.cast, house.words, house.at
    day = local_day(at)
    with acting_as(cast.priya):
        confirmed, _another = (
            Delegation.objects.create(supervisor=cast.sefa, delegate=person, from_on=day, to_on=day + 9 * DAY,
                                      reason="Leave", created_at=at)
            for person in (cast.nadia, cast.delia)
        )  # fmt: skip
        investigators.confirm_delegate(confirmed, actor=cast.priya, at=at)
        for person, start in ((cast.gale, at - 40 * DAY), (cast.mateo, at + DAY)):
            first = local_day(start)
            investigators.designate(person, scope=words(f"scope_{person.username}"), from_on=first,
                                    to_on=first + 30 * DAY, actor=cast.priya, at=start)  # fmt: skip
        records.disclose(
            form_key=uuid.uuid4(), recipient=words("recipient"), purpose=words("disclosure_purpose"),
            given=words("given"), format_="Paper", disclosed_on=day, authorized_by=cast.imogen, actor=cast.priya,
            at=at, authorization=house.leave,
        )  # fmt: skip
    with acting_as(cast.dana):
        for name in ("statement", "resolved_statement"):
            house.issue = issues.open_issue(house.leave, IssueKind.OUTSIDE_AUTHORIZATION, clause="B.3.a",
                                            person=cast.dana, statement=words(name), at=at)  # fmt: skip
    with acting_as(cast.priya):
        issues.resolve(house.issue, finding="breach", resolution=words("resolution"),
                       no_report_reason=words("no_report_reason"), actor=cast.priya, at=at)  # fmt: skip
    _open_in_emergency(house)


def _open_in_emergency(house):
    """Agreed two hours ago, and over; a second one, of a record that does not exist, still waits."""
    cast, words, before = house.cast, house.words, house.at - datetime.timedelta(hours=2)
    with acting_as(cast.abel):
        house.over, house.still_asked = (
            emergency.ask(record_named=named, kind=EmergencyReason.SAFETY, actor=cast.abel, at=before,
                          reason=words.sentence(reason))
            for named, reason in ((house.leave.number, "emergency_reason"), (words("record_named"), "asked_reason"))
        )  # fmt: skip
    with acting_as(cast.rolf):
        emergency.answer(house.over, is_agreed=True, reason=words("emergency_answer"), actor=cast.rolf, at=before)


def _ids(house):
    """{what: ids}, the one that holds most first."""
    cast, leave = house.cast, house.leave
    with acting_as(cast.priya):
        found = {
            "leave": [leave, house.waiting, house.granted, house.returned, house.closed, house.draft],
            "profile": [house.profile, *house.closed.profiles.all()],
            "contact": [house.approval, house.asked, house.ended],
            "meeting": leave.meetings.order_by("pk"),
            "file": leave.files.order_by("pk"),
            "capture": leave.captures.all(),
            "issue": leave.issues.order_by("-pk"),
            "disclosure": leave.disclosures.all(),
            "designation": Designation.objects.all(),
            "delegation": Delegation.objects.filter(supervisor=cast.sefa),
            "emergency": [house.still_asked, house.over],
        }
        return {kind: [row.public_id for row in rows] for kind, rows in found.items()}
