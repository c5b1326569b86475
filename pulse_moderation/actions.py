"""What the trail can say about Pulse. Who flagged a post, and which youth or handle matched, is never said."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "pulse_audit.drawn": _("Audit of decisions on Pulse drawn by {actor}"),
    "pulse_audit.finished": _("Audit of decisions on Pulse finished by {actor}"),
    "pulse_audit.judged": _("A decision on Pulse was audited by {actor}"),
    "pulse_post.approved": _("Approved by {actor}"),
    "pulse_post.confidential_read": _("{actor} looked at posts that name confidential accounts"),
    "pulse_post.escalated": _("Escalated to Legal by {actor}"),
    "pulse_post.flagged": _("Reported by somebody"),
    "pulse_post.flagged_live": _("Live on Pulse, and flagged for a moderator"),
    "pulse_post.held": _("Held for a moderator"),
    "pulse_post.kept_held": _("Kept on hold by {actor}"),
    "pulse_post.published": _("Published"),
    "pulse_post.received": _("Received"),
    "pulse_post.removed": _("Removed by {actor}; a copy is kept"),
    "pulse_post.restored": _("Restored by {actor}"),
    "pulse_post.returned": _("Returned to the author by {actor}"),
    "pulse_post.revised": _("A new text was received; the old one is kept"),
    "pulse_post.screened": _("Screened"),
    "pulse_post.taken_over": _("{actor} took over from whoever worked on it"),
    "pulse_post.undone": _("A decision was undone by {actor}"),
    "pulse_post.withdrawn": _("Withdrawn by its author"),
    "pulse_post.gone": _("Deleted at its source; a copy is kept"),
    "pulse_post.message_read": _("Private message opened by {actor}"),
    "pulse_privilege.acted": _("Pulse privileges: {actor} acted"),
    "pulse_reconsideration.asked": _("The author asked for another look"),
    "pulse_reconsideration.decided": _("Another look was taken by {actor}"),
    "pulse_search.made": _("Posts on Pulse searched by {actor}"),
    "pulse_rule.changed": _("Screening rule changed by {actor}"),
}
