"""The words posts, hits, decisions and privileges are sorted by (domain 5.11, 8)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    """How a post came to the portal."""

    COMPOSED = "composed", _("Written here")
    API = "api", _("Sent by Pulse")
    IMPORT = "import", _("Imported")
    FEED = "feed", _("From a feed")
    FLAG = "flag", _("Reported by somebody")


class Kind(TextChoices):
    POST = "post", _("Post")
    COMMENT = "comment", _("Comment")
    MESSAGE = "message", _("Private message")


class HitOutcome(TextChoices):
    """What the decision on a post said of a hit; counted for the precision of its rule."""

    OPEN = "open", _("Not decided")
    CONFIRMED = "confirmed", _("Confirmed")
    FALSE_ALARM = "false_alarm", _("False alarm")


class Detection(TextChoices):
    """How what was decided about came to light. The author is told the first or that DYS reviewed it, never who."""

    AUTOMATIC = "automatic", _("Automatic screen")
    FLAG = "flag", _("Staff flag")
    MODERATOR = "moderator", _("Moderator")
    LEGAL = "legal", _("Legal Unit")
    AUDIT = "audit", _("Audit")


class DecisionKind(TextChoices):
    APPROVE = "approve", _("Approve")
    REMIND = "remind", _("Approve with a reminder")
    RETURN = "return", _("Return to the author")
    REMOVE = "remove", _("Remove")
    RESTORE = "restore", _("Restore")
    ESCALATE = "escalate", _("Escalate to Legal")
    HOLD = "hold", _("Hold")
    UNDO = "undo", _("Undo")


# They say that something was wrong, so they need a ground: a clause, or the discretion of DYS (B.1.a).
AGAINST = (DecisionKind.REMIND, DecisionKind.RETURN, DecisionKind.REMOVE)


class Privilege(TextChoices):
    """What DYS does about somebody's use of Pulse (B.1.c)."""

    REMINDER = "reminder", _("Reminder")
    WARNING = "warning", _("Warning")
    SUSPENSION = "suspension", _("Suspension")
    TERMINATION = "termination", _("Termination")
    RESTORATION = "restoration", _("Restoration")


class FlagOutcome(TextChoices):
    OPEN = "open", _("Being looked at")
    NOTHING_WRONG = "nothing_wrong", _("Looked at: no violation of the policy was found")
    ACTED = "acted", _("Looked at: something was done about it")
    ALREADY_SEEN = "already_seen", _("Looked at before, with the same text")
    GONE = "gone", _("The post is no longer there")


class Outcome(TextChoices):
    """Of a reconsideration."""

    ASKED = "asked", _("Waits for another moderator")
    UPHELD = "upheld", _("The decision stands")
    OVERTURNED = "overturned", _("The post is restored")


class OrderKind(TextChoices):
    """What a source is told to do."""

    REMOVE = "remove", _("Remove a post")
    RESTORE = "restore", _("Restore a post")
    PRIVILEGE = "privilege", _("Change what somebody may do")


class ConfirmedHow(TextChoices):
    ANSWER = "answer", _("The source answered that it is done")
    CALL = "call", _("The source reported that it is done")
    GONE = "gone", _("The source deleted the post")
    HAND = "hand", _("Somebody did it by hand")


class OrderAnswer(TextChoices):
    """What came of one attempt to hand an order over. Without one nobody knows: the worker died, or still waits."""

    DONE = "done", _("Done")
    ACCEPTED = "accepted", _("Accepted, to be done")
    REFUSED = "refused", _("The source will not do it")
    NOT_TAKEN = "not_taken", _("Not taken")
    UNREACHED = "unreached", _("No answer")


def labels(choices, values):
    """Several values of one list in words, with commas."""
    return ", ".join(str(choices(value).label) for value in values)


class Material(TextChoices):
    """What of a youth may be shown with a written release (B.1.h)."""

    PHOTO = "photo", _("Photo")
    VIDEO = "video", _("Video")
    ART = "art", _("Art work")
    WRITING = "writing", _("Writing")
    AUDIO = "audio", _("Audio")
    OTHER = "other", _("Other material")


