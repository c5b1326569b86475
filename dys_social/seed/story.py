"""What happened before the day of loading: 18 supervision requests, a delegation, a change of supervisor, rulings,
investigations, reports of violations.

Each line is (day, time, act, key of the request or name, details); the acts are functions of seed/acts.py. The sweeps run
every morning in between, so that reminders, expiry and late notes are what the portal itself would have made of it.
"""

from authorizations.choices import Connection, Purpose, ViewerAnswer
from dys_social.seed import acts
from dys_social.seed.days import After, Ago, Ahead, Back, DayBefore
from dys_social.seed.investigations import INVESTIGATIONS
from dys_social.seed.pulse import PULSE
from dys_social.seed.reports import REPORTS

SEEN_NOWHERE = {"viewer_answer": ViewerAnswer.HIDDEN}
WILL_NOT_OPEN = {"viewer_answer": ViewerAnswer.WILL_NOT_OPEN}
NO_STORIES = "View posts and the profile only. Stories and live video must not be opened."

RULINGS = [
    (Ago(200), "10:05", acts.rule_on_site, "instagram", {"ruling": NO_STORIES, "condition": NO_STORIES}),
    (Ago(200), "10:20", acts.rule_on_site, "facebook", {"ruling": NO_STORIES, "condition": NO_STORIES}),
    (
        Ago(200),
        "10:35",
        acts.rule_on_site,
        "snapchat",
        {
            "ruling": "Public profiles may be viewed. Snaps, stories and the map must not be opened.",
            "condition": "View public profiles only. Snaps, stories and the map must not be opened.",
        },
    ),
]

WAITING = [
    # Older than its target, under a name that differs, on a site that shows viewers.
    (
        Back(6),
        "16:48",
        acts.ask,
        "lyric-instagram",
        {
            "employee": "Mateo Rivard",
            "youth": "DEMO-100009",
            "site": "instagram",
            "handle": "demo_mrivard",
            "shows": "Matt R.",
            "explanation": "Everyone has called me Matt since school. The photo is me.",
            "viewed": "Instagram: demo_li_09",
            "purposes": [Purpose.LOCATE, Purpose.RISK_TO_YOUTH],
            "why": "Lyric has missed two check-ins and posts from places where nobody expects Lyric to be. Seeing these "
            "posts helps us to find Lyric before something happens.",
            **WILL_NOT_OPEN,
        },
    ),
    (
        Back(5),
        "10:02",
        acts.ask,
        "remy-linkedin",
        {
            "employee": "Dana Okafor-Lane",
            "youth": "DEMO-100013",
            "site": "linkedin",
            "handle": "demo_dokaforlane",
            "purposes": [Purpose.POSITIVE],
            "why": "Remy looks for work and shows it there. Knowing how it goes helps me to support the job plan.",
            **SEEN_NOWHERE,
        },
    ),
    # Waits for Noor Halloran, who is away: Beatrix Nwosu decides for her staff.
    (
        Back(1),
        "11:30",
        acts.ask,
        "phoenix-tiktok",
        {
            "employee": "Juniper Slate",
            "youth": "DEMO-100014",
            "site": "tiktok",
            "handle": "@demo_jslate",
            "purposes": [Purpose.CONDITIONS],
            "why": "Phoenix is to be at home by nine and shows evenings elsewhere. Seeing when and where lets us talk.",
            **SEEN_NOWHERE,
        },
    ),
    (
        Back(3),
        "9:10",
        acts.hand_over,
        "Noor Halloran",
        {"to": "Beatrix Nwosu", "first": Back(2), "last": Ahead(5), "reason": "Annual leave"},
    ),
]

