"""What the inbox, the page of one's reminders and the brake of the sweep send back."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from notifications.models.own import EARLIEST_HOUR, LATEST_HOUR
from people.forms.fields import PlainText

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
