"""The fourteen reports of the demonstration (domain 14), each act by the person whose act it is."""

from authorizations.choices import DutyKind
from dys_social.seed import report_acts as acts
from dys_social.seed.days import After, Ago, Ahead, Back
from violations.choices import (
    AimedAt,
    Answer,
    Basis,
    Decided,
    Direction,
    DismissReason,
    Found,
    Measure,
    Medium,
    Mode,
    NoteKind,
    Outcome,
    Part,
    Relationship,
    SiteKind,
    Way,
)

PRIYA, DESMOND, TOBIAS, ROLF = "Priya Lindqvist", "Desmond Arkwright", "Tobias Renner", "Rolf Castellane"
LEONA, KWABENA = "Leona Strand", "Kwabena Birch"
SAFE = {"is_youth_at_risk": Answer.NO}
NOTHING_NEEDED = {"contact": Answer.NO, "measure": Measure.NONE}
PAGE = {"site_kind": SiteKind.PERSONAL, "medium": Medium.POST}

# From the first line to the corrective action: sustained, countersigned, closed in time.
_BIRTHDAY, _FILED = "birthday", Ago(58)
BIRTHDAY = [
    (_FILED, "10:12", acts.report, _BIRTHDAY, {
        "by": "Amara Lindgren", "mode": Mode.CONFIDENTIAL, "about": ["Ellis Brandvold"], "alleged": {"C.2.a": {}},
        "tells": "His own page shows a birthday cake in the day room, and three youth behind it. Two can be recognized, "
        "and one first name is written on the cake. The page can be seen by everybody.",
        "site_kind": SiteKind.PERSONAL, "medium": Medium.PHOTO, "platform": "facebook", "occurred_from": Ago(60),
        "occurred_to": Ago(60), "is_still_visible": Answer.YES, **SAFE}),
    (_FILED, "10:20", acts.take_up, _BIRTHDAY, {"by": PRIYA}),
    (_FILED, "10:40", acts.answer_safety, _BIRTHDAY, {
        "by": PRIYA, "contact": Answer.YES, "measure": Measure.INSTRUCTED, "manager": "Silvio Pemberton",
        "text": "Until you hear from us, no personal telephone is carried in the rooms of youth at Blackstone Hill."}),
    (_FILED, "11:05", acts.decide, _BIRTHDAY, {
        "by": PRIYA, "kinds": [Decided.INVESTIGATE], "reason": "A picture of youth on a page that everybody can see."}),
    (_FILED, "11:10", acts.ask_to_handle, _BIRTHDAY, {"by": PRIYA, "to": LEONA}),
    (After(_FILED, 1), "9:05", acts.write, _BIRTHDAY, {
        "by": LEONA, "text": "Thank you for telling us. Is the picture still there, and did you keep a copy of it?"}),
    (After(_FILED, 2), "8:30", acts.write_back, _BIRTHDAY, {
        "by": "Amara Lindgren", "text": "It has been gone since this morning. I kept no copy; I was not sure I may."}),
    (After(_FILED, 3), "14:00", acts.note, _BIRTHDAY, {
        "by": LEONA, "text": "The nurse on duty saw the page, too, and describes the same picture."}),
    (After(_FILED, 3), "15:10", acts.note, _BIRTHDAY, {
        "by": PRIYA, "kind": NoteKind.PRIVILEGED, "text": "Whether the parents have to be told: yes, by the director."}),
    (After(_FILED, 5), "10:00", acts.send_notice, _BIRTHDAY, {
        "by": LEONA, "allegation": "That a picture in which youth can be recognized stood on your own page."}),
    (After(_FILED, 7), "16:25", acts.answer_notice, _BIRTHDAY, {
        "by": "Ellis Brandvold", "representative": "The union steward of Blackstone Hill",
        "text": "I put it there, and took it away when a friend asked me. I did not think of the name on the cake."}),
    (After(_FILED, 12), "11:00", acts.sign, _BIRTHDAY, {
        "by": LEONA, "found": Found.SUSTAINED, "why": "Two people saw the picture, and the answer to the notice says so.",
        "evidence": "What the reporter and the nurse describe; the answer to the notice."}),
    (After(_FILED, 13), "9:40", acts.countersign, _BIRTHDAY, {"by": PRIYA}),
    (After(_FILED, 13), "10:00", acts.correct, _BIRTHDAY, {
        "by": PRIYA, "aim": AimedAt.PERSON, "outcome": Outcome.RETRAINED, "owner": "Silvio Pemberton",
        "text": "Reads the policy again with the trainer, and signs it.", "due": After(_FILED, 22)}),
    (After(_FILED, 13), "10:10", acts.correct, _BIRTHDAY, {
        "by": PRIYA, "aim": AimedAt.PLACE, "outcome": Outcome.CLARIFIED, "owner": "Ottilie Gray",
        "text": "A sign at the door of the day room says that nobody takes pictures there.", "due": Ahead(12)}),
    (After(_FILED, 15), "9:15", acts.close, _BIRTHDAY, {
        "by": PRIYA, "told": "We have looked into what you reported and have closed it. Thank you for speaking up."}),
    (After(_FILED, 20), "13:30", acts.enter_done, _BIRTHDAY, {
        "by": PRIYA, "aim": AimedAt.PERSON, "proof": "The acknowledgement of that day."}),
]  # fmt: skip

