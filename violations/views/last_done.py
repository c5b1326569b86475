"""What was done last to several reports at once, kept in the session so that it can be undone."""

from django.utils.translation import ngettext

from violations.rules.bulk import Several

DONE = "report_several"


def last_done(request):
    """What the bar above the desk offers to undo, in words; "" when there is nothing."""
    last = request.session.get(DONE, {})
    count = len(last.get("ids", ()))
    if not count:
        return ""
    if last["what"] == Several.ASSIGN:
        words = ngettext(
            "You asked somebody to handle %(n)s report.", "You asked somebody to handle %(n)s reports.", count
        )
    else:
        words = ngettext("You closed %(n)s report.", "You closed %(n)s reports.", count)
    return words % {"n": count}
