"""Who appoints those who hold a report that nobody before them may know of (issue of the wall; domain 4.5.3)."""

from django.utils.translation import gettext as _

from people.titles import JobTitle
from workflow.verdicts import YES, no

AT_LEAST = 2
CLAUSE = "C.3"


def may_appoint(actor, person=None, *, is_appointed=False):
    """The Commissioner alone; not themselves, who come after the reserve."""
    if actor.job_title != JobTitle.COMMISSIONER:
        return no(_("Only the Commissioner appoints reserve handlers."), CLAUSE)
    if person is None:
        return YES
    if person.pk == actor.pk:
        return no(_("You come after the reserve yourself. Choose somebody else."), CLAUSE)
    if not person.is_working:
        return no(_("%(name)s does not work here now.") % {"name": person.full_name}, CLAUSE)
    return no(_("They are appointed already."), CLAUSE) if is_appointed else YES
