"""What happened, in everyday words: the cards of the first question, every reportable clause on one of them (A3)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

NOT_SURE = "not-sure"  # as the form sends it


@dataclass(frozen=True)
class Card:
    clause: str
    label: str
    hint: str


@dataclass(frozen=True)
class Group:
    title: str
    hint: str
    cards: tuple


def _group(title, hint, *cards):
    return Group(title, hint, tuple(Card(*card) for card in cards))


YOUTH = _group(
    _("A youth or their family"),
    "",
    (
        "C.2.a",
        _("Shared something that shows who a youth is"),
        _("Name, photo, nickname or other details. Former youth too."),
    ),
    ("C.2.b", _("Shared health information"), _("About a youth or anyone else.")),
    ("C.2.e", _("Sent a friend request to a youth or their family"), _("Any member of the family counts.")),
    ("C.2.f", _("Accepted a friend request from a youth or close family"), _("Unless the policy authorized it.")),
    ("B.2.a", _("Contacted a youth from a supervision account"), _("Chat, message, friend, comment or reaction.")),
    ("C.2.h", _("Let a youth go online with staff access"), _("On any device, at a residence or elsewhere.")),
    ("B.1.h", _("Posted about a youth’s case on Pulse"), _("Case facts, or a picture without a written release.")),
    (
        "C.2.c",
        _("Shared someone’s criminal record"),
        _("Criminal Offender Record Information (CORI). What is known of a youth’s own case is the first card."),
    ),
)
OTHERS = (
    _group(
        _("Colleagues and other agencies"),
        _("Harassment, private details of a colleague, naming other agencies’ officers"),
        (
            "C.2.i",
            _("Harassed, intimidated or punished a colleague"),
            _("Because of race, sex, disability, religion or another protected status."),
        ),
        (
            "B.1.e",
            _("Posted private details of a colleague on Pulse"),
            _("Personal information about another employee."),
        ),
        (
            "C.2.d",
            _("Named another agency’s officer as one"),
            _("Police or other law enforcement, local, state or federal."),
        ),
    ),
    _group(
        _("DYS property and information"),
        _("Seal or letterhead, buildings and vehicles, confidential information, Code of Conduct"),
        (
            "C.1.a",
            _("Used the DYS seal, letterhead or insignia"),
            _("On a personal page, in a personal text, or in pictures for personal use."),
        ),
        (
            "C.1.b",
            _("Showed a DYS building, facility or vehicle"),
            _("Inside or outside, where the public could not see it already."),
        ),
        (
            "C.1.c",
            _("Shared youth or staff information for personal use"),
            _("On a personal page, in a personal text, or in pictures."),
        ),
        (
            "P.1",
            _("Disclosed confidential information, or broke other rules"),
            _("Through social media, against a law or another DYS policy."),
        ),
        (
            "C.2.g",
            _("Posted against the Code of Employee Conduct"),
            _("Investigations, photos, videos or comments among other things."),
        ),
    ),
    _group(
        _("Work time, devices and logins"),
        _("Personal use at work, shared passwords, shared accounts"),
        ("P.3", _("Used a personal account at work for private reasons"), _("In work hours, or on work equipment.")),
        ("B.1.f", _("Shared a Virtual Gateway login"), _("A user name, a password, or somebody else’s account.")),
        ("B.2.e", _("Shared one account among several employees"), _("An account used to supervise youth.")),
    ),
    _group(
        _("Supervision or investigation without the right steps"),
        _("No written authorization, false name, missing note, viewer not hidden"),
        (
            "B.2",
            _("Supervised a youth online without written authorization"),
            _("No leave from the supervisor, or it had ended."),
        ),
        ("B.2.b", _("Used a false name, or broke the site’s rules"), _("For supervision.")),
        ("B.2.c", _("Left the note in JJEMS out"), _("Who is authorized, by whom, with which account.")),
        ("B.2.d", _("Could be seen viewing"), _("Where the site shows who looks, and the setting was off.")),
        (
            "B.2.f",
            _("Did not keep or report what was found"),
            _("No screenshot for the youth’s file, or nobody was told."),
        ),
        (
            "B.3.a",
            _("Investigated without authorization, or told of it"),
            _("No authorization, no record, or confidentiality broken."),
        ),
        ("B.3.b", _("Skipped the meetings with the supervisor"), _("For an investigation online.")),
        (
            "B.3.c",
            _("Wrote to a youth in an investigation without approval"),
            _("Any communication through social media."),
        ),
    ),
    _group(
        _("On Pulse"),
        _("Links, advertising, profanity, alcohol or drugs, sexual material"),
        ("B.1.b", _("Linked to personal social media"), _("Or to a site that does not fit DYS policy.")),
        ("B.1.d", _("Posted advertising, chain letters or spam"), ""),
        ("B.1.i.i", _("Used profanity"), ""),
        ("B.1.i.ii", _("Posted about alcohol or drug use"), _("Comments or images.")),
        ("B.1.i.iii", _("Posted sexual material"), _("Of any kind, of the employee too.")),
    ),
    _group(
        _("Someone knew and did not report"),
        _("A known violation that was kept quiet"),
        ("C.3", _("Knew of a violation and did not report it"), ""),
    ),
)
CARDS = {card.clause: card for group in (YOUTH, *OTHERS) for card in group.cards}
