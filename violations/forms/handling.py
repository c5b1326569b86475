"""What those who handle a report enter. The answers of each form are the arguments of its service."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.choices import DutyKind, DutyMethod
from authorizations.models import SupervisionAuthorization
from investigations.forms.fields import Day, Long, Moment, PersonField, Short, VersionedForm
from violations.choices import AimedAt, Answer, Decided, DismissReason, Found, Measure, Outcome, Part
from violations.models import Report
from violations.rules import intake
from violations.rules.thread import fault_of
from violations.services.findings import named, pairs
from violations.services.hearing import untold

CHOOSE = [("", _("Choose"))]
WHY = _("Say it in a few words.")


def choice(label, choices, **kwargs):
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": _("Choose one.")}, **kwargs
    )


def words(label, help_text="", **kwargs):
    return Long(label=label, help_text=help_text, rows=3, error_messages={"required": WHY}, **kwargs)


class OfReport(VersionedForm):
    """A form that offers what stands on one report."""

    def __init__(self, *args, report, **kwargs):
        super().__init__(*args, **kwargs)
        self.report = report


class SafetyForm(OfReport):
    has_contact = choice(_("Does the person named still have contact with the youth?"), Answer.choices)
    measure = choice(_("What is done about it now?"), Measure.choices)
    suspend = forms.ModelMultipleChoiceField(
        label=_("Authorizations to suspend"), queryset=SupervisionAuthorization.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The employee and their supervisor read that it was interrupted, not why."),
    )  # fmt: skip
    manager = PersonField(label=_("Manager who gets the instruction"), required=False)
    text = words(
        _("The instruction, what was suspended, or why nothing is needed"),
        _("A manager reads an instruction and nothing else: leave out who reported and what."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = self.report.subjects.filter(basis="named", person__isnull=False).values("person")
        live = (
            SupervisionAuthorization.objects.live().filter(employee__in=people).select_related("employee", "platform")
        )
        self.fields["suspend"].queryset = live
        self.fields["suspend"].label_from_instance = lambda one: f"{one.number}, {one.employee.full_name}"
        if not live:
            del self.fields["suspend"]


class DecideForm(OfReport):
    kinds = forms.MultipleChoiceField(
        label=_("What becomes of it"), choices=Decided.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("One way, and referrals beside it."), error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip
    dismissed_because = forms.ChoiceField(
        label=_("If dismissed: why no violation is alleged"), choices=CHOOSE + DismissReason.choices, required=False,
        help_text=_("Off duty, a private account, deleted or reported late are no reasons (C.2)."),
    )  # fmt: skip
    joined_to = Short(label=_("If joined: number of the other report"), max_length=20, required=False)
    reason = words(_("Reason"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.report.is_restricted:
            self.fields["kinds"].choices = [one for one in Decided.choices if one[0] != Decided.AUTHORIZED]

    def clean_joined_to(self):
        number = self.cleaned_data["joined_to"].strip().upper()
        if not number:
            return None
        other = Report.objects.exclude(pk=self.report.pk).filter(number=number).first()
        if other is None:
            raise forms.ValidationError(_("You hold no report with this number."))
        return other


class AssignForm(OfReport):
    person = PersonField(label=_("Who handles it"), error_messages={"required": _("Enter who handles it.")})
    part = choice(_("As"), Part.choices)
    reason = words(
        _("Reason"), _("Needed for a manager above somebody named: they are let into this one report."), required=False
    )


class LetInForm(OfReport):
    person = PersonField(label=_("Who is let in"), error_messages={"required": _("Enter who is let in.")})
    reason = words(_("Reason"), _("It stays on the record. Nobody named is ever let in."))


class NameForm(OfReport):
    person = PersonField(label=_("Who it is about"), required=False)
    description = Short(label=_("Or a description, when nobody knows the name"), required=False)

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("person") and not cleaned.get("description"):
            self.add_error("person", _("Name or describe somebody."))
        return cleaned


class RelatedForm(OfReport):
    person = PersonField(label=_("Who is related to somebody named"), error_messages={"required": WHY})


class ReasonForm(OfReport):
    reason = words(_("Reason"))


class TextForm(OfReport):
    text = words(_("Note"))


class MessageForm(OfReport):
    text = words(_("What the reporter reads"), _("They see “DYS”, not your name. Leave out what was found."))

    def clean_text(self):
        if sentence := fault_of(self.cleaned_data["text"]):
            raise forms.ValidationError(sentence)
        return self.cleaned_data["text"]


class DutyForm(OfReport):
    kind = forms.ChoiceField(label=_("Who has to be told"), choices=CHOOSE + DutyKind.choices)


class DutyMadeForm(OfReport):
    made_at = Moment(label=_("When they were told"))
    method = choice(_("How"), DutyMethod.choices)
    recipient = Short(label=_("Whom you told"), error_messages={"required": WHY})
    reference = Short(label=_("Reference"), required=False)


class AllegeForm(OfReport):
    clause = forms.ChoiceField(label=_("Clause"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        alleged = set(self.report.allegations.values_list("clause", flat=True))
        plain = [one for one in intake.reportable() if one not in alleged and not intake.asked(one)]
        self.fields["clause"].choices = CHOOSE + [(one, one) for one in plain]


class NoticeForm(OfReport):
    subject = forms.ModelChoiceField(label=_("Who is heard"), queryset=None, empty_label=_("Choose"))
    allegation = words(
        _("What is alleged"),
        _("They read this and the clauses. Leave out who reported, what was told, and every file."),
    )
    business_days = forms.IntegerField(label=_("Business days to answer"), initial=5, min_value=1, max_value=60)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["subject"].queryset = untold(self.report)
        self.fields["subject"].label_from_instance = lambda one: one.person.full_name


class SignForm(OfReport):
    pair = forms.ChoiceField(label=_("Who, and which clause"), error_messages={"required": _("Choose one.")})
    found = choice(_("What was found"), Found.choices)
    rationale = words(_("Why"))
    relied_on = words(_("The evidence relied on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs = {
            f"{subject.pk}-{allegation.pk}": (subject, allegation) for subject, allegation in pairs(self.report)
        }
        self.fields["pair"].choices = CHOOSE + [(key, " · ".join(named(*pair))) for key, pair in self.pairs.items()]

    def clean(self):
        cleaned = super().clean()
        if "pair" in cleaned:
            cleaned["subject"], cleaned["allegation"] = self.pairs[cleaned.pop("pair")]
        return cleaned


class EstablishForm(OfReport):
    """What was established of the two conditions of P.3."""

    during_work_hours = choice(_("During work hours?"), Answer.choices)
    on_work_equipment = choice(_("On work equipment?"), Answer.choices)


class CorrectForm(OfReport):
    aimed_at = choice(_("What it is for"), AimedAt.choices)
    outcome = forms.ChoiceField(label=_("What is done"), choices=CHOOSE + Outcome.choices)
    text = words(_("In words"))
    owner = PersonField(label=_("Who sees to it"), error_messages={"required": _("Enter who sees to it.")})
    due_on = Day(label=_("Due on"))


class CorrectedForm(OfReport):
    done_on = Day(label=_("Done on"))
    proof = words(_("What shows that it was done"))


class CloseForm(OfReport):
    told = words(_("What the reporter reads"), _("That it is closed, without what was found or about whom."))
    delay_reason = words(_("Why it is late"), _("It stands on the record with the report."))

    def __init__(self, *args, is_late, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delay_reason"].required = is_late
        if not is_late:
            del self.fields["delay_reason"]
