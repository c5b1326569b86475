"""The sixty posts, the decisions about them and the eight releases of the demonstration (domain 14)."""

from dys_social.seed import pulse_acts as acts
from dys_social.seed import report_acts
from dys_social.seed.days import After, Ago, Back
from pulse_moderation.choices import DecisionKind, GuardianCapacity, Material, Privilege, ReleaseUse, RevokedBy
from violations.choices import Answer, Decided, Measure, Medium, Mode, SiteKind

LUCINDA, BRAM, PRIYA = "Lucinda Achebe-Ross", "Bram Ekstrom", "Priya Lindqvist"
DANA, VICTOR, ROSALIND = "Dana Okafor-Lane", "Victor Osei-Bright", "Rosalind Teague"
REMOVED = DecisionKind.REMOVE

RELEASES = [
    # Valid, for both youth of the mural.
    (Ago(30), "10:00", acts.release, "mural one", {
        "by": VICTOR, "youth": "DEMO-100003", "kinds": [Material.ART, Material.PHOTO], "signed": Ago(32),
        "description": "The mural behind Larch House, and pictures of it.", "guardian": "Opal Carraway"}),
    (Ago(30), "10:20", acts.release, "mural two", {
        "by": VICTOR, "youth": "DEMO-100009", "kinds": [Material.ART, Material.PHOTO], "signed": Ago(32),
        "description": "The mural behind Larch House, and pictures of it.", "guardian": "Selma Ingleby"}),
    (After(Ago(30), 1), "9:10", acts.verify, "mural one", {"by": LUCINDA}),
    (After(Ago(30), 1), "9:14", acts.verify, "mural two", {"by": LUCINDA}),
    # Of the drawings: one of two, expiring soon. The other youth is 18 and signed alone, for paper only.
    (Ago(20), "13:00", acts.release, "art afternoon", {
        "by": DANA, "youth": "DEMO-100001", "kinds": [Material.ART], "signed": Ago(22), "lasts": 45,
        "description": "Drawings of the art afternoon.", "guardian": "Ines Alderbrook"}),
    (After(Ago(20), 1), "9:30", acts.verify, "art afternoon", {"by": LUCINDA}),
    (Ago(20), "13:30", acts.release, "for paper alone", {
        "by": DANA, "youth": "DEMO-100010", "kinds": [Material.ART], "signed": Ago(22), "uses": (ReleaseUse.PRINT,),
        "description": "A drawing for the printed calendar."}),
    (Ago(15), "11:00", acts.release, "without guardian", {
        "by": DANA, "youth": "DEMO-100013", "kinds": [Material.WRITING], "signed": Ago(16),
        "description": "A poem about the harbor."}),
    (Ago(60), "11:00", acts.release, "of DCF", {
        "by": "Juniper Slate", "youth": "DEMO-100011", "kinds": [Material.PHOTO], "signed": Ago(62),
        "description": "Pictures of the garden day, from behind.", "guardian": "Area office of DCF",
        "capacity": GuardianCapacity.DCF, "shows": ()}),
    (After(Ago(60), 1), "9:00", acts.verify, "of DCF", {"by": LUCINDA}),
    (Ago(110), "9:00", acts.release, "revoked", {
        "by": DANA, "youth": "DEMO-100002", "kinds": [Material.ART], "signed": Ago(112),
        "description": "A clay figure.", "guardian": "Marta Benningfield"}),
    (After(Ago(110), 1), "9:00", acts.verify, "revoked", {"by": LUCINDA}),
    (Ago(40), "15:00", acts.revoke, "revoked", {"by": LUCINDA, "by_whom": RevokedBy.YOUTH}),
    (Ago(112), "9:40", acts.release, "expired", {
        "by": VICTOR, "youth": "DEMO-100020", "kinds": [Material.WRITING], "signed": Ago(113), "lasts": 30,
        "description": "A letter read at the open house."}),
    (After(Ago(112), 1), "9:00", acts.verify, "expired", {"by": LUCINDA}),
]  # fmt: skip

