"""What the inbox, one's reminders, a ladder, the brake of the sweep and the on-call rota send back."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notifications.ladders import AGAIN, BUSINESS, CALENDAR
from notifications.models.own import EARLIEST_HOUR, LATEST_HOUR
from people.forms.fields import PlainText
from people.models import User

MOST_VERSIONS = 2**31 - 1

NOON = 12
HOURS = [
    (hour, _("12 noon") if hour == NOON else format_lazy(_("{hour} am"), hour=hour))
    for hour in range(EARLIEST_HOUR, LATEST_HOUR + 1)
]


class SeenForm(forms.Form):
    """The instant the reader's page was made: nothing newer is marked read unseen."""

    up_to = forms.DateTimeField()


class ReleaseForm(forms.Form):
    """Why a step of the sweep may end so many records at once."""

    reason = PlainText(
        label=_("Why so many end at once"),
        help_text=_("Kept on the audit trail with your name. No names of youth."),
        max_length=500,
        error_messages={"required": _("Say why so many end at once.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LadderForm(forms.Form):
    """The days of each stage of a ladder, why they change, and the version that was seen.

    `changes` gives what change_ladder takes. Days are counted from the due day, forward or back as the stage does.
    """

    reason = PlainText(
        label=_("Why they change"),
        help_text=_("Kept on the audit trail with your name. No names of youth."),
        max_length=500,
        error_messages={"required": _("Say why they change.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, ladder, **kwargs):
        super().__init__(*args, initial={"version": ladder.version}, **kwargs)
        self.ladder = ladder
        for rule in ladder.stages:
            self._add(rule)
        self.order_fields([name for name in self.fields if name not in ("reason", "version")])

    @property
    def changes(self):
        given = self.cleaned_data
        return {rule.name: self._change(rule, given) for rule in self.ladder.stages}

    def stages(self):
        """[(rule, its fields)] in the order of the ladder; the day itself has none but its repeat."""
        return [
            (rule, [self[name] for name in self.fields if name.startswith(f"{rule.name}__")])
            for rule in self.ladder.stages
        ]

    def _add(self, rule):
        low, high = sorted(abs(bound) for bound in rule.within)
        if not rule.is_reminder:
            self.fields[f"{rule.name}__is_on"] = forms.BooleanField(
                label=_("Switched on"), required=False, initial=rule.is_on
            )
        if high:
            self.fields[f"{rule.name}__days"] = self._number(_("Days"), abs(rule.offset_days), low, high)
            self.fields[f"{rule.name}__unit"] = forms.ChoiceField(
                label=_("Counted in"),
                choices=[(CALENDAR, _("calendar days")), (BUSINESS, _("business days"))],
                initial=rule.unit,
            )
        if rule.repeat_every is not None:
            self.fields[f"{rule.name}__again"] = self._number(_("Then every, in days"), rule.repeat_every, 1, AGAIN)

    def _number(self, label, initial, low, high):
        bounds = _("Enter a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
        return forms.IntegerField(
            label=label,
            initial=initial,
            min_value=low,
            max_value=high,
            help_text=_("%(low)s to %(high)s") % {"low": low, "high": high},
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), bounds),
        )

    def _change(self, rule, given):
        change = {}
        if f"{rule.name}__days" in given:
            sign = -1 if rule.within[0] < 0 else 1
            change |= {"offset_days": sign * given[f"{rule.name}__days"], "unit": given[f"{rule.name}__unit"]}
        if f"{rule.name}__again" in given:
            change["repeat_every"] = given[f"{rule.name}__again"]
        if not rule.is_reminder:
            change["is_on"] = given[f"{rule.name}__is_on"]
        return change


class ReminderForm(forms.Form):
    """When reminders come by mail."""

    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the daily mail"),
        help_text=_("Massachusetts time. On days without a reminder no mail comes."),
        choices=HOURS,
        coerce=int,
        error_messages={"required": _("Choose an hour."), "invalid_choice": _("Choose one of the hours.")},
    )
    early_by_mail = forms.BooleanField(
        label=_("Reminders before something is due come by mail too"),
        help_text=_("Otherwise they stand in your inbox here only."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.hide_optional = True
        self.helper.layout = Layout(Field("digest_hour", wrapper_class="short"), "early_by_mail")


class FeedForm(forms.Form):
    """The calendar address that the page showed as live, if any: another one is not replaced unseen."""

    replaces = forms.UUIDField(required=False)


class PlaceForm(forms.Form):
    """Who comes onto the on-call rota, and the version of it that was seen."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        to_field_name="public_id",
        label=_("Member of the Legal Unit"),
        empty_label=_("Choose a person"),
        error_messages={
            "required": _("Choose a person."),
            "invalid_choice": _("This person cannot be added. Choose somebody else."),
        },
    )
    version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS, widget=forms.HiddenInput)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class MoveForm(forms.Form):
    """Where somebody goes on the on-call rota, and the version of it that was seen."""

    move = forms.ChoiceField(choices=[("up", _("Up")), ("down", _("Down")), ("off", _("Take off"))])
    version = forms.IntegerField(min_value=0, max_value=MOST_VERSIONS)
