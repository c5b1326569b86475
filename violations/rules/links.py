"""Who may say that two reports belong together: a person who handles one and may read the other, with a reason."""

from django.utils.translation import gettext as _

from violations.choices import LinkKind
from workflow.verdicts import YES, no

CONFIRMED = (LinkKind.RELATED, LinkKind.DUPLICATE)


def may_link(*, kind, reason, is_same, is_linked):
    if kind not in CONFIRMED:
        return no(_("Say how they belong together."), clause="C.3")
    if is_same:
        return no(_("A report is not linked to itself."), clause="C.3")
    if is_linked:
        return no(_("They are linked already."), clause="C.3")
    return YES if reason.strip() else no(_("Say why they belong together."), clause="C.3")


def may_unlink(link):
    """A concern about retaliation stays with what it is about."""
    if link.kind not in CONFIRMED:
        return no(_("A concern about retaliation stays linked."), clause="C.3")
    return YES
