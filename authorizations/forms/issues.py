"""What the Legal Unit sends back about a compliance issue: its answer, and whom it is handed over to."""

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from authorizations.choices import Finding
from authorizations.forms.fields import PlainForm, PlainText, version_field
from authorizations.models.issues import is_report_number
from people.forms.fields import PersonChoice


class Outcome(TextChoices):
    """What was found, with what a breach brings: one of the two, so that one question asks for both (C.3)."""

    NO_BREACH = "no_breach", _("No breach")
    REPORTED = "reported", _("Breach, and a violation report is filed")
    NOT_OWED = "not_owed", _("Breach, and no violation report is owed")


class AnswerForm(PlainForm):
    """Gives `finding`, `report_number` and `no_report_reason`; only the field of the chosen outcome counts."""

    version = version_field()
    outcome = forms.ChoiceField(
        label=_("What was found"),
        choices=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what was found."), "invalid_choice": _("Choose what was found.")},
    )
    report_number = PlainText(
        label=_("Number of the violation report"),
        help_text=_("It reads like VR-2026-0001."),
        max_length=40,
        required=False,
    )
    no_report_reason = PlainText(
        label=_("Why none is owed"),
        help_text=_("Kept sealed, for the Legal Unit alone."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("report_number", "no_report_reason"):
            self.fields[name].conditional = True

    @property
    def options(self):
        """For option.html: each outcome, and whether it is chosen."""
        chosen = str(self["outcome"].value() or "")
        return {outcome.name.lower(): {"label": outcome.label, "is_chosen": outcome == chosen} for outcome in Outcome}

    def clean(self):
        answers = super().clean()
        outcome = answers.pop("outcome", "")
        number, reason = answers.get("report_number", "").upper(), answers.get("no_report_reason", "")
        if outcome == Outcome.REPORTED and not is_report_number(number):
            self._ask("report_number", _("Enter the number of the report, such as VR-2026-0001."))
        if outcome == Outcome.NOT_OWED and not reason:
            self._ask("no_report_reason", _("Say why no report is owed."))
        return answers | {
            "finding": Finding.NO_BREACH if outcome == Outcome.NO_BREACH else Finding.BREACH,
            "report_number": number if outcome == Outcome.REPORTED else "",
            "no_report_reason": reason if outcome == Outcome.NOT_OWED else "",
        }

    def _ask(self, field, sentence):
        if field not in self.errors:
            self.add_error(field, sentence)


class HandOverForm(PlainForm):
    version = version_field()
    owner = PersonChoice(label=_("Who has it from now on"), error_messages={"required": _("Choose who is to have it.")})

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people.select_related("worksite")