# By nobody known, with the key of the README; and the same matter once more, which was joined to it.
_REQUEST, _AGAIN, _ASKED = "request", "request again", Ago(12)
REQUESTS = [
    (_ASKED, "12:05", acts.report, _REQUEST, {
        "mode": Mode.ANONYMOUS, "about": ["Juniper Slate"],
        "alleged": {"C.2.e": {"relationship": Relationship.PARENT, "direction": Direction.SENT}},
        "tells": "She sent a friend request to the mother of a youth on her caseload. The mother showed it to us at the "
        "door and asked whether she has to accept.",
        "site_kind": SiteKind.PERSONAL, "medium": Medium.FRIEND, "platform": "instagram", "occurred_from": Ago(14),
        "is_still_visible": Answer.UNKNOWN, **SAFE}),
    (_ASKED, "12:07", acts.know_the_key, _REQUEST, {}),
    (_ASKED, "12:18", acts.take_up, _REQUEST, {"by": PRIYA}),
    (_ASKED, "12:30", acts.answer_safety, _REQUEST, {
        "by": PRIYA, "text": "The visits of this week are made by a colleague.", **NOTHING_NEEDED}),
    (_ASKED, "12:40", acts.decide, _REQUEST, {
        "by": PRIYA, "kinds": [Decided.INVESTIGATE], "reason": "A request to the family of a youth in our care."}),
    (_ASKED, "13:00", acts.ask_to_handle, _REQUEST, {"by": PRIYA, "to": KWABENA}),
    (After(_ASKED, 1), "9:20", acts.write, _REQUEST, {
        "by": KWABENA, "text": "Thank you. Do you know whether the request was accepted, and is there a picture of it?"}),
    (After(_ASKED, 2), "19:45", acts.write_back, _REQUEST, {
        "text": "It was not accepted. She gave us this picture of it and says that we may pass it on.", "hue": 30}),
    (After(_ASKED, 3), "8:50", acts.write, _REQUEST, {
        "by": KWABENA, "text": "We have the picture. Nothing more is needed from you; come back whenever you like."}),
    (After(_ASKED, 2), "10:15", acts.report, _AGAIN, {
        "by": "Dana Okafor-Lane", "mode": Mode.NAMED, "about": ["Juniper Slate"],
        "alleged": {"C.2.f": {"relationship": Relationship.PARENT, "direction": Direction.ACCEPTED}},
        "tells": "I heard that a colleague is connected with the mother of a youth on Instagram. I have not seen it.",
        "site_kind": SiteKind.PERSONAL, "medium": Medium.FRIEND, "platform": "instagram", **SAFE}),
    (After(_ASKED, 2), "10:25", acts.take_up, _AGAIN, {"by": PRIYA}),
    (After(_ASKED, 2), "10:30", acts.answer_safety, _AGAIN, {
        "by": PRIYA, "text": "Answered on the report before this one.", **NOTHING_NEEDED}),
    (After(_ASKED, 2), "10:40", acts.decide, _AGAIN, {
        "by": PRIYA, "kinds": [Decided.JOIN], "joined_to": _REQUEST, "reason": "The same request, told by another person."}),
]  # fmt: skip

