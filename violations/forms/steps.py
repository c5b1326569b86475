"""The pages of a report, one question each (domain 5.10). A page keeps what was typed; sending checks all of them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.evidence import SeveralFiles
from authorizations.forms.fields import PlainForm, PlainText
from authorizations.models import Platform
from policy.calendar import local_day
from violations import rules
from violations.choices import Answer, Basis, Direction, Medium, Mode, Relationship, SiteKind, Way
from violations.forms.fields import Area, Day, OneOf, PeopleField
from violations.forms.picker import CARDS, NOT_SURE
from violations.rules import intake
from violations.rules.facts import ACCOUNT, ADDRESS, LONGEST, SHORT, faults_of_facts

DANGER, ABUSE = "danger", "abuse"
NONE, CLEAN, MINOR = "none", "clean", "minor"
RELATION = 100


class StepForm(PlainForm):
    """`clauses`: those chosen before; `is_known`: whether somebody signed in files; `at`: the instant of asking."""

    LATER = ()  # fields the page shows folded away

    def __init__(self, *args, clauses=(), is_known=True, at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.clauses, self.is_known, self.today = clauses, is_known, local_day(at) if at else None
        self.set_up()

    def set_up(self):
        """What depends on who files, and on what was chosen before."""

    def facts(self):
        """What it says, as columns of a report."""
        return {}


class ModeForm(StepForm):
    mode = OneOf(
        label=_("How do you want to report?"),
        choices=Mode.choices,
        asks=_("Choose how you want to report."),
    )


class SafetyForm(StepForm):
    safety = OneOf(
        label=_("Is a youth in danger now, or is this about abuse?"),
        choices=[
            (DANGER, _("Yes, a youth is in danger now")),
            (ABUSE, _("It is about abuse or neglect of a youth")),
            (Answer.NO, _("No")),
            (Answer.UNKNOWN, _("I do not know")),
        ],
        asks=_("Answer this first. “I do not know” is an answer, too."),
    )

    @property
    def stops(self):
        return self.cleaned_data["safety"] in (DANGER, ABUSE)

    def facts(self):
        return {"is_youth_at_risk": Answer.YES if self.stops else self.cleaned_data["safety"]}


class WhatForm(StepForm):
    clauses = forms.MultipleChoiceField(
        label=_("What happened?"),
        choices=[*((clause, card.label) for clause, card in CARDS.items()), (NOT_SURE, _("I am not sure"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what happened, or “I am not sure”."),
            "invalid_choice": _("Choose one of the cards shown."),
        },
    )

    @property
    def chosen(self):
        """Ids of clauses, and intake.NOT_SURE."""
        return [intake.NOT_SURE if value == NOT_SURE else value for value in self.cleaned_data["clauses"]]


def _one(label, choices, **more):
    return lambda: OneOf(label=label, choices=choices, required=False, **more)


def _some(label, choices, **more):
    return lambda: forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, **more
    )


ASKS = {
    "during_work_hours": _one(_("Was it during work hours?"), Answer.choices),
    "on_work_equipment": _one(_("Was it on work equipment?"), Answer.choices),
    "ways": _some(_("How was it used?"), Way.choices, help_text=_("Choose all that fit.")),
    "public_domain": _one(_("Could the public see it anyway?"), Answer.choices),
    "relationship": _one(_("Whom were they connected with?"), Relationship.choices),
    "direction": _one(_("Who asked whom?"), Direction.choices),
    "protected_basis": _some(_("Because of what?"), Basis.choices, help_text=_("Choose all that fit.")),
    "setting": lambda: PlainText(
        label=_("Where was it, and on what device?"), max_length=intake.TEXT_AT_MOST, required=False
    ),
    "other_policy": lambda: PlainText(
        label=_("Which rule is it against?"),
        help_text=_("Leave it as it is when you do not know another."),
        max_length=intake.TEXT_AT_MOST,
        required=False,
        initial=intake.CODE_OF_CONDUCT,
    ),
}


class DetailsForm(StepForm):
    """What each chosen clause needs, and nothing else. A field is named "clause:detail"."""

    def set_up(self):
        for clause in self.clauses:
            for name in intake.asked(clause):
                self.fields[f"{clause}:{name}"] = ASKS[name]()
                self.fields[f"{clause}:{name}"].conditional = True

    def groups(self):
        """(card, the fields it needs) of each chosen clause that needs some."""
        for clause in self.clauses:
            if names := intake.asked(clause):
                yield CARDS[clause], [self[f"{clause}:{name}"] for name in names]

    def clean(self):
        data = super().clean()
        for clause in self.clauses:
            for name, sentence in intake.missing(clause, self.details_of(clause)).items():
                if f"{clause}:{name}" not in self.errors:
                    self.add_error(f"{clause}:{name}", sentence)
        return data

    def details_of(self, clause):
        return {name: self.cleaned_data.get(f"{clause}:{name}") for name in intake.asked(clause)}


class WhoForm(StepForm):
    people = PeopleField(
        label=_("People who work here"),
        help_text=_("One on each line: full name, employee number or work e-mail."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    described = Area(
        label=_("Somebody whose name you do not know"),
        help_text=_(
            "Anything that helps to find them: what they do, where, what they look like, the name of an account."
        ),
        max_length=SHORT,
        required=False,
    )
    is_self_report = forms.BooleanField(label=_("It is about me"), required=False)

    def set_up(self):
        for field in self.fields.values():
            field.conditional = True
        if not self.is_known:
            del self.fields["is_self_report"]
            self.fields["people"].by_name_only = True
            self.fields["people"].help_text = _("Full names, one on each line.")
            self.fields["people"].error_messages["several"] = _(
                "Several people here are called “%(name)s”. Say below which of them it is."
            )

    def clean(self):
        data = super().clean()
        is_somebody = data.get("people") or data.get("described") or data.get("is_self_report")
        if not is_somebody and not self.errors:
            self.add_error("people", _("Say whom it is about, or describe them."))
        return data

    def facts(self):
        return {"is_self_report": self.cleaned_data.get("is_self_report", False)}


class WhenForm(StepForm):
    occurred_from = Day(label=_("First day"), required=False)
    occurred_to = Day(label=_("Last day"), required=False)
    is_ongoing = forms.BooleanField(label=_("It is still going on"), required=False)
    known_on = Day(
        label=_("When did you learn of it?"),
        help_text=_("Only the Legal Unit reads this. The policy sets no time, and nothing is called late."),
        required=False,
    )

    def clean(self):
        data = super().clean()
        for name, sentence in faults_of_facts(data, self.today).items():
            self.add_error(name, sentence)
        if data.get("is_ongoing") and data.get("occurred_to") and "occurred_to" not in self.errors:
            self.add_error("occurred_to", _("It is still going on: leave the last day out."))
        return data

    def facts(self):
        return {name: self.cleaned_data[name] for name in self.fields}


class WhereForm(StepForm):
    site_kind = OneOf(label=_("Kind of place"), choices=SiteKind.choices)
    medium = forms.ChoiceField(
        label=_("What was it?"),
        choices=[("", _("Choose")), *Medium.choices],
        error_messages={"required": _("Choose what it was.")},
    )
    platform = forms.ModelChoiceField(
        label=_("Site"), queryset=Platform.objects.none(), empty_label=_("I do not know, or none"), required=False,
        to_field_name="slug",
    )  # fmt: skip
    account_name = PlainText(
        label=_("Account it was on"), help_text=_("As it stands on the site."), max_length=ACCOUNT, required=False
    )
    url = PlainText(label=_("Address of the post or page"), max_length=ADDRESS, required=False)
    is_still_visible = OneOf(label=_("Can it still be seen?"), choices=Answer.choices)

    def set_up(self):
        self.fields["platform"].queryset = Platform.objects.all()

    def facts(self):
        said = {name: self.cleaned_data[name] for name in self.fields}
        return said | {name: said[name] or None for name in ("account_name", "url")}


class StoryForm(StepForm):
    narrative = Area(
        label=_("What happened, in your own words"),
        help_text=_("What you saw or heard, and how you know. Two or three sentences are enough."),
        max_length=LONGEST,
        rows=8,
        error_messages={"required": _("Say in a sentence or two what happened.")},
    )
    youth_involved = Area(
        label=_("Youth it concerns"),
        help_text=_("Initials and JJEMS number, if you know them. Only who handles the report reads this."),
        max_length=SHORT,
        rows=2,
        required=False,
    )
    already_told = Area(label=_("Whom you told already"), max_length=SHORT, rows=2, required=False)
    for_name = PlainText(label=_("Their name"), max_length=200, required=False)
    for_relation = PlainText(
        label=_("Who they are"), help_text=_("For example: mother of a youth."), max_length=RELATION, required=False
    )
    LATER = ("for_name", "for_relation")

    def clean_narrative(self):
        if sentence := rules.untold(self.cleaned_data["narrative"]):
            raise forms.ValidationError(sentence)
        return self.cleaned_data["narrative"]

    def facts(self):
        said = self.cleaned_data
        name, relation = said["for_name"], said["for_relation"]
        return {
            "youth_involved": said["youth_involved"] or None,
            "already_told": said["already_told"] or None,
            "reported_for": {"name": name, "relation": relation} if name or relation else None,
        }


class FilesForm(StepForm):
    """The content gate stands before any file (domain 1, trap 21)."""

    gate = OneOf(
        label=_("Do you have pictures or documents that show it?"),
        choices=[
            (NONE, _("No files")),
            (CLEAN, _("Yes, and none of them shows sexual images of somebody who may be under 18")),
            (MINOR, _("Yes, and some of it appears to show sexual images of somebody who may be under 18")),
        ],
        asks=_("Answer this first."),
    )
    files = SeveralFiles(
        label=_("Files"), help_text=_("PNG, JPEG, WebP or PDF, ten at most. Their type is told by what is in them."),
        required=False,
    )  # fmt: skip

    def set_up(self):
        self.fields["files"].conditional = True

    @property
    def takes_files(self):
        return self.cleaned_data.get("gate") == CLEAN
