"""How the desk is narrowed, and how a search is kept."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText
from policy.states import Severity
from violations.rules import intake
from violations.services.desk import NOBODY
from violations.states import State

MONTHS = 24


class DeskForm(PlainForm):
    """Sent by POST and kept in the session, so that no word, clause or name stands in an address or a log."""

    find = PlainText(
        label=_("Number or words"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("All open")), ("ended", _("All ended")), *State.choices],
    )
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    clause = forms.ChoiceField(label=_("Clause"), required=False)
    handler = forms.ChoiceField(label=_("Handler"), required=False)
    month = forms.ChoiceField(label=_("Filed in"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    restricted = forms.BooleanField(label=_("Restricted only"), required=False)

    def __init__(self, *args, handlers, day, **kwargs):
        super().__init__(*args, **kwargs)
        every = ("", _("All"))
        self.fields["severity"].choices = [every, *((value, label.partition(":")[0]) for value, label in _severities())]
        self.fields["clause"].choices = [every, *((clause, clause) for clause in intake.reportable())]
        people = [(str(person.public_id), person.full_name) for person in handlers]
        self.fields["handler"].choices = [every, (NOBODY, _("Nobody yet")), *people]
        self.fields["month"].choices = [every, *_months(day)]


def _severities():
    return [(value, str(label)) for value, label in Severity.choices]


def _months(day):
    """(2026-11, Nov 2026) and those before it."""
    found = []
    for back in range(MONTHS):
        count = day.year * 12 + day.month - 1 - back
        first = date(count // 12, count % 12 + 1, 1)
        found.append((f"{first:%Y-%m}", f"{first:%b %Y}"))
    return found


class KeepViewForm(PlainForm):
    name = PlainText(
        label=_("Name of the view"), max_length=60, error_messages={"required": _("Give the view a name.")}
    )
    is_shared = forms.BooleanField(label=_("Everybody who holds reports may use it"), required=False)
    has_digest = forms.BooleanField(label=_("Tell me once a day how many are new"), required=False)