# About a supervisor, by one of her own staff, whose authorization she took back a week later: the portal says so.
_REMARKS, _SAID = "remarks", Ago(33)
REMARKS = [
    (_SAID, "17:30", acts.report, _REMARKS, {
        "by": "Tamsin Ruiz-Ford", "mode": Mode.CONFIDENTIAL, "about": ["Amara Lindgren"],
        "alleged": {"C.2.i": {"protected_basis": [Basis.DISABILITY]}},
        "tells": "In a group that half of our shift can read she posts jokes about how a colleague walks and speaks since "
        "the accident. When he asked her to stop, she put him on nights.",
        "site_kind": SiteKind.PERSONAL, "medium": Medium.GROUP, "is_ongoing": True, "occurred_from": Ago(50),
        "is_still_visible": Answer.YES, **SAFE}),
    (After(_SAID, 1), "8:40", acts.take_up, _REMARKS, {"by": DESMOND}),
    (After(_SAID, 1), "9:00", acts.answer_safety, _REMARKS, {
        "by": DESMOND, "text": "No youth is concerned.", **NOTHING_NEEDED}),
    (After(_SAID, 1), "9:10", acts.decide, _REMARKS, {
        "by": DESMOND, "kinds": [Decided.INVESTIGATE, Decided.TO_HR], "reason": "Harassment on a protected basis."}),
    (After(_SAID, 1), "9:20", acts.ask_to_handle, _REMARKS, {"by": DESMOND, "to": LEONA}),
    (Back(5), "11:00", acts.note, _REMARKS, {"by": LEONA, "text": "Two of the shift confirm the posts, and when."}),
    (Back(2), "10:00", acts.send_notice, _REMARKS, {
        "by": LEONA, "days": 7, "allegation": "That you posted remarks about a disability of a colleague in a group."}),
]  # fmt: skip

# Late: one was closed with its reason, the other one cannot be closed without.
_SHOPPING, _BORROWED = "shopping", "borrowed"
LATE = [
    (Ago(60), "11:45", acts.report, _SHOPPING, {
        "mode": Mode.ANONYMOUS, "about": ["Lucinda Achebe-Ross"],
        "alleged": {"P.3": {"during_work_hours": Answer.YES, "on_work_equipment": Answer.UNKNOWN}},
        "tells": "Most mornings she sells clothes on her own page while people wait at the counter for their badge.",
        "is_ongoing": True, "is_still_visible": Answer.YES, **PAGE, **SAFE}),
    (Ago(60), "13:20", acts.take_up, _SHOPPING, {"by": DESMOND}),
    (Ago(60), "13:30", acts.answer_safety, _SHOPPING, {
        "by": DESMOND, "text": "No youth comes to this counter.", **NOTHING_NEEDED}),
    (Ago(60), "13:40", acts.decide, _SHOPPING, {
        "by": DESMOND, "kinds": [Decided.INVESTIGATE], "reason": "Work hours, as told."}),
    (After(Ago(60), 9), "15:00", acts.sign, _SHOPPING, {
        "by": DESMOND, "found": Found.NOT_SUSTAINED, "evidence": "The public page, and the hours of the posts.",
        "why": "The posts of two weeks were made in the evening; nobody at the counter remembers the phone."}),
    (Ago(80), "9:30", acts.report, _BORROWED, {
        "by": "Ottilie Gray", "mode": Mode.NAMED, "about": ["Farah Whitlock"], "alleged": {"B.2.e": {}},
        "tells": "At a training she said that a colleague signs in to her account for supervision when she is away.",
        "site_kind": SiteKind.WORK, "medium": Medium.OTHER, "occurred_from": Ago(83), **SAFE}),
    (Ago(80), "10:10", acts.take_up, _BORROWED, {"by": DESMOND}),
    (Ago(80), "10:20", acts.answer_safety, _BORROWED, {
        "by": DESMOND, "text": "The account is viewed only; nobody writes to youth with it.", **NOTHING_NEEDED}),
    (Ago(80), "10:30", acts.decide, _BORROWED, {
        "by": DESMOND, "kinds": [Decided.INVESTIGATE], "reason": "An account is used by its owner only."}),
    (Ago(80), "11:00", acts.ask_to_handle, _BORROWED, {"by": DESMOND, "to": KWABENA}),
    (After(Ago(80), 34), "14:00", acts.sign, _BORROWED, {
        "by": KWABENA, "found": Found.UNFOUNDED, "evidence": "The list of sign-ins that the site keeps.",
        "why": "All sign-ins of six months come from one telephone. What was said was meant as a joke."}),
    (After(Ago(80), 36), "9:00", acts.countersign, _BORROWED, {"by": DESMOND}),
    (After(Ago(80), 36), "9:30", acts.close, _BORROWED, {
        "by": DESMOND, "told": "We have looked into what you reported and have closed it. Thank you.",
        "late": "The site took five weeks to hand over the list of sign-ins."}),
]  # fmt: skip

