"""Who may do what with a written release, and what it covers (B.1.h; domain 4.5, 5.12). No database, no clock."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from people.roles import Role
from pulse_moderation.choices import GuardianCapacity, GuardianNeeded, ReleaseUse
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.models.releases import HANDLES_RELEASES
from pulse_moderation.states import ReleaseState, State
from workflow.verdicts import YES, Verdict, first_no, no

CLAUSE = "B.1.h"
ADULT_AT = 18
NOT_SAID = _("Say what this text shows of youth, and of how many: it was not said yet, or the post changed since.")
NOT_IN_FORCE = _("Only a verified release that has not ended can be relied on.")
# What a guardian's capacity "other" cannot be: DYS never has legal custody (domain 1, trap 13).
STAFF_WORDS = re.compile(r"\b(dys|youth services|provider|case\s?worker|program (staff|director)|direct care)\b", re.I)


def age_on(born_on, day):
    """Whole years. One's birthday is the first day of a year; born on February 29, that is March 1."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def guardian_needed(born_on, signed_on):
    """Whether a parent or guardian signs as well: under 18 on the day the youth signed."""
    return GuardianNeeded.ADULT if age_on(born_on, signed_on) >= ADULT_AT else GuardianNeeded.YES


# Who may --------------------------------------------------------------------------------------------------------------


def handles_releases(person):
    return person.has_role(*HANDLES_RELEASES)


def may_begin(actor):
    """Who may write on Pulse, and those who moderate it."""
    if not handles_releases(actor) and not actor.vg_access_authorized:
        return no(_("Releases are entered by people with Virtual Gateway access, who may post."), CLAUSE)
    return YES


def may_choose_youth(is_within_reach):
    if not is_within_reach:
        return no(_("No youth within your reach has this number or name. Type it as it stands in JJEMS."), CLAUSE)
    return YES


def may_edit(actor, release):
    if actor.pk != release.uploaded_by_id:
        return no(_("Only who began this release fills it in."), CLAUSE)
    if release.state != ReleaseState.DRAFT:
        return no(_("This release was handed in. What is wrong is rejected, then corrected."), CLAUSE)
    return YES


def may_submit(actor, release):
    if not (verdict := may_edit(actor, release)):
        return verdict
    if release.document_id is None:
        return no(_("Attach the signed document: a release is written."), CLAUSE)
    if release.youth_signed_on is None:
        return no(_("Enter the day on which the youth signed."), CLAUSE)
    if not release.material_kinds or not release.description:
        return no(_("Say what material it is for."), CLAUSE)
    return YES


def may_decide(actor, release):
    """To verify or to reject: a second person, of those who moderate."""
    if not handles_releases(actor):
        return no(_("Only a moderator, an administrator or the Legal Unit decides on a release."), CLAUSE)
    if actor.pk == release.uploaded_by_id:
        return no(_("Nobody verifies what they handed in themselves. Ask a second person."), CLAUSE)
    if release.state != ReleaseState.UPLOADED:
        return no(_("Only a release that waits to be verified can be decided."), CLAUSE)
    return YES


def may_verify(actor, release, checks):
    return first_no(may_decide(actor, release), *(check.verdict for check in checks))


def may_correct(actor, release):
    if actor.pk != release.uploaded_by_id:
        return no(_("Only who handed it in corrects it."), CLAUSE)
    if release.state != ReleaseState.REJECTED:
        return no(_("Only a rejected release is corrected."), CLAUSE)
    return YES


def may_waive_guardian(actor, release):
    """ "If needed": the Legal Unit may find that nobody has to sign for a youth under 18."""
    if not actor.has_role(Role.LEGAL):
        return no(_("Only the Legal Unit decides that no parent or guardian needs to sign."), CLAUSE)
    if actor.pk == release.uploaded_by_id:
        return no(_("Nobody decides this of a release they handed in themselves."), CLAUSE)
    if release.state != ReleaseState.UPLOADED or release.guardian_needed != GuardianNeeded.YES:
        return no(_("This is decided while a release that needs a guardian waits to be verified."), CLAUSE)
    return YES


