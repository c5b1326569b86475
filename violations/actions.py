"""What the trail can say about reports. Who reported is never said: it says "reporter"."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "report.filed": _("Report received"),
    "report.taken": _("Taken up by {actor}"),
    "report.named": _("Somebody was named in it by {actor}"),
    "report.passed_on": _("Passed on to those who may hold it"),
    "report.let_in": _("Somebody was let in by {actor}"),
    "report.written": _("{actor} wrote to the reporter"),
}