# Held by the Commissioner's designee: about a member of Legal; and one whose account is a confidential profile.
_UNTOLD, _HERON = "untold", "heron"
WITH_THE_DESIGNEE = [
    (Back(1), "12:10", acts.report, _UNTOLD, {
        "by": "Ines Farquhar-Odell", "mode": Mode.CONFIDENTIAL, "about": ["Marisol Quade"], "alleged": {"C.3": {}},
        "tells": "She told me that she knew for weeks of a page that shows youth, and that she did not report it so as "
        "not to get anybody into trouble.",
        "site_kind": SiteKind.UNKNOWN, "medium": Medium.OTHER, **SAFE}),
    (Back(3), "15:40", acts.report, _HERON, {
        "by": "Wren Takahashi-Boyle", "mode": Mode.CONFIDENTIAL, "alleged": {"B.3.c": {}},
        "described": ["Whoever runs the account; it may be one of us"],
        "tells": "An account with the picture of a bird answers an adult who offers money to youth. Somebody said that it "
        "is one of our investigators. Is this approved?",
        "site_kind": SiteKind.UNKNOWN, "medium": Medium.CHAT, "platform": "instagram",
        "account_name": "@demo_quiet_heron", "occurred_from": Ago(12), "occurred_to": Ago(12), **SAFE}),
    (Back(3), "16:05", acts.take_up, _HERON, {"by": ROLF}),
    (Back(3), "16:20", acts.answer_safety, _HERON, {
        "by": ROLF, "contact": Answer.UNKNOWN, "measure": Measure.NONE,
        "text": "Nothing shows that a youth was written to. Read again with the match below."}),
]  # fmt: skip

# In the hands of others: the police, IT, a manager.
_MESSAGES, _LOGIN, _STORY = "messages", "login", "story"
ELSEWHERE = [
    (Ago(21), "8:55", acts.report, _MESSAGES, {
        "by": "Caleb Stroud", "mode": Mode.CONFIDENTIAL, "about": ["Gideon Marsh"], "alleged": {"B.2.a": {}},
        "tells": "A youth showed me messages on X from the account that he uses for supervision, late at night, one of "
        "them asking to meet alone.",
        "site_kind": SiteKind.WORK, "medium": Medium.CHAT, "platform": "x", "account_name": "demo_gmarsh",
        "occurred_from": Ago(23), "occurred_to": Ago(22), "is_still_visible": Answer.YES, "is_youth_at_risk": Answer.YES}),
    (Ago(21), "9:02", acts.take_up, _MESSAGES, {"by": PRIYA}),
    (Ago(21), "9:10", acts.tell, _MESSAGES, {
        "by": PRIYA, "kinds": [DutyKind.DCF_ORAL, DutyKind.DCF_WRITTEN], "whom": "DCF hotline", "reference": "51A, 4410"}),
    (Ago(21), "9:15", acts.need_not_tell, _MESSAGES, {
        "by": PRIYA, "kinds": [DutyKind.EMERGENCY], "reason": "The youth is in the program, with staff."}),
    (Ago(21), "9:20", acts.answer_safety, _MESSAGES, {
        "by": PRIYA, "contact": Answer.YES, "measure": Measure.INSTRUCTED, "manager": "Hollis Marchetti",
        "text": "From now on Gideon Marsh works without contact with youth, until you hear from us."}),
    (Ago(21), "9:45", acts.decide, _MESSAGES, {
        "by": PRIYA, "kinds": [Decided.DEFER, Decided.TO_POLICE],
        "reason": "The police ask that nobody is heard before they have spoken with the youth."}),
    (Ago(21), "9:50", acts.wait, _MESSAGES, {"by": PRIYA, "reason": "The police speak with the youth first."}),
    (Ago(16), "16:30", acts.report, _LOGIN, {
        "by": "Jonah Pruett", "mode": Mode.NAMED, "described": ["The evening shift at Larch House"],
        "alleged": {"B.1.f": {}},
        "tells": "There is a note beside the computer with a Virtual Gateway user name and its password. Everybody of the "
        "evening shift signs in with it.",
        "site_kind": SiteKind.PULSE, "medium": Medium.OTHER, "is_ongoing": True, **SAFE}),
    (After(Ago(16), 1), "9:35", acts.take_up, _LOGIN, {"by": TOBIAS}),
    (After(Ago(16), 1), "9:40", acts.answer_safety, _LOGIN, {
        "by": TOBIAS, "text": "The account opens no records of youth.", **NOTHING_NEEDED}),
    (After(Ago(16), 1), "9:50", acts.decide, _LOGIN, {
        "by": TOBIAS, "kinds": [Decided.TO_IT], "reason": "The password has to be changed before anything else."}),
    (Ago(9), "16:40", acts.report, _STORY, {
        "by": "Rosalind Teague", "mode": Mode.NAMED, "about": ["Rosalind Teague"], "is_self_report": True,
        "alleged": {"B.2.d": {}},
        "tells": "I opened a story by mistake, so the youth may have read my name among those who saw it. My supervisor "
        "knows; I want it on record that I said so myself.",
        "site_kind": SiteKind.WORK, "medium": Medium.STORY, "platform": "instagram", "occurred_from": Ago(10), **SAFE}),
    (After(Ago(9), 1), "10:20", acts.take_up, _STORY, {"by": TOBIAS}),
    (After(Ago(9), 1), "10:30", acts.answer_safety, _STORY, {
        "by": TOBIAS, "text": "The authorization was suspended the same day.", **NOTHING_NEEDED}),
    (After(Ago(9), 1), "10:40", acts.decide, _STORY, {
        "by": TOBIAS, "kinds": [Decided.TO_SUPERVISOR], "reason": "A slip, told at once."}),
    (After(Ago(9), 1), "10:45", acts.ask_to_handle, _STORY, {
        "by": TOBIAS, "to": "Caleb Stroud", "part": Part.MANAGER, "reason": "He knows of it already, from her."}),
]  # fmt: skip