def may_revoke(actor, release):
    """Consent can be taken back at any time, so whoever entered it may say so as well."""
    if actor.pk != release.uploaded_by_id and not handles_releases(actor):
        return no(_("Only who handed it in, or who moderates, enters that a release was revoked."), CLAUSE)
    if release.state not in (ReleaseState.VERIFIED, ReleaseState.EXPIRED):
        return no(_("Only a release that was verified can be revoked."), CLAUSE)
    return YES


def may_say_of(actor, post):
    """Its author, and who moderates, say what a post shows and which releases it relies on."""
    if actor.pk != post.author_id and not actor.roles & MODERATES:
        return no(_("Only its author, or a moderator, says what a post shows."), CLAUSE)
    return YES


def may_say_what_it_shows(actor, post):
    if not (verdict := may_say_of(actor, post)):
        return verdict
    if post.state in (State.REMOVED, State.WITHDRAWN):
        return no(_("This post is no longer there to be shown."), CLAUSE)
    return YES


# What is entered ------------------------------------------------------------------------------------------------------


def wrong_facts(facts, *, today, longest):
    """{field: sentence} of what cannot be so. `facts` is a dictionary of the fields; `longest`, days it may last."""
    wrong = {}
    for name in ("youth_signed_on", "guardian_signed_on"):
        if facts.get(name) and facts[name] > today:
            wrong[name] = _("This day has not come yet.")
    signed = max((facts[name] for name in ("youth_signed_on", "guardian_signed_on") if facts.get(name)), default=None)
    first, last = facts.get("valid_from"), facts.get("valid_to")
    if first and signed and first < signed:
        wrong["valid_from"] = _("It is valid from the last signature on, not before.")
    if first and last and last < first:
        wrong["valid_to"] = _("The last day comes before the first. Choose a later day.")
    elif first and last and last > first + timedelta(days=longest):
        wrong["valid_to"] = _("This is longer than %(days)s days. Choose an earlier day.") % {"days": longest}
    text = facts.get("guardian_capacity_text") or ""
    if facts.get("guardian_capacity") == GuardianCapacity.OTHER and not text:
        wrong["guardian_capacity_text"] = _("Say as what this person signed.")
    elif text and STAFF_WORDS.search(text):
        wrong["guardian_capacity_text"] = _("DYS never has legal custody: nobody who works for it signs as guardian.")
    return wrong


# What is checked before it counts -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """One question of the verification: what it asks, and its answer."""

    key: str
    text: str
    verdict: Verdict


def checks(release, *, born_on, today, is_staff_name):
    """Every question to a release before it may be relied on, in the order of the page.

    `is_staff_name`: whether the guardian has the name of somebody who works for DYS or a provider.
    """
    return [
        Check("written", _("The signed document is attached"), _is_written(release)),
        Check("signed", _("The youth signed, and the day has come"), _is_signed(release, today)),
        Check("guardian", _("A parent or guardian signed, if needed"), _is_guarded(release, born_on, today)),
        Check("outsider", _("Who signed as guardian is not staff"), _is_outsider(release, is_staff_name)),
        Check("material", _("It says what material it is for"), _says_what(release)),
        Check("pulse", _("It allows DYS Pulse"), _allows_pulse(release)),
        Check("term", _("It is valid now or later"), _has_term(release, today)),
    ]


def _is_written(release):
    return YES if release.document_id else no(_("Nothing is attached: a release is written."), CLAUSE)


def _is_signed(release, today):
    if release.youth_signed_on is None:
        return no(_("The day on which the youth signed is missing."), CLAUSE)
    if release.youth_signed_on > today:
        return no(_("It is dated on a day that has not come yet."), CLAUSE)
    return YES


def _is_guarded(release, born_on, today):
    if release.guardian_needed == GuardianNeeded.WAIVED or release.youth_signed_on is None:
        return YES
    if guardian_needed(born_on, release.youth_signed_on) == GuardianNeeded.ADULT:
        return YES
    if not (release.guardian_name and release.guardian_capacity and release.guardian_signed_on):
        return no(_("The youth was under 18 when signing, and no parent or guardian signed."), CLAUSE)
    if release.guardian_signed_on > today:
        return no(_("The guardian's signature is dated on a day that has not come yet."), CLAUSE)
    return YES


