"""A public-records request, and what is covered or withheld of one text."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText, version_field
from pulse_moderation.choices import Exemption
from pulse_moderation.forms.audits import Day
from pulse_moderation.rules import records as rules
from pulse_moderation.services.records import Wanted

EXEMPTIONS = [("", _("Choose one")), *Exemption.choices]


class RequestForm(PlainForm):
    requester = PlainText(
        label=_("Who asked"),
        max_length=200,
        help_text=_("Kept sealed."),
        error_messages={"required": _("Say who asked.")},
    )
    requested_on = Day(label=_("Asked on"))
    first = Day(label=_("Posts from"))
    last = Day(label=_("To"))
    author = PlainText(label=_("Author: name or employee number"), required=False, max_length=120)
    term = PlainText(label=_("Words in the text"), required=False, max_length=200)
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            verdict = rules.plan_fits(first_on=cleaned["first"], last_on=cleaned["last"])
            if not verdict:
                self.add_error("last", verdict.reason)
        return cleaned

    def wanted(self):
        """What the service draws, of a form that is all right."""
        said = self.cleaned_data
        return Wanted(
            said["requester"],
            said["requested_on"],
            said["first"],
            said["last"],
            author=said["author"],
            term=said["term"],
        )


class CoverForm(PlainForm):
    """`text`: what the words are looked for in."""

    quote = forms.CharField(
        label=_("Words to cover"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Exactly as they stand in the text."),
    )
    every = forms.BooleanField(label=_("Everywhere in this text"), required=False, initial=True)
    exemption = forms.ChoiceField(label=_("Exemption"), choices=EXEMPTIONS)
    note = PlainText(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args, text, **kwargs):
        super().__init__(*args, **kwargs)
        self.text = text

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.spans():
            self.add_error("quote", _("These words are not in the text."))
        return cleaned

    def spans(self):
        """Where the words stand in the text; a browser sends line breaks as two characters."""
        quote = self.cleaned_data["quote"]
        every = self.cleaned_data["every"]
        return rules.spans_of(self.text, quote, every=every) or rules.spans_of(
            self.text, quote.replace("\r\n", "\n"), every=every
        )


class WithholdForm(PlainForm):
    is_included = forms.ChoiceField(
        label=_("This text"),
        choices=[("yes", _("Give it out, without what is covered")), ("no", _("Withhold it whole"))],
        widget=forms.RadioSelect,
    )
    withhold_under = forms.ChoiceField(label=_("Exemption, when withheld"), choices=EXEMPTIONS, required=False)
    reason = PlainText(
        label=_("Reason, when withheld"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Whoever asked reads it."),
    )

    def clean(self):
        cleaned = super().clean()
        if not self.errors:
            verdict = rules.withholding_fits(
                is_included=cleaned["is_included"] == "yes",
                exemption=cleaned["withhold_under"],
                reason=cleaned["reason"],
            )
            if not verdict:
                self.add_error("reason" if cleaned["withhold_under"] else "withhold_under", verdict.reason)
        return cleaned


class VersionForm(PlainForm):
    version = version_field()
