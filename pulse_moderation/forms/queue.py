"""How the queue is narrowed, and how a search is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText
from people.models import Worksite
from pulse_moderation.choices import Kind
from pulse_moderation.forms.grounds import CITED
from pulse_moderation.models import ScreenRule, Source
from pulse_moderation.screening.rules import Severity
from pulse_moderation.states import WAITING

ALL = ("", _("All"))


class QueueForm(PlainForm):
    """Sent by POST and kept in the session, so that no word, clause or name stands in an address or a log."""

    find = PlainText(
        label=_("Words or author"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    severity = forms.ChoiceField(label=_("Severity"), required=False, choices=[ALL, *Severity.choices])
    state = forms.ChoiceField(label=_("State"), required=False)
    clause = forms.ChoiceField(label=_("Clause"), required=False)
    rule = forms.ChoiceField(label=_("Rule"), required=False)
    worksite = forms.ChoiceField(label=_("Worksite"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices])
    source = forms.ChoiceField(label=_("Source"), required=False)
    escalated = forms.BooleanField(label=_("Escalated only"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)
    overdue = forms.BooleanField(label=_("Overdue only"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rules = ScreenRule.objects.values_list("code", "title")
        sites = Worksite.objects.order_by("name").values_list("pk", "name")
        sources = Source.objects.values_list("public_id", "name")
        self.fields["state"].choices = [ALL, *((state.value, state.label) for state in WAITING)]
        self.fields["clause"].choices = [ALL, *((one, one) for one in CITED)]
        self.fields["rule"].choices = [ALL, *((code, f"{code}: {title}") for code, title in rules)]
        self.fields["worksite"].choices = [ALL, *((str(value), name) for value, name in sites)]
        self.fields["source"].choices = [ALL, *((str(value), name) for value, name in sources)]


class KeepViewForm(PlainForm):
    name = PlainText(
        label=_("Name of the view"), max_length=60, error_messages={"required": _("Give the view a name.")}
    )
    is_shared = forms.BooleanField(label=_("Every moderator may use it"), required=False)