# New, being looked at, and dismissed.
_UNSURE, _PHONE, _VAN = "unsure", "phone", "van"
OTHERS = [
    (Back(1), "18:40", acts.report, _UNSURE, {
        "mode": Mode.ANONYMOUS, "described": ["A man of the night shift at Quarry Road, I do not know his name"],
        "alleged": {"": {}},
        "tells": "He plays videos from a site I do not know in the common room. I am not sure whether this is allowed.",
        "is_ongoing": True, **SAFE}),
    (Back(2), "17:20", acts.report, _PHONE, {
        "mode": Mode.ANONYMOUS, "about": ["Celeste Moraine"],
        "alleged": {"C.2.h": {"setting": "In the kitchen of Larch House, in the evening"}},
        "tells": "She lets one of the youth use her telephone to look at messages on his account, as a reward.",
        "site_kind": SiteKind.DEVICE, "medium": Medium.CHAT, "is_ongoing": True, "is_youth_at_risk": Answer.UNKNOWN}),
    (Back(2), "17:32", acts.take_up, _PHONE, {"by": PRIYA}),
    (Ago(30), "9:15", acts.report, _VAN, {
        "by": "Orrin Delacroix", "mode": Mode.NAMED, "described": ["Somebody in a program jacket; no face is seen"],
        "alleged": {"C.1.b": {"ways": [Way.DISPLAYED], "public_domain": Answer.NO}},
        "tells": "A page that sells cars shows one of our vans with the seal on its door, parked at a shop.",
        "is_still_visible": Answer.NO, **PAGE, **SAFE}),
    (Ago(30), "11:30", acts.take_up, _VAN, {"by": TOBIAS}),
    (Ago(30), "11:40", acts.answer_safety, _VAN, {"by": TOBIAS, "text": "No youth is seen.", **NOTHING_NEEDED}),
    (Ago(30), "11:50", acts.decide, _VAN, {
        "by": TOBIAS, "kinds": [Decided.DISMISS], "because": DismissReason.NO_PERSON,
        "reason": "The page is gone, and the plate cannot be read."}),
]  # fmt: skip

REPORTS = [*BIRTHDAY, *REQUESTS, *REMARKS, *LATE, *WITH_THE_DESIGNEE, *ELSEWHERE, *OTHERS]