def _is_outsider(release, is_staff_name):
    if is_staff_name:
        return no(_("Somebody of this name works for DYS or a provider, who never have legal custody."), CLAUSE)
    if release.guardian_capacity and release.guardian_capacity not in GuardianCapacity.values:
        return no(_("DYS never has legal custody: nobody who works for it signs as guardian."), CLAUSE)
    return YES


def _says_what(release):
    return YES if release.material_kinds and release.description else no(_("The material is not named."), CLAUSE)


def _allows_pulse(release):
    if ReleaseUse.PULSE not in release.allowed_uses:
        return no(_("DYS Pulse is not among the uses it allows."), CLAUSE)
    return YES


def _has_term(release, today):
    if release.valid_from is None or release.valid_to is None:
        return no(_("Its first or last day is missing."), CLAUSE)
    if release.valid_to < today:
        return no(_("Its last day is over."), CLAUSE)
    return YES


# What a post may rely on ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Depicted:
    """What a post shows of how many youth: kinds of material and what tells who they are; and the day it was posted."""

    posted_on: date
    kinds: frozenset
    shows: frozenset = field(default_factory=frozenset)
    youth_count: int = 1


def covers(post, releases, youths, *, day):
    """Whether every youth of the post is covered by a release that stands on `day`. The sentence names nobody.

    `post` is a Depicted. `releases` are those linked to it, with their youth_id; `youths`, whom it is known to show.
    """
    if not youths:
        return no(_("No release is named for the youth it shows."), CLAUSE)
    if not post.kinds:
        return no(_("Say what kind of material it is."), CLAUSE)
    if len(youths) < post.youth_count:
        return no(_("It shows more youth than have a release here."), CLAUSE)
    return first_no(*(verdict for _youth, _release, verdict in coverage(post, releases, youths, day=day)))


def coverage(post, releases, youths, *, day):
    """[(youth, the release that covers, or None, Verdict)]: for the page of a moderator, who may know whom it concerns."""
    return [(youth, *_best(post, [one for one in releases if one.youth_id == youth.pk], day)) for youth in youths]


def _best(post, releases, day):
    if not releases:
        return None, no(_("A youth it shows has no release here."), CLAUSE)
    verdicts = [(release, may_rely_on(release, post, day=day)) for release in releases]
    covering = next((pair for pair in verdicts if pair[1]), None)
    return covering or (None, verdicts[0][1])


def may_rely_on(release, post, *, day):
    """Whether this release lets its youth be shown by the post, as the state of things is on `day`."""
    if release.state == ReleaseState.REVOKED:
        return no(_("A release it relies on was revoked."), CLAUSE)
    if release.state == ReleaseState.EXPIRED or (release.valid_to and release.valid_to < day):
        return no(_("A release it relies on has expired."), CLAUSE)
    if release.state != ReleaseState.VERIFIED or not release.document_id:
        return no(_("A release it relies on is not verified."), CLAUSE)
    if release.signed_on > post.posted_on:
        return no(_("A release it relies on was signed after the post, not in advance."), CLAUSE)
    if not release.valid_from <= post.posted_on <= release.valid_to:
        return no(_("A release it relies on was not valid on the day of the post."), CLAUSE)
    return first_no(_guarded_still(release), _allows_pulse(release), _in_scope(release, post))


def _guarded_still(release):
    signed = release.guardian_name and release.guardian_capacity and release.guardian_signed_on
    if release.guardian_needed == GuardianNeeded.YES and not signed:
        return no(_("A release it relies on lacks the signature of a parent or guardian."), CLAUSE)
    return YES


def _in_scope(release, post):
    if not set(post.kinds) <= set(release.material_kinds):
        return no(_("A release it relies on is not for this kind of material."), CLAUSE)
    if not set(post.shows) <= release.may_show:
        return no(_("It shows more of who a youth is than a release allows: name, face or voice."), CLAUSE)
    return YES