class Shown(TextChoices):
    """What the material may tell of who the youth is. The names are those of fields of a release: may_show_…"""

    FIRST_NAME = "first_name", _("First name")
    FULL_NAME = "full_name", _("Full name")
    FACE = "face", _("Face")
    VOICE = "voice", _("Voice")


class ReleaseUse(TextChoices):
    PULSE = "pulse", _("DYS Pulse")
    PRINT = "print", _("Printed matter of DYS")
    EVENT = "event", _("Exhibitions and events of DYS")
    OTHER = "other", _("Another use, as the paper says")


class GuardianNeeded(TextChoices):
    """Whether a parent or guardian signs as well: "if needed", says B.1.h."""

    YES = "yes", _("Yes, under 18 when it was signed")
    ADULT = "adult", _("No, 18 or over when it was signed")
    WAIVED = "waived", _("No, for another reason the Legal Unit gave")


class GuardianCapacity(TextChoices):
    """As what a guardian signs. DYS never has legal custody, so none of these is staff of DYS or of a provider."""

    PARENT = "parent", _("Parent")
    LEGAL_GUARDIAN = "legal_guardian", _("Legal guardian")
    DCF = "dcf", _("Department of Children and Families")
    COURT_APPOINTED = "court_appointed", _("Appointed by a court")
    OTHER = "other", _("Other")


class RevokedBy(TextChoices):
    YOUTH = "youth", _("The youth")
    GUARDIAN = "guardian", _("The parent or guardian")
    DYS = "dys", _("DYS")


class Population(TextChoices):
    """What an audit is drawn from."""

    DECISIONS = "decisions", _("Decisions of moderators")
    UNDECIDED = "undecided", _("Posts shown without a decision")


class AuditMethod(TextChoices):
    RANDOM = "random", _("By lot from all of them")
    STRATIFIED = "stratified", _("By lot from each group")


class Stratum(TextChoices):
    """What the groups of a stratified audit are."""

    CLAUSE = "clause", _("Clause")
    DECISION = "decision", _("Decision")
    MODERATOR = "moderator", _("Moderator")
    WORKSITE = "worksite", _("Worksite of the author")


class Judged(TextChoices):
    """What an audit says of one decision."""

    AGREE = "agree", _("Agree")
    DISAGREE = "disagree", _("Disagree")


class Found(TextChoices):
    """What a draft of a rule finds in a stored post, by what became of the post before."""

    NEWLY = "newly", _("Would newly be found")
    CLEARED = "cleared", _("A moderator found it fine")
    AGAIN = "again", _("Waited for a moderator before")


class Exemption(TextChoices):
    """The exemptions of the public records law, G.L. c. 4 §7 cl. 26, in short. There is no (k) any more."""

    A = "a", _("(a) Exempted by statute, such as G.L. c. 120 §21")
    B = "b", _("(b) Internal personnel rules and practices")
    C = "c", _("(c) Privacy: personnel, medical, or personal data")
    D = "d", _("(d) Policy still being developed")
    E = "e", _("(e) Personal notes of an employee")
    F = "f", _("(f) Investigatory materials")
    G = "g", _("(g) Trade secrets given in confidence")
    H = "h", _("(h) Bids before they are opened")
    I = "i", _("(i) Appraisals of real property")  # noqa: E741
    J = "j", _("(j) Firearms licenses and identification cards")
    L = "l", _("(l) Questions and answers of tests")
    M = "m", _("(m) Contracts of hospitals and related bodies")
    N = "n", _("(n) Security of people, buildings, and systems")
    O = "o", _("(o) Home address, personal e-mail, and home telephone of public employees")  # noqa: E741
    P = "p", _("(p) Names and home addresses of public employees' families")
    Q = "q", _("(q) Adoption contact information")
    R = "r", _("(r) Child advocate")
    S = "s", _("(s) Energy contracts and trade information")
    T = "t", _("(t) Financial statements to retirement boards")
    U = "u", _("(u) Research and trade secrets of the University of Massachusetts")
    V = "v", _("(v) Records given to the Health Policy Commission")
