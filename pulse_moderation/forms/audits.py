"""How an audit is drawn, and what is said of one of its decisions."""

import datetime

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText, version_field
from people.forms.fields import DateInput
from people.models import User, Worksite
from policy import catalogue
from policy.models import Clause
from pulse_moderation.choices import AGAINST, DecisionKind, Judged, Kind, Population, Stratum
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.rules import audits as rules
from pulse_moderation.services.audits import Judgment, Plan, Scope
from pulse_moderation.services.deciding import Grounds

USUAL_SIZE = 25
_SIZE = format_lazy(_("Choose a number from {least} to {most}."), least=rules.SMALLEST, most=rules.LARGEST)
FIRST_DAY = datetime.date(2000, 1, 1)
LAST_DAY = datetime.date(2999, 12, 31)


class Day(forms.DateField):
    """A day, far from the ends of the calendar, so that the instants around it exist."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=DateInput(), error_messages={"invalid": _("Enter a day, such as 11/17/2026.")}, **kwargs
        )

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(_("Enter a day of this century."), code="invalid")
        return day


class WorksiteField(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=Worksite.objects.all(), required=False, empty_label=_("All"), **kwargs)

    def to_python(self, value):
        """What is no number of a row, or a number that none can have, is no choice."""
        if value and (not str(value).isascii() or not str(value).isdigit() or len(str(value)) > 18):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


def clause_choices(empty=""):
    return [("", empty or _("All")), *((one, f"{one} {catalogue.label(one)}") for one in rules.citable())]


def decision_choices():
    return [("", _("All")), *DecisionKind.choices]


class DrawForm(PlainForm):
    population = forms.ChoiceField(label=_("Drawn from"), choices=Population.choices)
    first = Day(label=_("From"))
    last = Day(label=_("To"))
    size = forms.IntegerField(
        label=_("How many"),
        min_value=rules.SMALLEST,
        max_value=rules.LARGEST,
        initial=USUAL_SIZE,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid", "required"), _SIZE),
    )
    stratified_by = forms.ChoiceField(
        label=_("Groups"),
        required=False,
        choices=[("", _("None: by lot from all of them")), *Stratum.choices],
        help_text=_("With groups, each gets its share of the sample, and at least one while there is room."),
    )
    decision = forms.ChoiceField(label=_("Decision"), required=False, choices=decision_choices)
    clause = forms.ChoiceField(label=_("Clause"), required=False, choices=clause_choices)
    moderator = forms.ChoiceField(label=_("Moderator"), required=False)
    worksite = WorksiteField(label=_("Worksite of the author"))
    kind = forms.ChoiceField(label=_("What was posted"), required=False, choices=[("", _("All")), *Kind.choices])
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.holding(*MODERATES).order_by("legal_last", "legal_first", "pk")
        self.fields["moderator"].choices = [("", _("All")), *((str(one.public_id), one.full_name) for one in people)]

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            verdict = rules.plan_fits(
                population=cleaned["population"], stratified_by=cleaned["stratified_by"], first_on=cleaned["first"],
                last_on=cleaned["last"],
            )  # fmt: skip
            if not verdict:
                self.add_error("last" if cleaned["last"] < cleaned["first"] else None, verdict.reason)
        return cleaned

    def plan(self):
        """What the service draws, of a form that is all right."""
        asked = self.cleaned_data
        is_of_decisions = asked["population"] == Population.DECISIONS
        scope = Scope(
            kind=asked["kind"],
            decision=asked["decision"] if is_of_decisions else "",
            clause=asked["clause"] if is_of_decisions else "",
            moderator=asked["moderator"] if is_of_decisions else "",
            worksite=asked["worksite"].pk if asked["worksite"] else None,
        )
        return Plan(
            asked["first"], asked["last"], asked["size"], population=asked["population"],
            stratified_by=asked["stratified_by"], scope=scope,
        )  # fmt: skip


class JudgeForm(PlainForm):
    """`acts`: what its reader may do about the post at once."""

    verdict = forms.ChoiceField(
        label=_("The decision"),
        choices=Judged.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you agree.")},
    )
    note = PlainText(
        label=_("Why"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you disagree. It stands in the audit."),
    )
    clause = forms.ChoiceField(
        label=_("Which clause it is about"), required=False, choices=lambda: clause_choices(_("None"))
    )
    act = forms.ChoiceField(label=_("At once"), required=False)
    reason = PlainText(
        label=_("What the author will read"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to remove."),
    )
    no_report_reason = PlainText(
        label=_("Its violation report, or why there is none"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed to remove under section C or P (C.3)."),
    )
    version = version_field()

    def __init__(self, *args, acts, **kwargs):
        super().__init__(*args, **kwargs)
        offered = [(kind.value, kind.label) for kind in acts]
        self.fields["act"].choices = [("", _("Nothing: leave the post as it is")), *offered]

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        act = cleaned["act"]
        verdict = rules.judgment_fits(cleaned["verdict"], note=cleaned["note"], act=act)
        if not verdict:
            self.add_error("act" if cleaned["verdict"] == Judged.AGREE else "note", verdict.reason)
        elif act:
            self._check_grounds(act, cleaned)
        return cleaned

    def _check_grounds(self, act, cleaned):
        said = {"reason": cleaned["reason"], "no_report_reason": cleaned["no_report_reason"]}
        verdict = rules.grounds_of_audit(act, cleaned["clause"], **said)
        if not verdict:
            field = "clause" if not cleaned["clause"] else "reason" if not cleaned["reason"] else "no_report_reason"
            self.add_error(field, verdict.reason)

    def judgment(self):
        """What the service takes, of a form that is all right."""
        said = self.cleaned_data
        clause = Clause.objects.filter(pk=said["clause"]).first() if said["clause"] else None
        is_against = said["act"] in AGAINST
        grounds = Grounds(
            clauses=(clause,) if clause and is_against else (),
            is_discretion=is_against and said["clause"] == rules.DISCRETION,
            reason=said["reason"],
            note=said["note"],
            no_report_reason=said["no_report_reason"] if is_against else "",
        )
        return Judgment(
            said["verdict"], note=said["note"], clause=clause, act=said["act"], version=said["version"], grounds=grounds
        )


class FinishForm(PlainForm):
    version = version_field()
