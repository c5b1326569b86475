"""Who captures, files and tells, and when what was captured stood outside the leave (B.2.f; domain 5.9, 7.9)."""

from django.utils.translation import gettext_lazy as _

from authorizations.duties import BY_KIND
from authorizations.states import DECIDED, DutyState, ItemState, State
from people.roles import Role
from people.titles import EmploymentStatus
from workflow.verdicts import YES, no

CLAUSE = "B.2.f"
MOST_FILES = 10


def may_capture(actor, authorization):
    """Only who was authorized captures, also what they saw shortly before it ended."""
    if actor.pk != authorization.employee_id:
        return no(_("Only the employee who was authorized captures evidence under it."), clause=CLAUSE)
    if authorization.state not in DECIDED or authorization.state == State.DENIED:
        return no(_("It was not granted: nothing may be viewed or captured under it."), clause="B.2")
    return YES


def may_change_draft(actor, item):
    if actor.pk != item.captured_by_id or item.state != ItemState.DRAFT:
        return no(_("This item is on record. It can be corrected by a new one, not changed."), clause=CLAUSE)
    return YES


def may_add_file(count):
    if count >= MOST_FILES:
        return no(
            _("An item holds %(most)s files at most. Log it, and capture the others in a second item.")
            % {"most": MOST_FILES},
            clause=CLAUSE,
        )
    return YES


def may_log(actor, item, *, captured_at, at, has_files):
    verdict = may_change_draft(actor, item)
    if not verdict:
        return verdict
    if not has_files:
        return no(_("Add the screenshot."), clause=CLAUSE)
    return may_have_captured(captured_at, at)


def may_have_captured(captured_at, at):
    if captured_at > at:
        return no(_("This moment has not come yet."), clause=CLAUSE)
    return YES


def stood_under_leave(authorization, suspensions, captured_at, day):
    """Whether the authorization was active at that moment. `day`: of `captured_at`, in Massachusetts."""
    if authorization.effective_from is None or captured_at < authorization.decided_at:
        return False
    if not authorization.effective_from <= day <= authorization.expires_on:
        return False
    if authorization.ended_at is not None and captured_at > authorization.ended_at:
        return False
    return not any(
        row.started_at <= captured_at and (row.ended_at is None or captured_at < row.ended_at) for row in suspensions
    )


def may_correct(actor, item, *, has_successor):
    if actor.pk != item.captured_by_id:
        return no(_("Only who captured it corrects it."), clause=CLAUSE)
    if item.state not in (ItemState.LOGGED, ItemState.FILED) or has_successor:
        return no(_("This item was corrected already, or holds nothing to correct."), clause=CLAUSE)
    return YES


def is_to_finish(actor, item):
    """Who captured it; of somebody who left or is on leave, their supervisor of record."""
    author = item.captured_by
    is_away = not author.is_working or author.employment_status != EmploymentStatus.ACTIVE
    return actor.pk == author.pk or (is_away and actor.supervises(author))


def may_file(actor, item):
    if not is_to_finish(actor, item):
        return no(_("Only who captured it puts it in the youth's file."), clause=CLAUSE)
    if item.state != ItemState.LOGGED:
        return no(_("This item does not wait to be filed."), clause=CLAUSE)
    return YES


def may_have_filed(filed_on, day, logged_on):
    if filed_on > day:
        return no(_("This day has not come yet."), clause=CLAUSE)
    if filed_on < logged_on:
        return no(_("This is before the item was logged. Enter the day on which you filed it."), clause=CLAUSE)
    return YES


def may_tell(actor, duty):
    """Who captured it makes the notifications; of a gated item Legal may record them too."""
    is_legal = duty.item.state == ItemState.GATED and actor.has_role(Role.LEGAL)
    if not is_to_finish(actor, duty.item) and not is_legal:
        return no(_("Only who captured it records the notification."), clause=CLAUSE)
    if duty.state != DutyState.OPEN:
        return no(_("This was already recorded."), clause=CLAUSE)
    return YES


def may_call_not_required(actor, duty):
    verdict = may_tell(actor, duty)
    if not verdict:
        return verdict
    if duty.kind in BY_KIND and BY_KIND[duty.kind].is_fixed:
        return no(_("The policy asks for this in every case."), clause=CLAUSE)
    return YES


def may_have_told(made_at, at, logged_at):
    if made_at > at:
        return no(_("This moment has not come yet."), clause=CLAUSE)
    return YES