UNSENT = [
    # Signing this one is refused: the account is Mateo Rivard's, under its older name.
    (
        Back(2),
        "15:20",
        acts.draft,
        "arlo-x",
        {
            "employee": "Juniper Slate",
            "youth": "DEMO-100015",
            "site": "x",
            "handle": "https://x.com/Demo_MRivard/",
            "starts": Ahead(7),
            "purposes": [Purpose.ASSOCIATES],
            "why": "Arlo names people from an earlier case there. Knowing who is around Arlo keeps Arlo and others safe.",
        },
    ),
    # The youth has the employee's own name, and the account is connected with the family: Legal is asked.
    (
        Back(4),
        "13:05",
        acts.draft,
        "ellis-facebook",
        {
            "employee": "Ellis Brandvold",
            "youth": "DEMO-100008",
            "site": "facebook",
            "handle": "demo.ebrandvold",
            "starts": Ahead(7),
            "purposes": [Purpose.NO_CONTACT],
            "why": "There is a no-contact order, and posts speak of meetings that would break it.",
            "connection": Connection.FAMILY,
            "statement": "An aunt of the youth has been a contact of mine since a school reunion in 2019. I noticed it "
            "when I filled in this form and have left it as it was.",
            **WILL_NOT_OPEN,
        },
    ),
    (
        Back(8),
        "9:40",
        acts.ask,
        "bodhi-reddit",
        {
            "employee": "Dana Okafor-Lane",
            "youth": "DEMO-100010",
            "site": "reddit",
            "handle": "demo_dokaforlane",
            "purposes": [Purpose.OTHER],
            "why": "Bodhi is said to write on a local board about plans for the summer.",
        },
    ),
    (
        Back(4),
        "16:15",
        acts.give_back,
        "bodhi-reddit",
        {"reason": "Say which board, and how seeing it helps to supervise the youth. Hearsay is not enough."},
    ),
]

ACTIVE = [
    # Its JJEMS note is overdue. The account was registered when the site was called Twitter.
    (
        Back(7),
        "8:55",
        acts.ask,
        "tavi-x",
        {
            "employee": "Mateo Rivard",
            "youth": "DEMO-100005",
            "site": "x",
            "handle": "https://twitter.com/demo_mrivard",
            "purposes": [Purpose.CONDITIONS],
            "why": "Tavi posts at night about being out. Seeing the hours helps us to keep to the curfew plan together.",
        },
    ),
    (Back(5), "14:41", acts.give_leave, "tavi-x", {}),
    # On LinkedIn, in private mode.
    (
        Ago(64),
        "9:30",
        acts.ask,
        "koa-linkedin",
        {
            "employee": "Dana Okafor-Lane",
            "youth": "DEMO-100002",
            "site": "linkedin",
            "handle": "https://www.linkedin.com/in/demo_dokaforlane",
            "purposes": [Purpose.POSITIVE],
            "why": "Koa builds a profile for a first apprenticeship. Seeing it helps me to support that.",
            **SEEN_NOWHERE,
        },
    ),
    (After(Ago(64), 2), "11:12", acts.give_leave, "koa-linkedin", {"conditions": "Look at most once a week."}),
    (After(Ago(64), 3), "9:05", acts.enter_note, "koa-linkedin", {}),
    (Back(1), "10:45", acts.sign_review, "koa-linkedin", {"viewed": "The profile, once a week as agreed."}),
    # The setting that hides the viewer should have been checked again a month ago.
    (
        Ago(124),
        "14:00",
        acts.ask,
        "rowan-tiktok",
        {
            "employee": "Farah Whitlock",
            "youth": "DEMO-100018",
            "site": "tiktok",
            "handle": "demo_fwhitlock",
            "purposes": [Purpose.RISK_TO_YOUTH],
            "why": "Rowan has spoken online of being hurt. Seeing new posts early lets us call for help in time.",
            **SEEN_NOWHERE,
        },
    ),
    (After(Ago(124), 2), "10:25", acts.give_leave, "rowan-tiktok", {}),
    (After(Ago(124), 3), "15:30", acts.enter_note, "rowan-tiktok", {}),
    (Ago(34), "11:20", acts.look_again, "rowan-tiktok", {"viewed": "Public videos, about once a week."}),
    # Granted by Hollis Marchetti; Gideon Marsh reports to Beatrix Nwosu since. The account has a new name, too.
    (
        Ago(104),
        "9:00",
        acts.ask,
        "bodhi-x",
        {
            "employee": "Gideon Marsh",
            "youth": "DEMO-100010",
            "site": "x",
            "handle": "demo_gmarsh",
            "purposes": [Purpose.LOCATE],
            "why": "Bodhi left a placement twice this year. What Bodhi posts is often the first sign of where to look.",
        },
    ),
    (After(Ago(104), 2), "16:40", acts.give_leave, "bodhi-x", {}),
    (After(Ago(104), 3), "8:45", acts.enter_note, "bodhi-x", {}),
    (Ago(19), "10:00", acts.change_supervisor, "Gideon Marsh", {"to": "Beatrix Nwosu"}),
    (
        Back(3),
        "12:20",
        acts.report_new_name,
        "bodhi-x",
        {"handle": "demo_gmarsh_dys", "reason": "The site asked me to choose another name."},
    ),
    # Expires in six days.
    (
        Ago(150),
        "10:10",
        acts.ask,
        "zephyr-youtube",
        {
            "employee": "Dana Okafor-Lane",
            "youth": "DEMO-100001",
            "site": "youtube",
            "handle": "@demo_dokaforlane",
            "until": Ahead(6),
            "purposes": [Purpose.POSITIVE, Purpose.CONDITIONS],
            "why": "Zephyr shows music there, at hours that matter for the curfew. Both help us to plan the week.",
        },
    ),
    (After(Ago(150), 2), "9:20", acts.give_leave, "zephyr-youtube", {}),
    (After(Ago(150), 3), "9:25", acts.enter_note, "zephyr-youtube", {}),
    (
        Ago(61),
        "13:30",
        acts.look_again,
        "zephyr-youtube",
        {"viewed": "The public channel on two evenings.", "to_do": "Talk with Zephyr about the curfew by Friday."},
    ),
    # Its renewal can be asked for.
    (
        Ago(155),
        "13:45",
        acts.ask,
        "arlo-bluesky",
        {
            "employee": "Juniper Slate",
            "youth": "DEMO-100015",
            "site": "bluesky",
            "handle": "demo-jslate.bsky.social",
            "until": Ahead(20),
            "purposes": [Purpose.CONDITIONS],
            "why": "Arlo writes there every evening. Knowing where from helps us to talk about the agreed hours.",
        },
    ),
    (After(Ago(155), 2), "11:00", acts.give_leave, "arlo-bluesky", {}),
    (After(Ago(155), 3), "10:00", acts.enter_note, "arlo-bluesky", {}),
    (Ago(66), "15:00", acts.look_again, "arlo-bluesky", {"viewed": "Public posts of most evenings."}),
]

