"""What one searches Pulse for, and the days figures are of."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText
from pulse_moderation.choices import Kind
from pulse_moderation.forms.audits import Day, WorksiteField, clause_choices, decision_choices
from pulse_moderation.rules.audits import MOST_DAYS
from pulse_moderation.services.search import UNDECIDED
from pulse_moderation.states import State

ALL = ("", _("All"))


class SearchForm(PlainForm):
    """Sent by POST and kept in the session, so that no name and no word stands in an address or a log."""

    words = PlainText(
        label=_("Words in the text"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    author = PlainText(
        label=_("Author: name or employee number"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    worksite = WorksiteField(label=_("Worksite"))
    first = Day(label=_("From"), required=False)
    last = Day(label=_("To"), required=False)
    kind = forms.ChoiceField(label=_("What was posted"), required=False, choices=[ALL, *Kind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ALL, *State.choices])
    clause = forms.ChoiceField(label=_("Clause"), required=False, choices=clause_choices)
    decision = forms.ChoiceField(label=_("Decision"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = [*decision_choices(), (UNDECIDED, _("Nobody decided"))]

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        return cleaned

    def asked(self):
        """What the service takes: the worksite by its id."""
        asked = dict(self.cleaned_data)
        return asked | {"worksite": asked["worksite"].pk if asked["worksite"] else None}


class PeriodForm(PlainForm):
    """The days figures are of; days stand in the address, they name nobody."""

    first = Day(label=_("From"))
    last = Day(label=_("To"))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day is before the first."))
        elif first and last and last - first >= timedelta(days=MOST_DAYS):
            self.add_error("first", _("Choose a year at most."))
        return cleaned
