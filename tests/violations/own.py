"""Reports that somebody made, and the browser of whoever made them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.evidence import pictures
from tests.factories.reports import reported as filed
from violations.choices import Mode
from violations.models import Report, ReportKey
from violations.services import keys
from violations.states import State
from workflow.identity import acting_as_system


def anonymous(*named, at):
    """(report, its seven words)"""
    report = filed(None, *named, at=at, mode=Mode.ANONYMOUS)
    words = keys.draw()
    with acting_as_system("intake"):
        ReportKey.objects.update_or_create(report=report, defaults={"digest": keys.digest(words), "made_at": at})
    return report, words


def stands(report):
    with acting_as_system("intake"):
        return Report.objects.select_related("handler").get(pk=report.pk)


def changed(report, **columns):
    """As those who handle it have left it; their acts are tested elsewhere."""
    with acting_as_system("intake"):
        Report.objects.filter(pk=report.pk).update(**columns)
    return stands(report)


def handled_by(person, report, state=State.TRIAGE):
    return changed(report, handler=person, state=state)


def picture(name="a.png", content=None):
    return SimpleUploadedFile(name, content or pictures.screenshot())