OVER = [
    (
        Ago(80),
        "9:50",
        acts.ask,
        "kit-instagram",
        {
            "employee": "Rosalind Teague",
            "youth": "DEMO-100023",
            "site": "instagram",
            "handle": "demo_rteague",
            "purposes": [Purpose.LOCATE],
            "why": "Kit has been away from the placement for three days; posts show places we can go to.",
            **WILL_NOT_OPEN,
        },
    ),
    (After(Ago(80), 2), "14:05", acts.give_leave, "kit-instagram", {}),
    (After(Ago(80), 3), "9:15", acts.enter_note, "kit-instagram", {}),
    (
        Ago(9),
        "15:50",
        acts.interrupt,
        "kit-instagram",
        {"reason": "A story was opened, which the condition forbids. It rests until we have talked about it."},
    ),
    (
        Ago(70),
        "8:40",
        acts.ask,
        "ramsey-reddit",
        {
            "employee": "Tamsin Ruiz-Ford",
            "youth": "DEMO-100006",
            "site": "reddit",
            "handle": "demo_truizford",
            "purposes": [Purpose.RISK_TO_OTHERS],
            "why": "Threats against another resident are said to stand on a board under a name Ramsey uses.",
        },
    ),
    (After(Ago(70), 2), "10:30", acts.give_leave, "ramsey-reddit", {}),
    (After(Ago(70), 3), "12:00", acts.enter_note, "ramsey-reddit", {}),
    (
        Ago(25),
        "9:35",
        acts.take_back,
        "ramsey-reddit",
        {"reason": "A colleague looked through this account. An account is used by its owner only."},
    ),
    (After(Ago(25), 1), "11:40", acts.enter_note, "ramsey-reddit", {}),
    # Expired three business days ago; its end note is late.
    (
        Ago(98),
        "15:00",
        acts.ask,
        "tavi-facebook",
        {
            "employee": "Gideon Marsh",
            "youth": "DEMO-100005",
            "site": "facebook",
            "handle": "demo.gideon.marsh",
            "until": DayBefore(Back(3)),
            "purposes": [Purpose.NO_CONTACT],
            "why": "An order forbids contact with a witness, and posts are said to speak to the witness.",
            **WILL_NOT_OPEN,
        },
    ),
    (After(Ago(98), 2), "9:45", acts.give_leave, "tavi-facebook", {}),
    (After(Ago(98), 3), "10:00", acts.enter_note, "tavi-facebook", {}),
    (After(Ago(19), 3), "9:00", acts.let_stand, "tavi-facebook", {}),
    (After(Ago(19), 4), "14:20", acts.look_again, "tavi-facebook", {"viewed": "Public posts, three times."}),
    # Closed by the portal when the youth was discharged.
    (
        Ago(130),
        "14:30",
        acts.ask,
        "cove-snapchat",
        {
            "employee": "Juniper Slate",
            "youth": "DEMO-100017",
            "site": "snapchat",
            "handle": "demo_jslate",
            "purposes": [Purpose.LOCATE],
            "why": "Cove shares a public profile and was not where we agreed to meet, three times.",
            **WILL_NOT_OPEN,
        },
    ),
    (After(Ago(130), 2), "10:15", acts.give_leave, "cove-snapchat", {}),
    (After(Ago(130), 3), "16:00", acts.enter_note, "cove-snapchat", {}),
    (Ago(40), "11:00", acts.discharge, "DEMO-100017", {}),
    (After(Ago(40), 1), "9:30", acts.enter_note, "cove-snapchat", {}),
    (
        Ago(45),
        "10:45",
        acts.ask,
        "juno-tumblr",
        {
            "employee": "Ellis Brandvold",
            "youth": "DEMO-100007",
            "site": "tumblr",
            "handle": "demo-ebrandvold",
            "purposes": [Purpose.POSITIVE],
            "why": "Juno writes about school there. It would help me to know what goes well.",
        },
    ),
    (
        After(Ago(45), 3),
        "15:10",
        acts.refuse,
        "juno-tumblr",
        {"reason": "The account follows a cousin of the youth, which the request did not say. Ask Legal first."},
    ),
    (
        Ago(31),
        "9:55",
        acts.ask,
        "indigo-pinterest",
        {
            "employee": "Celeste Moraine",
            "youth": "DEMO-100003",
            "site": "pinterest",
            "handle": "demo_cmoraine",
            "purposes": [Purpose.POSITIVE],
            "why": "Indigo collects pictures of rooms for after the program. We would like to plan with them.",
        },
    ),
    (After(Ago(31), 3), "13:25", acts.draw_back, "indigo-pinterest", {}),
]

