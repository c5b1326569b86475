"""The acts on a report: one table, one page each. What a service refuses stands above the form."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from investigations.views.access import form_key_of
from investigations.views.acts import act_page
from people.roles import Role
from violations.choices import Found, NoteKind, Outcome
from violations.forms import handling as forms
from violations.models import Report
from violations.rules import parts
from violations.rules.parts import Deed
from violations.services import (
    assigning,
    clock,
    closing,
    correcting,
    duties,
    findings,
    hearing,
    holding,
    notes,
    thread,
    triage,
)
from violations.services.standing import standing_of
from violations.states import Act
from violations.views.access import behind_the_wall, known_or_404, one_or_404
from workflow.errors import NotAllowed


@dataclass(frozen=True)
class Page:
    """`what` is the Act or Deed; without a form it is done by one click. `on`: the rows it is done to, of a report."""

    what: str
    title: str
    do: Callable
    form: type | None = None
    meaning: str = ""
    said: str = later("Done.")
    on: str = ""
    is_final: bool = False
    arguments: Callable | None = None
    about: Callable | None = None  # (report, instant): what the form has to know besides
    is_gone: bool = False  # afterwards the report is no longer theirs to see
    button: str = ""  # where the title does not say what is done
    extra: dict = field(default_factory=dict)


def _note(kind):
    def add(report, **answers):
        is_legal = answers["actor"].has_role(Role.LEGAL, Role.GENERAL_COUNSEL)
        return notes.add(report, kind=kind, is_legal=is_legal, **answers)

    return add


def _notice(report, *, subject, **answers):
    clauses = [one for one in report.allegations.values_list("clause", flat=True) if one]
    return hearing.send_notice(report, subject=subject, clauses=clauses, **answers)


def _established(allegation, **answers):
    actor, at = answers.pop("actor"), answers.pop("at")
    return findings.establish(allegation, details=answers, actor=actor, at=at)


PAGES = {
    "take": Page(Act.TAKE, later("Take it up"), holding.take,
                 said=later("It is yours. Begin with the safety of the youth.")),
    "safety": Page(Deed.SAFETY, later("Is the youth safe?"), triage.answer_safety, forms.SafetyForm,
                   later("Triage begins here, whatever becomes of the report."), button=later("Enter the answer")),
    "decide": Page(Deed.DECIDE, later("Decide what becomes of it"), triage.decide, forms.DecideForm,
                   later("The reporter reads no more than that it is looked at."), button=later("Decide")),
    "assign": Page(Deed.ASSIGN, later("Ask somebody to handle it"), assigning.assign, forms.AssignForm,
                   later("Whoever has it keeps it until they accept."), later("They were asked."),
                   button=later("Ask them")),
    "accept": Page(Deed.NOTE, later("Accept"), assigning.accept, on="assignments", said=later("It is yours.")),
    "decline": Page(Deed.NOTE, later("Decline"), assigning.decline, on="assignments", is_gone=True,
                    said=later("They were told.")),
    "take-back": Page(Deed.ASSIGN, later("Take it back"), assigning.take_back, on="assignments"),
    "let-in": Page(Deed.LET_IN, later("Let somebody in"), holding.let_in, forms.LetInForm,
                   later("One person whom the wall keeps away reads this one report."), later("They can read it now."),
                   button=later("Let them in")),
    "let-out": Page(Deed.LET_OUT, later("Let in no longer"), holding.end_let_in, on="let_in"),
    "name": Page(Deed.NAME, later("Name somebody"), holding.name_subject, forms.NameForm,
                 later("They, and everybody above them, can know nothing of it from this moment. You may be one of them."),
                 later("Named."), is_gone=True, button=later("Name them")),
    "related": Page(Deed.NAME, later("Keep a relative away"), holding.declare_related, forms.RelatedForm,
                    later("Somebody related to a person named must not learn of it."), is_gone=True,
                    button=later("Keep them away")),
    "recuse": Page(Deed.RECUSE, later("Step aside"), holding.recuse, said=later("You stepped aside."), is_gone=True),
    "pause": Page(Deed.PAUSE, later("Stop the clocks"), triage.pause, forms.ReasonForm,
                  later("While somebody outside has to answer.")),
    "go-on": Page(Deed.PAUSE, later("Let the clocks go on"), triage.go_on),
    "investigate": Page(Deed.GO_ON, later("Go on investigating"), triage.investigate),
    "defer": Page(Deed.WAIT, later("Wait for an outside authority"), triage.defer, forms.ReasonForm,
                  button=later("Wait for them")),
    "result": Page(Deed.NOTE, later("Enter what came back"), triage.enter_result, forms.TextForm, on="decisions",
                   arguments=lambda answers: {"result": answers["text"]}, button=later("Enter it")),
    "confirm": Page(Act.DISMISS, later("Confirm authorized activity"), triage.confirm_authorized, on="decisions",
                    is_final=True),
    "note": Page(Deed.NOTE, later("Write a handlers' note"), _note(NoteKind.NOTES), forms.TextForm,
                 later("Everybody who handles the report reads it; the reporter never does."), extra={"keyed": True},
                 button=later("Keep the note")),
    "privileged": Page(Deed.NOTE, later("Write a privileged note"), _note(NoteKind.PRIVILEGED), forms.TextForm,
                       later("Only the Legal Unit reads it."), extra={"keyed": True}, button=later("Keep the note")),
    "write": Page(Deed.WRITE, later("Write to the reporter"), thread.write_to_reporter, forms.MessageForm,
                  later("They read it where they follow their report. Nothing is sent to them."), later("Written."),
                  extra={"keyed": True}, button=later("Send")),
    "duty": Page(Deed.DUTY, later("Add a notification to make"), duties.add, forms.DutyForm, button=later("Add it")),
    "duty-made": Page(Deed.DUTY, later("Enter a notification"), duties.made, forms.DutyMadeForm, on="duties",
                      button=later("Enter it")),
    "duty-not-needed": Page(Deed.DUTY, later("Say why it is not required"), duties.not_needed, forms.ReasonForm,
                            on="duties", button=later("It is not required")),
    "allege": Page(Deed.ALLEGE, later("Add a clause"), findings.allege, forms.AllegeForm,
                   later("What the reporter named stays as it was."),
                   arguments=lambda answers: answers | {"details": {}}, button=later("Add it")),
    "establish": Page(Deed.SIGN, later("What was established"), _established, forms.EstablishForm, on="allegations",
                      button=later("Enter it")),
    "notice": Page(Deed.HEAR, later("Hear somebody named"), _notice, forms.NoticeForm,
                   later("They get this notice and nothing else of the report, and time to answer."),
                   later("The notice was sent."), button=later("Send the notice")),
    "sign": Page(Deed.SIGN, later("Sign a finding"), findings.sign, forms.SignForm,
                 later("Somebody else countersigns it. Signed again, it takes the place of the version before."),
                 later("Signed."), button=later("Sign the finding")),
    "hand-in": Page(Act.FIND, later("Hand in the findings"), findings.hand_in,
                    said=later("A second person reads them now.")),
    "countersign": Page(Deed.COUNTERSIGN, later("Countersign"), findings.countersign, on="findings",
                        said=later("Countersigned, and locked.")),
    "send-back": Page(Act.SEND_BACK, later("Send the findings back"), findings.send_back, forms.ReasonForm),
    "correct": Page(Deed.CORRECT, later("Add a corrective action"), correcting.add, forms.CorrectForm,
                    button=later("Add it")),
    "corrected": Page(Deed.CORRECT, later("Enter that it was done"), correcting.done, forms.CorrectedForm, on="actions",
                      button=later("It is done")),
    "close": Page(Act.CLOSE, later("Close the report"), closing.close, forms.CloseForm,
                  later("The reporter reads that it is closed."), later("Closed."), is_final=True,
                  about=lambda report, at: {"is_late": clock.is_late(report, at)},
                  arguments=lambda answers: {"delay_reason": ""} | answers),
    "reopen": Page(Act.REOPEN, later("Open it again"), closing.reopen, forms.ReasonForm),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@behind_the_wall
def report_act(request, public_id, act, target=None):
    """One act on a report, or on something that hangs on it."""
    page = PAGES.get(act)
    report = known_or_404(request, public_id)
    if page is None or bool(page.on) != (target is not None):
        raise Http404
    subject = _subject(report, page, target)
    if page.form is None:
        return _click(request, report, subject, page)
    title = page.title
    words = (title, page.meaning, page.button or title, page.said)
    keyed, at = page.extra.get("keyed"), now()
    key = form_key_of(request) if keyed else None
    back = reverse("report_list") if page.is_gone else report.get_absolute_url()
    return act_page(
        request, _Versioned(subject, report), words=words, form_class=page.form, report=report, back=back, clause="C.3",
        do=lambda _record, **answers: page.do(subject, **answers, **({"form_key": key} if keyed else {})),
        arguments=page.arguments, is_final=page.is_final, template="violations/act.html",
        context={"report": report, "form_key": key, "missing": before_closing(report, at) if act == "close" else [],
                 "earlier": earlier(report) if act == "sign" else []},
        **(page.about(report, at) if page.about else {}),
    )  # fmt: skip


def before_closing(report, at):
    """What has to be done before it can be closed; nothing when all of it is asked by the page of closing itself."""
    return closing.still_to_do(report, at=at) if closing.still_to_do(report, at=at, delay_reason="-") else []


def earlier(report):
    """Earlier outcomes for the same clauses, before one is set: how often what was found, and what followed."""
    return [
        {
            "clause": clause,
            "found": Found(found).label,
            "followed": ", ".join(str(Outcome(one).label) for one in followed),
            "times": ngettext("%(n)s time", "%(n)s times", times) % {"n": times},
        }
        for clause, found, followed, times in findings.earlier(report)
    ]


class _Versioned:
    """What an act is done to, with the version of its report."""

    def __init__(self, subject, report):
        self.version = report.version
        self.get_absolute_url = report.get_absolute_url


def _subject(report, page, target):
    if not page.on:
        return report
    found = one_or_404(getattr(report, page.on).all(), target)
    found.report = report
    return found


def _click(request, report, subject, page):
    if request.method != "POST":
        raise Http404
    more = {"answer": request.POST.get("answer", "")[:4000].replace("\0", "")} if page.do is assigning.decline else {}
    try:
        page.do(subject, actor=request.user, at=now(), **more)
    except NotAllowed as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        messages.success(request, page.said)
    is_there = Report.objects.to_handle(request.user).filter(pk=report.pk).exists()
    return redirect(report if is_there else "report_list")


def acts_for(report, actor):
    """[(slug, page)] of the acts without a target that this person may do now."""
    standing = standing_of(report, actor)
    return [(slug, page) for slug, page in PAGES.items()
            if not page.on and parts.may(page.what, report.state, standing)]  # fmt: skip
