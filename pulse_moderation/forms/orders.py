"""What an administrator enters about an order that was carried out by hand, and about where orders go."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PlainText
from pulse_moderation.rules.orders import is_place


class OrderForm(forms.Form):
    """The page draws the form element, the buttons and the hidden fields of the form around it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class ExecutedForm(OrderForm):
    """`day` is today, `not_before` the day of the order: on days outside them nobody can have done it."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    executed_on = forms.DateField(
        label=_("Carried out on"),
        widget=DateInput,
        error_messages={"required": _("Enter the day."), "invalid": _("Enter the day.")},
    )
    executed_by = PlainText(
        label=_("Carried out by"),
        help_text=_("Who did it in Pulse, for example: the web team."),
        max_length=200,
        error_messages={"required": _("Enter who carried it out.")},
    )

    def __init__(self, *args, day, not_before, **kwargs):
        super().__init__(*args, **kwargs)
        self.day, self.not_before = day, not_before

    def clean_executed_on(self):
        day = self.cleaned_data["executed_on"]
        if not self.not_before <= day <= self.day:
            raise ValidationError(_("Enter a day from the order until today."), code="range")
        return day


class WebhookForm(OrderForm):
    url = PlainText(
        label=_("Address"),
        help_text=_("Where this source takes orders, for example https://pulse.example/orders."),
        max_length=500,
        error_messages={"required": _("Enter the address.")},
    )
    is_active = forms.BooleanField(
        label=_("Send orders there"),
        help_text=_("Otherwise each order waits until somebody carries it out by hand."),
        required=False,
    )

    def __init__(self, *args, needs_https, **kwargs):
        super().__init__(*args, **kwargs)
        self.needs_https = needs_https

    def clean_url(self):
        url = self.cleaned_data["url"]
        if not url.isascii() or any(letter.isspace() for letter in url):
            raise ValidationError(_("Enter a whole address, such as https://pulse.example/orders."), code="place")
        if not (verdict := is_place(url, needs_https=self.needs_https)):
            raise ValidationError(verdict.reason, code="place")
        return url