SEEN_ON_X = {"account": "demo_te_05", "site": "x"}
SEEN_ON_YOUTUBE = {"account": "demo_za_01", "site": "youtube"}
TOLD = ["supervisor", "caseworker"]
YESTERDAY = DayBefore(Ahead(0))  # by the calendar: the clocks of a 51A report do not wait for Monday

EVIDENCE = [
    # A weapon: the police were told.
    (
        After(Ago(64), 10),
        "9:18",
        acts.capture,
        "weapon",
        {
            "under": "bodhi-x",
            "account": "demo_bj_10",
            "site": "x",
            "relevance": ["weapon"],
            "shows": "A picture of what looks like a handgun on a table, with the words: for Friday.",
            "because": ("photographs", "youth_told"),
            "hue": 10,
        },
    ),
    (After(Ago(64), 10), "9:40", acts.tell, "weapon", {"kinds": ["police"], "whom": "Desk sergeant, district 4"}),
    (After(Ago(64), 10), "9:55", acts.tell, "weapon", {"kinds": TOLD, "how": "in_person"}),
    (
        After(Ago(64), 10),
        "10:05",
        acts.need_not_tell,
        "weapon",
        {"kinds": ["emergency"], "reason": "No danger at this moment; the police took it over."},
    ),
    (After(Ago(64), 10), "14:00", acts.file_it, "weapon", {"where": "Section 4, page 12"}),
    # Curfew: filed late.
    (
        Ago(40),
        "8:30",
        acts.capture,
        "curfew",
        {
            "under": "zephyr-youtube",
            **SEEN_ON_YOUTUBE,
            "relevance": ["conditions"],
            "shows": "A live video from downtown at half past eleven at night.",
            "sure": "probable",
            "because": ("photographs",),
            "hue": 60,
        },
    ),
    (Ago(40), "8:45", acts.tell, "curfew", {"kinds": [*TOLD, "court"]}),
    (After(Ago(40), 3), "9:00", acts.file_it, "curfew", {"where": "Section 4, page 3"}),
    # Self-harm: the clinical director was told; no 51A report, with the reason.
    (
        Ago(25),
        "15:05",
        acts.capture,
        "self-harm",
        {
            "under": "rowan-tiktok",
            "account": "demo_rr_18",
            "site": "tiktok",
            "relevance": ["self_harm", "abuse"],
            "shows": "Words about not wanting to be here any more, and about somebody at home who hits.",
            "hue": 110,
        },
    ),
    (Ago(25), "15:12", acts.tell, "self-harm", {"kinds": ["clinical", *TOLD], "whom": "Amara Lindgren"}),
    (
        Ago(25),
        "15:40",
        acts.need_not_tell,
        "self-harm",
        {
            "kinds": ["dcf_oral", "dcf_written", "emergency", "parent"],
            "reason": "The clinical director saw the youth at once. DCF already holds a report about the same matter.",
        },
    ),
    (After(Ago(25), 1), "9:30", acts.file_it, "self-harm", {"where": "Clinical section, page 8"}),
    # Where a youth may be, and the same corrected.
    (
        Ago(18),
        "10:20",
        acts.capture,
        "whereabouts",
        {
            "under": "arlo-bluesky",
            "account": "demo_ao_15",
            "site": "bluesky",
            "relevance": ["whereabouts"],
            "shows": "A bus stop in Worcester, in the afternoon.",
            "hue": 160,
        },
    ),
    (Ago(18), "10:30", acts.tell, "whereabouts", {"kinds": TOLD}),
    (
        After(Ago(18), 1),
        "9:15",
        acts.correct,
        "whereabouts",
        {
            "becomes": "whereabouts-2",
            "account": "demo_ao_15",
            "site": "bluesky",
            "relevance": ["whereabouts"],
            "shows": "A bus stop in Springfield, in the afternoon.",
            "reason": "The town was wrong: the sign says Springfield.",
        },
    ),
    (After(Ago(18), 1), "11:00", acts.file_it, "whereabouts-2", {"where": "Section 4, page 5"}),
    # Progress.
    (
        After(Ago(64), 12),
        "13:10",
        acts.capture,
        "progress",
        {
            "under": "koa-linkedin",
            "account": "demo_kb_02",
            "site": "linkedin",
            "relevance": ["progress"],
            "shows": "Koa finished the first month of the apprenticeship and thanks the foreman.",
            "hue": 200,
        },
    ),
    (After(Ago(64), 12), "13:20", acts.tell, "progress", {"kinds": TOLD}),
    (After(Ago(64), 12), "13:40", acts.file_it, "progress", {"where": "Section 2, page 21"}),
    # Somebody hits the youth: DCF was telephoned, the written report is open.
    (
        YESTERDAY,
        "15:20",
        acts.capture,
        "abuse",
        {
            "under": "tavi-x",
            **SEEN_ON_X,
            "relevance": ["abuse"],
            "shows": "A bruise on an arm, and the words: again, because I came home late.",
            "hue": 240,
        },
    ),
    (YESTERDAY, "15:34", acts.tell, "abuse", {"kinds": ["dcf_oral", "supervisor"], "whom": "DCF hotline"}),
    # It may be the youth's, and waits to be filed.
    (
        Back(1),
        "16:30",
        acts.capture,
        "possible",
        {
            "under": "koa-linkedin",
            "account": "demo_kb_two",
            "site": "linkedin",
            "relevance": ["associates"],
            "shows": "A second page under the same name lists people Koa was told to stay away from.",
            "sure": "possible",
            "because": ("linked",),
            "hue": 80,
        },
    ),
    # Begun, not on record yet.
    (
        Back(1),
        "16:50",
        acts.begin_capture,
        "begun",
        {"under": "zephyr-youtube", "hue": 130},
    ),
    # What must not be copied: words only, and the Legal Unit has it.
    (Back(3), "11:05", acts.stop_at_gate, "stopped", {"under": "tavi-x", "account": "demo_unknown_5", "site": "x"}),
    (Back(3), "11:09", acts.take_call, "stopped", {"by": "Priya Lindqvist"}),
    (
        Back(3),
        "11:20",
        acts.tell,
        "stopped",
        {
            "kinds": ["dcf_oral", "dcf_written", "police", "cybertipline", "supervisor"],
            "whom": "Priya Lindqvist took it over",
        },
    ),
]

STORY = [*RULINGS, *WAITING, *UNSENT, *ACTIVE, *OVER, *EVIDENCE, *INVESTIGATIONS, *REPORTS, *PULSE]
