"""The facts of a site, kept by administrators, and the ruling of the Legal Unit (B.2.d; domain 5.3)."""

from datetime import timedelta

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.choices import HideSetting, ViewerVisibility
from authorizations.forms.fields import PlainAddress, PlainForm, PlainText
from authorizations.models import Platform
from people.forms.fields import DateInput

LONGEST_AGO = 365  # days: what was looked at longer ago is no longer known


class SiteForm(PlainForm):
    """`seen` names the last change the reader of the form saw; the view refuses a form that is older."""

    seen = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)


class FactsForm(SiteForm):
    status = forms.ChoiceField(label=_("Status"), choices=Platform.Status.choices, widget=forms.RadioSelect)
    viewer_visibility = forms.ChoiceField(
        label=_("What it shows of its viewers"), choices=ViewerVisibility.choices, widget=forms.RadioSelect
    )
    visible_features = PlainText(
        label=_("Which features show viewers"),
        help_text=_("For example: stories and live video show who watched."),
        max_length=200,
        required=False,
    )
    hide_setting = forms.ChoiceField(
        label=_("Setting that hides the viewer"), choices=HideSetting.choices, widget=forms.RadioSelect
    )
    hide_howto = PlainText(
        label=_("How to switch it on"),
        help_text=_("The way through the menus. Shown to everybody who asks to use this site."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    rules_url = PlainAddress(
        label=_("Address of the site's own rules"),
        help_text=_("Whoever uses the site agrees to follow them."),
        max_length=200,
        required=False,
    )
    verified_on = forms.DateField(
        label=_("Day on which you looked"),
        help_text=_("At the site itself, not at this page."),
        widget=DateInput,
        error_messages={"required": _("Enter the day.")},
    )

    def __init__(self, *args, platform, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day
        for name in ("visible_features", "hide_howto"):
            self.fields[name].conditional = True
        self.fields["viewer_visibility"].choices = [
            choice
            for choice in ViewerVisibility.choices
            if (choice[0] == ViewerVisibility.UNKNOWN) == platform.is_other
        ]
        self.helper.layout = Layout(
            Field("viewer_visibility", wrapper_class="choices-2"),
            "visible_features",
            Field("hide_setting", wrapper_class="choices-2"),
            "hide_howto",
            "rules_url",
            Field("status", wrapper_class="choices-2"),
            "verified_on",
            "seen",
        )

    def clean_verified_on(self):
        day = self.cleaned_data["verified_on"]
        if day > self.day:
            raise forms.ValidationError(_("This day has not come yet."))
        if day < self.day - timedelta(days=LONGEST_AGO):
            raise forms.ValidationError(_("This is more than a year ago. Look again and enter that day."))
        return day

    def clean(self):
        """A site that shows viewers says what shows them and what hides them, or B.2.d could be passed by unasked."""
        facts = super().clean()
        visibility, hides = facts.get("viewer_visibility"), facts.get("hide_setting")
        if not visibility or not hides:
            return facts
        shows = Platform(viewer_visibility=visibility).shows_viewers
        if shows and hides == HideSetting.NOT_NEEDED:
            self.add_error("hide_setting", _("It shows viewers. Say whether a setting hides them."))
        elif not shows and hides != HideSetting.NOT_NEEDED:
            self.add_error("hide_setting", _("It shows no viewers. Choose “Not needed”."))
        if shows and not facts.get("visible_features"):
            self._need("visible_features", _("Say which features show viewers."))
        if hides in (HideSetting.YES, HideSetting.PARTLY) and not facts.get("hide_howto"):
            self._need("hide_howto", _("Say how to switch it on."))
        return facts

    def _need(self, field, sentence):
        if field not in self.errors:
            self.add_error(field, sentence)


class RulingForm(SiteForm):
    ruling = PlainText(
        label=_("Ruling"),
        help_text=_("What may be viewed and what must not be opened. Everybody who uses the portal reads it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write the ruling. To take it back, clear it below.")},
    )
    condition = PlainText(
        label=_("Condition of every grant"),
        help_text=_("One sentence, for example: Never open stories or live video. It goes into each authorization."),
        max_length=300,
        required=False,
    )


class ClearRulingForm(SiteForm):
    is_certain = forms.BooleanField(
        label=_("Yes, clear it"), error_messages={"required": _("Tick this to clear the ruling.")}
    )
