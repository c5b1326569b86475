"""The eight written releases of the demonstration (domain 14): one of each kind, each act by the person whose act it is."""

import uuid
from datetime import timedelta

from dys_social.seed.acts import drawn_picture
from dys_social.seed.days import After, Ago, Ahead
from pulse_moderation.choices import GuardianCapacity, Material, ReleaseUse, RevokedBy
from pulse_moderation.models import YouthRelease
from pulse_moderation.services import release_decisions, releases

LUCINDA = "Lucinda Achebe-Ross"
A_WHILE = timedelta(minutes=6)
ADULT = None  # nobody signs for who is 18 or over


def enter(world, key, at, *, by, youth, shows, signed, until=None, guardian=ADULT, uses=(ReleaseUse.PULSE,), hue=40):
    """From the first line to handing it in. `guardian`: name and capacity, or nobody; the days are of the story."""
    actor, today = world.person(by), world.today
    name, capacity = guardian or ("", "")
    release = releases.begin(world.youth[youth], form_key=uuid.uuid4(), actor=actor, at=at)
    releases.add_document(release, drawn_picture(hue), name="release.png", actor=actor, at=at)
    releases.edit(
        release,
        material_kinds=[Material.ART, Material.PHOTO],
        description=shows,
        allowed_uses=list(uses),
        may_show_first_name=True,
        may_show_face=False,
        youth_signed_on=signed.on(today),
        guardian_name=name,
        guardian_capacity=capacity,
        guardian_signed_on=signed.on(today) if guardian else None,
        valid_to=until.on(today) if until else None,
        actor=actor,
        at=at,
    )
    releases.submit(release, actor=actor, at=at + A_WHILE)
    world.releases[key] = release.pk


def _of(world, key):
    return YouthRelease.objects.with_people().get(pk=world.releases[key])


def verify(world, key, at, *, by=LUCINDA):
    release_decisions.verify(_of(world, key), actor=world.person(by), at=at)


def reject(world, key, at, *, because, by=LUCINDA):
    release_decisions.reject(_of(world, key), reason=because, actor=world.person(by), at=at)


def revoke(world, key, at, *, whose, said, by=LUCINDA):
    release_decisions.revoke(_of(world, key), by_whom=whose, reason=said, actor=world.person(by), at=at)


PARENT, DCF = GuardianCapacity.PARENT, GuardianCapacity.DCF
DANA, MATEO, JUNIPER, ELLIS = "Dana Okafor-Lane", "Mateo Rivard", "Juniper Slate", "Ellis Brandvold"

RELEASES = [
    (Ago(40), "10:05", enter, "valid", {
        "by": DANA, "youth": "DEMO-100001", "shows": "The mural of the summer program.", "signed": Ago(44),
        "guardian": ("Orla Alderbrook", PARENT), "hue": 30}),
    (After(Ago(40), 1), "9:10", verify, "valid", {}),
    (Ago(89), "14:20", enter, "expiring", {
        "by": DANA, "youth": "DEMO-100002", "shows": "Poster of the reading week.", "signed": Ago(93),
        "until": Ahead(20), "guardian": ("Marta Benningfield", PARENT), "hue": 60}),
    (After(Ago(89), 2), "11:30", verify, "expiring", {}),
    (Ago(54), "9:40", enter, "taken back", {
        "by": MATEO, "youth": "DEMO-100005", "shows": "Photo of the garden project, from behind.", "signed": Ago(57),
        "guardian": ("Selma Eastergate", PARENT), "hue": 90}),
    (After(Ago(54), 1), "15:00", verify, "taken back", {}),
    (Ago(11), "10:45", revoke, "taken back", {
        "whose": RevokedBy.GUARDIAN, "said": "The mother telephoned: she no longer wants it to be shown."}),
    (Ago(88), "13:15", enter, "ended", {
        "by": MATEO, "youth": "DEMO-100009", "shows": "Drawings of the art show in spring.", "signed": Ago(92),
        "until": Ago(6), "guardian": ("Ruth Ingleby", PARENT), "hue": 120}),
    (After(Ago(88), 1), "10:20", verify, "ended", {}),
    (Ago(5), "16:05", enter, "no guardian", {
        "by": DANA, "youth": "DEMO-100013", "shows": "A poem for the newsletter page.", "signed": Ago(6), "hue": 150}),
    (Ago(33), "11:55", enter, "DCF", {
        "by": JUNIPER, "youth": "DEMO-100011", "shows": "A clay figure of the workshop.", "signed": Ago(36),
        "guardian": ("Paul Merriam", DCF), "hue": 180}),
    (After(Ago(33), 1), "14:40", verify, "DCF", {}),
    (Ago(26), "8:50", enter, "of age", {
        "by": ELLIS, "youth": "DEMO-100007", "shows": "A song recorded for the graduation.", "signed": Ago(27),
        "hue": 210}),
    (After(Ago(26), 1), "9:25", verify, "of age", {}),
    (Ago(19), "15:35", enter, "not Pulse", {
        "by": MATEO, "youth": "DEMO-100003", "shows": "A collage for the exhibition.", "signed": Ago(20),
        "uses": (ReleaseUse.PRINT, ReleaseUse.EVENT), "guardian": ("Hugh Carraway", PARENT), "hue": 240}),
    (After(Ago(19), 1), "10:00", reject, "not Pulse", {
        "because": "The paper allows print and the exhibition, not Pulse. Ask for a release that does."}),
]  # fmt: skip
