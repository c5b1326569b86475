"""Every number and choice the policy leaves open, with its default, its bounds and why it stands there.

None of these is policy: the policy names no period and no figure. A value that differs from its default is a row of
the table Setting; policy.services.settings_now() reads them all at once.
"""

from django.utils.translation import gettext_lazy as _

from policy.settings_kinds import Choice, Fixed, Number, Switch

SUPERVISION = _("Supervision")
INVESTIGATION = _("Investigations")
REVIEWS = _("Review meetings and reminders")
EVIDENCE = _("Evidence")
VIOLATIONS = _("Violation reports")
PULSE = _("Pulse")
PEOPLE = _("People and sign-in")

# A table, not code: key, group, label, default, reason, clause it serves, then lowest, highest, unit or the choices.
# fmt: off
_ROWS = [
    Number(
        "supervision_decision_due", SUPERVISION, _("Supervisor decides a request within"), 5,
        _("A request nobody decides is worse than a denial."), "B.2", 1, 15, "business days",
    ),
    Switch(
        "allow_chain_decision", SUPERVISION, _("Next in line may decide when the supervisor is late, with a reason"),
        True, _("Supervisors are absent; the work is not."), "B.2",
    ),
    Number(
        "supervision_expiry_days", SUPERVISION, _("An authorization lasts"), 180,
        _("Leave that never ends is never looked at again."), "B.2", 30, 365,
    ),
    Number(
        "supervision_review_interval_days", SUPERVISION, _("Supervisor looks at an authorization again every"), 90,
        _("The policy asks for no periodic review of supervision; this is a supporting control."), "B.2", 30, 180,
        zero_is_off=True,
    ),
    Number(
        "renewal_window_days", SUPERVISION, _("Renewal may be asked for before expiry"), 30,
        _("Time to decide a renewal without a gap."), "B.2", 7, 60,
    ),
    Number(
        "jjems_note_due", SUPERVISION, _("JJEMS note confirmed within"), 2,
        _("The policy asks for the note, not for a period."), "B.2.c", 1, 10, "business days",
    ),
    Switch(
        "jjems_note_before_use", SUPERVISION, _("Authorization becomes active only when the note is confirmed"),
        False, _("Stricter than the policy, which asks only that the authorization be noted."), "B.2.c",
    ),
    Number(
        "privacy_reverify_days", SUPERVISION, _("Privacy settings of the account checked again every"), 90,
        _("Sites change their settings."), "B.2.d", 30, 180,
    ),
    Number(
        "youth_reaffirm_after_supervisor_change_days", SUPERVISION,
        _("A new supervisor re-affirms an authorization within"), 30,
        _("The policy asks for leave from the employee's supervisor; a new one has not given it."), "B.2", 7, 90,
    ),
    Number(
        "supervisor_vacancy_days", SUPERVISION, _("Without a supervisor of record, suspended after"), 14,
        _("With no supervisor nobody answers for the authorization."), "B.2", 1, 60,
    ),
    Number(
        "new_handles_per_person", SUPERVISION, _("New accounts one person may name in 30 days"), 3,
        _("Nobody may learn by trying which accounts are taken."), "B.2.e", 1, 10, "accounts",
    ),
    Number(
        "investigation_decision_due", INVESTIGATION, _("Supervisor decides a request within"), 2,
        _("Comparable agencies decide within a day."), "B.3.a", 1, 5, "business days",
    ),
    Number(
        "investigation_expiry_days", INVESTIGATION, _("An authorization lasts"), 90,
        _("Comparable authorities grant three months."), "B.3.a", 30, 180,
    ),
    Number(
        "communication_approval_max_days", INVESTIGATION, _("Approval to communicate lasts at most"), 30,
        _("Contact with a youth is approved for a purpose, not for good."), "B.3.c", 1, 90,
    ),
    Choice(
        "legal_concurrence", INVESTIGATION, _("Legal concurs before an authorization"), "covert_or_communication",
        _("The policy asks for the supervisor's approval; Legal's is a supporting control."), "B.3.a",
        (
            ("none", _("never")),
            ("covert_or_communication", _("for a covert profile or communication")),
            ("all", _("always")),
        ),
    ),
    Switch(
        "legal_concurrence_applies_to_investigation_unit", INVESTIGATION,
        _("Concurrence also for the Investigation Unit"), False,
        _("The policy does not limit the Investigation Unit beyond what it states."), "B.3.d",
    ),
    Number(
        "legal_profile_review_first", INVESTIGATION, _("Legal's first look at a new profile within"), 5,
        _("Legal reviews profiles as a supporting control."), "B.3.a", 1, 20, "business days",
    ),
    Number(
        "legal_profile_review_interval", INVESTIGATION, _("Legal looks at a profile again every"), 90,
        _("Legal reviews profiles as a supporting control."), "B.3.a", 30, 180,
    ),
    Number(
        "profile_deactivation_due", INVESTIGATION, _("A profile no longer needed is closed within"), 5,
        _("An idle profile is a risk without a use."), "B.3.a", 1, 20, "business days",
    ),
    Number(
        "intelligence_review_marker_years", INVESTIGATION, _("Kept investigation material looked at again after"), 5,
        _("Federal rules for criminal intelligence use five years."), "", 1, 5, "years",
    ),
    Number(
        "investigation_review_interval_days", REVIEWS, _("Investigator and supervisor meet every"), 30,
        _("The policy says \"periodically\" and names no period."), "B.3.b", 7, 90,
    ),
    Number(
        "review_grace_days", REVIEWS, _("A meeting still counts as on time for"), 7,
        _("Holidays and illness."), "B.3.b", 0, 14,
    ),
    Number(
        "evidence_file_due", EVIDENCE, _("Screenshot in the youth's file within"), 1,
        _("The policy asks for the file, not for a period."), "B.2.f", 1, 5, "business days",
    ),
    Number(
        "upload_max_mb", EVIDENCE, _("Largest file"), 10, _("Large enough for a screenshot or a scanned page."), "",
        1, 50, "megabytes",
    ),
    Fixed(
        "automatic_destruction", EVIDENCE, _("Destruction without a person"), False,
        _("Public records are destroyed only by approved disposition, by two people, and never under a legal hold."),
        "B.1.g",
    ),
    Number(
        "compliance_issue_due", VIOLATIONS, _("Compliance issue answered within"), 5,
        _("What waits for Legal holds somebody up, and a breach has to be reported."), "C.3", 1, 20, "business days",
    ),
    Number(
        "violation_triage_due", VIOLATIONS, _("Report looked at within"), 3,
        _("Comparable agencies use one to five days."), "C.3", 1, 5, "business days",
    ),
    Number(
        "violation_finding_due", VIOLATIONS, _("Finding within"), 45, _("Comparable agencies use 45 days."), "C.3",
        15, 90,
    ),
    Switch(
        "findings_second_review", VIOLATIONS, _("A second person reviews each finding"), True,
        _("A finding can end in discipline."), "C.2",
    ),
    Choice(
        "pulse_mode", PULSE, _("New posts"), "hold_flagged",
        _("The policy allows review of every post and asks for none before it is shown."), "B.1.a",
        (("hold_flagged", _("publish clean ones, hold flagged ones")), ("hold_all", _("hold all"))),
    ),
    Switch(
        "pulse_hold_images", PULSE, _("A person looks at each image first"), True,
        _("The portal does not recognize what an image shows."), "B.1.i",
    ),
    Number(
        "pulse_decision_due", PULSE, _("Held post decided within"), 1,
        _("A held post is somebody's unread message."), "B.1.a", 1, 5, "business days",
    ),
    Number(
        "pulse_decision_due_critical", PULSE, _("Critical hold decided within"), 2,
        _("A youth may be identified."), "B.1.h", 1, 8, "hours",
    ),
    Number(
        "pulse_flags_to_hold", PULSE, _("Staff flags that hold a post"), 2,
        _("One flag can be a quarrel."), "B.1.a", 1, 10, "flags",
    ),
    Number(
        "pulse_call_window_minutes", PULSE, _("Signed calls of a source are taken within"), 5,
        _("A call that was listened to is of no use later."), "B.1", 1, 30, "minutes",
    ),
    Number(
        "duplicate_window_hours", PULSE, _("Same text counted as a duplicate within"), 24,
        _("Chain letters and spam repeat."), "B.1.d", 1, 168, "hours",
    ),
    Number(
        "duplicate_window_count", PULSE, _("Held at this many of the same"), 3,
        _("Twice can be a slip."), "B.1.d", 2, 10, "posts",
    ),
    Number(
        "pulse_order_confirm_hours", PULSE, _("Pulse confirms an order within"), 4,
        _("A removal counts when readers no longer see the post."), "B.1.a", 1, 72, "hours",
    ),
    Switch(
        "reconsideration_enabled", PULSE, _("An author may ask for another look at a removal"), True,
        _("Mistakes happen; the discretion of DYS stays as it is."), "B.1.a",
    ),
    Number(
        "release_validity_days", PULSE, _("A written release lasts"), 365,
        _("The policy names no period; consent grows old."), "B.1.h", 30, 1095,
    ),
    Number(
        "acknowledgement_interval_days", PEOPLE, _("Policy acknowledged again every"), 365,
        _("The policy asks for no acknowledgement; this is a supporting control."), "APP", 90, 1095,
    ),
    Number(
        "acknowledgement_due_new_hire", PEOPLE, _("New staff acknowledge within"), 14,
        _("The policy asks for no acknowledgement; this is a supporting control."), "APP", 1, 60,
    ),
    Number(
        "acknowledgement_due_new_version", PEOPLE, _("A new version is acknowledged within"), 30,
        _("The policy asks for no acknowledgement; this is a supporting control."), "APP", 1, 90,
    ),
    Number(
        "session_idle_minutes", PEOPLE, _("Signed out when idle for"), 20,
        _("Screens are left open in shared offices."), "", 5, 60, "minutes",
    ),
    Number(
        "session_absolute_hours", PEOPLE, _("Signed out in any case after"), 12,
        _("One working day with its overtime."), "", 1, 24, "hours",
    ),
]
# fmt: on
SETTINGS = {entry.key: entry for entry in _ROWS}


def touching(clause_id):
    """The settings that serve a clause."""
    return [entry for entry in SETTINGS.values() if entry.clause == clause_id]