DECISIONS = [
    # Returned, and not taken up again yet.
    (After(Ago(88), 1), "9:00", acts.decide_post, "link", {
        "by": LUCINDA, "kind": DecisionKind.RETURN, "clauses": ["B.1.b"],
        "reason": "Pulse does not link to personal accounts. Post it again without the address, if you like."}),
    # Jonah Pruett: an advertisement, then rude, explicit and threatening; his privileges are terminated.
    (After(Ago(61), 1), "9:05", acts.decide_post, "spam", {
        "by": LUCINDA, "kind": REMOVED, "clauses": ["B.1.d"], "reason": "This sells something, and asks to be passed on."}),
    (After(Ago(44), 1), "9:10", acts.decide_post, "rude", {
        "by": LUCINDA, "kind": REMOVED, "clauses": ["B.1.i.i"], "privilege": Privilege.WARNING,
        "reason": "Profanity is not for Pulse. Bring what is wrong with the schedule to whoever writes it."}),
    (After(Ago(31), 1), "9:15", acts.decide_post, "explicit", {
        "by": LUCINDA, "kind": REMOVED, "clauses": ["B.1.i.iii"], "reason": "Sexual material of any kind is prohibited."}),
    (After(Ago(30), 1), "9:20", acts.decide_post, "threat", {
        "by": BRAM, "kind": REMOVED, "clauses": ["C.2.i"], "no_report": "The police and his director have it already.",
        "reason": "This threatens a colleague.", "privilege": Privilege.TERMINATION}),
    # A youth's record: removed under C.2.a with the moderator's report.
    (After(Ago(12), 1), "8:40", report_acts.report, "pulse record", {
        "by": LUCINDA, "mode": Mode.NAMED, "about": [ROSALIND], "alleged": {"C.2.a": {}},
        "tells": "A post on Pulse tells of the arrest of somebody who was in our care, with the number of the docket.",
        "site_kind": SiteKind.PULSE, "medium": Medium.POST, "is_youth_at_risk": Answer.NO}),
    (After(Ago(12), 1), "9:10", report_acts.take_up, "pulse record", {"by": PRIYA}),
    (After(Ago(12), 1), "9:20", report_acts.answer_safety, "pulse record", {
        "by": PRIYA, "contact": Answer.NO, "measure": Measure.NONE, "text": "He is no longer in our care."}),
    (After(Ago(12), 1), "9:30", report_acts.decide, "pulse record", {
        "by": PRIYA, "kinds": [Decided.INVESTIGATE], "reason": "What was posted is kept, and who posted it is known."}),
    (After(Ago(12), 1), "8:50", acts.decide_post, "record", {
        "by": LUCINDA, "kind": REMOVED, "clauses": ["C.2.a"], "report": "pulse record",
        "reason": "It tells of a person who was in our care."}),
    # At the discretion of DYS; and one that another moderator restored.
    (After(Ago(16), 1), "9:00", acts.decide_post, "officer", {
        "by": LUCINDA, "kind": REMOVED, "discretion": True, "reason": "Officers of other agencies are thanked by letter."}),
    (Back(1), "15:30", acts.ask_again, "officer", {
        "by": "Gideon Marsh", "text": "The trooper agreed to be named. May it come back without his rank?"}),
    (After(Ago(13), 1), "9:30", acts.decide_post, "surname", {
        "by": LUCINDA, "kind": REMOVED, "clauses": ["B.1.i.i"], "reason": "This reads as profanity."}),
    (After(Ago(13), 1), "11:20", acts.ask_again, "surname", {
        "by": "Yesenia Falk", "text": "It is our guest's name. He has worked for the library for thirty years."}),
    (After(Ago(13), 2), "10:00", acts.answer, "surname", {
        "by": BRAM, "is_overturned": True, "text": "You are right, and we are sorry: it is a name."}),
    # False alarms and reminders.
    (After(Ago(7), 1), "9:40", acts.decide_post, "narcan", {"by": LUCINDA, "kind": DecisionKind.APPROVE}),
    (After(Ago(9), 1), "9:45", acts.decide_post, "own number", {
        "by": LUCINDA, "kind": DecisionKind.REMIND, "clauses": ["B.1.e"],
        "reason": "You may publish your own number; take care that you want everybody to have it."}),
    # A draft of a rule that lets the guest's name through, run over the posts of the last weeks.
    (Back(2), "9:10", acts.replay, "S-PROF", {
        "by": LUCINDA, "days": 90, "mode": "hold", "exceptions": ["Philip Dick"]}),
    # Flags of staff.
    (Back(2), "10:30", acts.flag, "notice 20", {
        "by": DANA, "clause": "B.1.d", "comment": "Is this an advertisement?"}),
    # Youth art: the mural with both releases, the drawings with one of two.
    (Ago(24), "12:00", acts.link, "mural", {
        "by": VICTOR, "releases": ["mural one", "mural two"], "kinds": [Material.ART], "shows": ["first_name"],
        "youth_count": 2}),
    (After(Ago(24), 1), "9:00", acts.decide_post, "mural", {"by": LUCINDA, "kind": DecisionKind.APPROVE}),
    (Ago(8), "15:40", acts.link, "drawing", {
        "by": DANA, "releases": ["art afternoon"], "kinds": [Material.ART], "shows": [], "youth_count": 2}),
]  # fmt: skip

ADMINISTRATION = [
    (Ago(100), "16:00", acts.connect_source, acts.PULSE, {"by": BRAM}),
    (Ago(50), "16:10", acts.import_file, "posts of the old intranet.csv", {
        "by": BRAM, "lines": "id,posted_at,title,body\nold-1,the third of May,Picnic,It is at noon.\nold-2,,,\n"}),
    (Back(3), "16:20", acts.audit, "harvest", {
        "by": BRAM, "days": 60, "size": 5, "verdicts": [
            ("agree", ""), ("agree", ""), ("disagree", "A reminder would have done.")]}),
]  # fmt: skip

RECORDS = [
    # A newspaper asked for the last two weeks; a second person still has to read what is covered.
    (Back(1), "14:00", acts.ask_for_records, "newspaper", {
        "by": BRAM, "requester": "The Harbor Gazette", "days": 14, "quote": "Harborview"}),
]  # fmt: skip

PULSE = [*acts.posts(), *RELEASES, *DECISIONS, *ADMINISTRATION, *RECORDS]
