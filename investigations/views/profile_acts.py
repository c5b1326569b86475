"""What a person could do with a profile, and why not: the links of its page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from investigations import rules
from investigations.rules import contacts as contact_rules
from investigations.rules import profiles as profile_rules
from investigations.states import HELD, ProfileAct, ProfileState, State
from workflow.verdicts import YES, no


def is_in_use(profile):
    return YES if profile.state in HELD else no(_("The profile is not in use."), clause="B.3.a")


def may_begin_hand_over(profile):
    """Whether it can go to anybody at all; to whom is said at the field."""
    if profile.state not in HELD or profile.authorization.state != State.ACTIVE:
        return no(_("The profile is not in use."), clause="B.3.a")
    return YES


def acts(user, profile, standing):
    """What this person could do with it: {url, label, verdict}. An act that is never theirs is left out."""
    authorization = profile.authorization
    supervises = rules.is_supervisor(user, authorization, standing)
    holds = profile_rules.is_holder(user, profile)
    found = []
    if profile.state == ProfileState.GRANTED:
        if user.pk == authorization.investigator_id:
            found.append(("profile_record", _("Record the account"), profile_rules.may_record(user, profile)))
        if user.pk == authorization.investigator_id or supervises:
            found.append(("profile_give_up", _("Say that none was created"),
                          profile_rules.may_give_up(user, profile, standing)))  # fmt: skip
    if holds and profile.state in HELD:
        found.append(("profile_persona", _("Change identifiers"), profile_rules.may_change_persona(user, profile)))
    if holds or supervises:
        found += _uses(user, profile, standing)
    if supervises and profile.state in HELD:
        found.append(("profile_hand_over", _("Hand over to another person"), may_begin_hand_over(profile)))
    return _listed(profile, found)


def _listed(profile, found):
    return [
        {"url": reverse(name, args=[profile.public_id]), "label": label, "verdict": verdict}
        for name, label, verdict in found
    ]


def _uses(user, profile, standing):
    moves = [
        ("profile_rest", _("Put at rest"), ProfileAct.REST),
        ("profile_wake", _("Take up again"), ProfileAct.WAKE),
        ("profile_wind_down", _("No longer needed: have it closed"), ProfileAct.WIND_DOWN),
        ("profile_compromise", _("Report as compromised"), ProfileAct.COMPROMISE),
        ("profile_deactivate", _("Record that it is closed"), ProfileAct.DEACTIVATE),
    ]
    found = [
        (name, label, profile_rules.may_use(act, user, profile, standing))
        for name, label, act in moves
        if profile_rules.may_move(act, profile)
    ]
    if profile.state in HELD:
        found.insert(0, ("profile_image", _("Add an image"), YES))
    elif profile.state in (ProfileState.TO_DEACTIVATE, ProfileState.COMPROMISED):
        found.append(("profile_proof", _("Add a proof"), YES))
    return found


def contact_acts(user, profile):
    """Ask to communicate, log a contact: of who holds the account."""
    if not profile_rules.is_holder(user, profile):
        return []
    found = [("communication_new", _("Ask to communicate"), contact_rules.may_request(user, profile)),
             ("communication_log", _("Log a contact"), contact_rules.may_log(user, profile))]  # fmt: skip
    return _listed(profile, found)
