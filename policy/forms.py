"""Agreeing to the policy, changing one setting, and the calendar of legal holidays."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PlainText
from policy.calendar import SATURDAY
from policy.settings_kinds import Number, Switch, unit_words

LONGEST_REASON = 500


class AcknowledgeForm(forms.Form):
    """The button below the text. `version` is the one that was read; another one in effect meanwhile is not agreed to."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording = wording
        self.fields["version"].initial = wording.version

    def clean_version(self):
        if self.cleaned_data["version"] != self.wording.version:
            raise ValidationError(_("The text has changed since you opened the page. Read it again."))
        return self.wording.version


class ReasonForm(forms.Form):
    """Why something changes, and the version that was seen."""

    reason = PlainText(
        label=_("Why it changes"),
        help_text=_("Kept on the audit trail with your name. No names of youth."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why it changes.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class HolidayForm(forms.Form):
    """A day that the Commonwealth keeps and the table does not know."""

    day = forms.DateField(label=_("Day"), widget=DateInput(), error_messages={"required": _("Enter the day.")})
    name = PlainText(label=_("Name"), max_length=120, error_messages={"required": _("Enter its name.")})
    reason = PlainText(
        label=_("Why it is added"),
        help_text=_("Kept on the audit trail with your name."),
        max_length=LONGEST_REASON,
        error_messages={"required": _("Say why it is added.")},
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day < self.today:
            raise ValidationError(_("Enter a day from today on."))
        if day.weekday() >= SATURDAY:
            raise ValidationError(_("This is a weekend day; it is no business day anyway."))
        return day


class SettingForm(ReasonForm):
    """One setting: its value, why it changes, and the version that was seen."""

    def __init__(self, *args, entry, value, version, **kwargs):
        shown = {True: "on", False: "off"}[value] if isinstance(entry, Switch) else value
        super().__init__(*args, initial={"value": shown, "version": version}, **kwargs)
        self.entry = entry
        self.fields["value"] = _value_field(entry)
        self.order_fields(["value", "reason", "version"])
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}  # the server says what is wrong, in one place and in our words
        self.helper.layout = Layout(
            Field("value", wrapper_class="medium"),
            "reason",
            "version",
            Div(
                Submit("save", _("Save")),
                HTML(format_html('<a href="{}">{}</a>', reverse("settings_list"), _("Leave it as it is"))),
                css_class="actions",
            ),
        )

    def clean_value(self):
        return self.entry.clean(self.cleaned_data["value"])


def _value_field(entry):
    bounds = _("Enter %(bounds)s.") % {"bounds": entry.bounds}
    if isinstance(entry, Number):
        label = _("Value, in %(unit)s") % {"unit": unit_words(entry.unit, 2)}
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        return forms.IntegerField(label=label, help_text=bounds, widget=widget, error_messages={"invalid": bounds})
    if isinstance(entry, Switch):
        return forms.TypedChoiceField(
            label=_("Value"),
            choices=[("on", _("On")), ("off", _("Off"))],
            coerce=lambda answer: answer == "on",
            widget=forms.RadioSelect,
        )
    return forms.ChoiceField(label=_("Value"), choices=entry.choices, widget=forms.RadioSelect)
