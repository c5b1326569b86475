"""Who audits decisions on Pulse, how a sample is drawn by lot, and how sure its figures are (B.1.a)."""

import hashlib
import math

from django.utils.translation import gettext as _

from people.roles import Role
from policy.catalogue import catalogue
from pulse_moderation.choices import DecisionKind, Judged, Population, Stratum
from pulse_moderation.rules.deciding import grounds_suffice, may_decide
from workflow.verdicts import YES, first_no, no

SMALLEST, LARGEST = 1, 200
MOST_DAYS = 366
AT_ONCE = (DecisionKind.HOLD, DecisionKind.REMOVE, DecisionKind.RESTORE)
DISCRETION = "B.1.a"
CONFIDENCE_95 = 1.959963984540054


def may_audit(actor):
    if not actor.has_role(Role.ADMIN):
        return no(_("Only an administrator audits decisions on Pulse."), "B.1.a")
    return YES


def may_judge(actor, entry):
    """`entry` with its audit, post, decision and who judged it."""
    return first_no(may_audit(actor), _is_open(entry.audit), _is_of_another(actor, entry), _is_not_taken(actor, entry))


def _is_open(audit):
    return YES if audit.is_open else no(_("This audit is finished. Nothing of it changes any more."))


def _is_of_another(actor, entry):
    if entry.decision is not None and entry.decision.decided_by_id == actor.pk:
        return no(_("Nobody audits their own decision. Another administrator has to."), "B.1.a")
    if entry.post.author_id == actor.pk:
        return no(_("Nobody audits a decision about their own post. Another administrator has to."), "B.1.a")
    return YES


def _is_not_taken(actor, entry):
    if entry.judged_by is not None and entry.judged_by_id != actor.pk:
        return no(_("%(name)s has audited this already.") % {"name": entry.judged_by.full_name})
    return YES


def judgment_fits(verdict, *, note, act):
    """Whether what was said of a decision is whole; `act` is a DecisionKind or empty."""
    if verdict == Judged.DISAGREE and not note.strip():
        return no(_("Say why you disagree."))
    if act and verdict == Judged.AGREE:
        return no(_("Whoever agrees leaves the post as it is. Say that you disagree, or choose nothing to do."))
    if act and act not in AT_ONCE:
        return no(_("An audit holds, removes or restores a post."))
    return YES


def may_do_at_once(actor, post):
    """What this person may do about the post in the same act."""
    return [kind for kind in AT_ONCE if may_decide(actor, post, kind)]


def may_finish(actor, audit, *, judged):
    if not judged:
        return first_no(
            may_audit(actor), _is_open(audit), no(_("Nothing of this audit is judged yet: there is nothing to say."))
        )
    return first_no(may_audit(actor), _is_open(audit))


def plan_fits(*, population, stratified_by, first_on, last_on):
    if last_on < first_on:
        return no(_("The last day is before the first."))
    if (last_on - first_on).days >= MOST_DAYS:
        return no(_("An audit covers a year at most."))
    if population == Population.UNDECIDED and stratified_by not in ("", Stratum.WORKSITE):
        return no(_("Nobody decided about these posts: they can be grouped by worksite alone."))
    return YES


def grounds_of_audit(kind, clause_id, *, reason, no_report_reason):
    """Whether what is said suffices to do `kind` at once; `clause_id` may be B.1.a alone, the discretion of DYS."""
    return grounds_suffice(
        kind,
        [clause_id] if clause_id else [],
        is_discretion=clause_id == DISCRETION,
        reason=reason,
        report_id=None,
        no_report_reason=no_report_reason,
    )


def citable():
    """Ids of the clauses a decision about a post can cite, in the order of the policy."""
    return [one for one in catalogue().clauses if one.startswith(("B.1.", "C.1.", "C.2.", "P."))]


def lot(seed, public_id):
    """What puts one of many in the order of the draw. Anybody can reckon it again: SHA-256 of "seed:public id"."""
    return hashlib.sha256(f"{seed}:{public_id}".encode()).digest()


def allocate(counts, size):
    """{group: how many are drawn of it} of {group: how many there are}: in proportion, by largest remainder, and at least
    one of each while there is room.
    """
    size = min(size, sum(counts.values()))
    groups = sorted(counts, key=lambda key: (-counts[key], key))
    drawn = {key: int(rank < size) for rank, key in enumerate(groups)}
    left = size - sum(drawn.values())
    rest = {key: counts[key] - drawn[key] for key in groups}
    total = sum(rest.values())
    if not left or not total:
        return drawn
    shares = {key: left * rest[key] / total for key in groups}
    for key in groups:
        drawn[key] += math.floor(shares[key])
    by_remainder = sorted(groups, key=lambda key: (math.floor(shares[key]) - shares[key], key))
    for key in by_remainder[: size - sum(drawn.values())]:
        drawn[key] += 1
    return drawn


def wilson(hits, total):
    """(low, high) of the share that `hits` of `total` speak for, with 95 % confidence (Wilson); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    z, share = CONFIDENCE_95, hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    low, high = (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)
    return max(low, 0.0) if hits else 0.0, min(high, 1.0) if hits < total else 1.0
