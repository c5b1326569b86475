"""What may be written to and by a reporter, and what a concern about retaliation needs."""

import unicodedata

from django.utils.translation import gettext as _

from workflow.verdicts import YES, no

LONGEST = 5000  # letters of one message
MOST_FILES = 20


def fault_of(text):
    """What to do about a message that cannot be sent; "" when it can."""
    if not text.strip():
        return _("Write something first.")
    if len(text) > LONGEST:
        return _("At most %(n)s letters. Send the rest as a second message.") % {"n": f"{LONGEST:,}"}
    if any(char == "\0" or unicodedata.category(char) == "Cs" for char in text):
        return _("This holds characters that cannot be read. Type it anew.")
    return ""


def may_write(*, handles, is_reporter):
    """For those who hold the report, or who accepted to handle it."""
    if is_reporter:
        return no(_("Nobody handles what they reported themselves."), clause="C.3")
    return YES if handles else no(_("Only those who handle a report do that."), clause="C.3")


def may_handle_concern(*, handles_other):
    """Whoever handles a report does not handle what its reporter says follows from it, nor the other way round."""
    if handles_other:
        return no(_("It is linked to a report that you handle: somebody else takes it."), clause="C.3")
    return YES
