"""The capture form (domain 5.9): the content gate, what was seen and where, its filing, the notifications it calls for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations import rules
from authorizations.choices import (
    AccessBasis,
    AttributionBasis,
    Confidence,
    Device,
    DutyMethod,
    Relevance,
)
from authorizations.forms.decisions import VersionedForm
from authorizations.forms.fields import PlainAddress, PlainForm, PlainText, version_field
from authorizations.forms.requests import DateInput
from authorizations.models import Platform

LONG = 2000
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
PROPOSED = [method for method in DutyMethod.choices if method[0] != DutyMethod.PORTAL]


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self):
        super().__init__(format="%Y-%m-%dT%H:%M")


class Moment(forms.DateTimeField):
    """A day and a time of day in Massachusetts."""

    def __init__(self, **kwargs):
        asks = _("Enter the day and the time.")
        super().__init__(widget=MomentInput(), error_messages={"required": asks, "invalid": asks}, **kwargs)


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Files chosen together; what they are is judged by their content, elsewhere."""

    widget = SeveralFilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def clean(self, data, initial=None):
        return [file for file in (data or []) if file]


class SiteMixin:
    """Which site, from the list or named."""

    def offer_sites(self):
        self.fields["platform"].queryset = Platform.objects.exclude(status=Platform.Status.RETIRED)

    def clean_site(self, data):
        platform = data.get("platform")
        if platform is None or not platform.is_other:
            data["other_site"] = ""
        elif not data.get("other_site") and "other_site" not in self.errors:
            self.add_error("other_site", rules.may_name_site("", None).reason)


class GateForm(SiteMixin, PlainForm):
    """The first question, before anything can be uploaded (domain 1, trap 21). Of a yes everything else may be left out:
    telling comes first.
    """

    shows_minor = forms.ChoiceField(
        label=_("Does it appear to show sexual images of a person who may be under 18?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer this question first.")},
    )
    source_account = PlainText(label=_("Account name"), max_length=300, required=False)
    source_url = PlainText(label=_("Address"), max_length=2000, required=False)
    platform = forms.ModelChoiceField(
        label=_("Site"), queryset=Platform.objects.none(), empty_label=_("Choose"), required=False, to_field_name="slug"
    )
    captured_at = Moment(label=_("When you saw it"), required=False)

    FOR_YES = ("source_account", "source_url", "platform", "captured_at")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_sites()
        for name in self.FOR_YES:
            self.fields[name].conditional = True

    @property
    def is_yes(self):
        return self.cleaned_data["shows_minor"] == "yes"


class CaptureForm(SiteMixin, PlainForm):
    """Everything of domain 5.9 but the files, which are kept one by one as they arrive."""

    version = version_field()
    files = SeveralFiles(
        label=_("Screenshot"),
        help_text=_("PNG, JPEG, WebP or PDF. Take it so that the account name and the time can be seen."),
        required=False,
    )
    platform = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Platform.objects.none(),
        empty_label=_("Choose"),
        to_field_name="slug",
        error_messages={"required": _("Choose the site.")},
    )
    other_site = PlainText(label=_("Name of the other site"), max_length=60, required=False)
    source_account = PlainText(
        label=_("Account it was seen on"),
        help_text=_("As it stands on the site."),
        max_length=300,
        error_messages={"required": _("Enter the account name.")},
    )
    source_url = PlainAddress(label=_("Address of the post or page"), max_length=2000, required=False)
    captured_at = Moment(label=_("When you took the screenshot"))
    posted_at = Moment(label=_("When it was posted, as the site says"), required=False)
    access_basis = forms.ChoiceField(
        label=_("How you could see it"),
        choices=AccessBasis.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you could see it.")},
    )
    device = forms.ChoiceField(label=_("Device you used"), choices=[("", _("Choose")), *Device.choices], required=False)
    attribution = forms.MultipleChoiceField(
        label=_("Why you believe the account is the youth's"),
        help_text=_("A name on a page is not enough: say what confirms it."),
        choices=AttributionBasis.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    attribution_text = PlainText(
        label=_("In your words"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    confidence = forms.ChoiceField(
        label=_("How sure you are"),
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how sure you are.")},
    )
    relevance = forms.MultipleChoiceField(
        label=_("Why it is relevant to the youth's case"),
        help_text=_("What you tick decides which notifications you are asked for."),
        choices=Relevance.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
    )
    relevance_text = PlainText(
        label=_("What it shows"),
        help_text=_("Two or three sentences. What you saw, not what you conclude."),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence or two what it shows.")},
    )
    has_third_parties = forms.ChoiceField(
        label=_("Does it show other people?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it shows other people.")},
    )
    third_parties = PlainText(
        label=_("Who, as far as you know"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    FACTS = (
        "platform",
        "other_site",
        "source_account",
        "source_url",
        "captured_at",
        "posted_at",
        "access_basis",
        "device",
        "attribution",
        "attribution_text",
        "confidence",
        "relevance",
        "relevance_text",
        "has_third_parties",
        "third_parties",
    )
    SEALED = ("source_account", "source_url", "attribution_text", "relevance_text", "third_parties")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_sites()
        for name in ("files", "other_site", "third_parties", "attribution_text"):
            self.fields[name].conditional = True

    def clean_has_third_parties(self):
        return self.cleaned_data["has_third_parties"] == "yes"

    def clean(self):
        data = super().clean()
        self.clean_site(data)
        if AttributionBasis.OTHER in data.get("attribution", []) and not data.get("attribution_text"):
            self.add_error("attribution_text", _("Say what confirms that the account is the youth's."))
        posted, captured = data.get("posted_at"), data.get("captured_at")
        if posted and captured and posted > captured:
            self.add_error("posted_at", _("This is after the screenshot. Check both."))
        return data

    def facts(self):
        """What was answered and is well formed, as services.evidence takes it."""
        found = {name: self.cleaned_data[name] for name in self.FACTS if name in self.cleaned_data}
        return {name: value or None if name in self.SEALED else value for name, value in found.items()}


class FilingForm(VersionedForm):
    """That it stands in the youth's file, and where."""

    filed_on = forms.DateField(label=_("Filed on"), widget=DateInput, error_messages={"required": _("Enter the day.")})
    reference = PlainText(
        label=_("Where in the file"),
        max_length=60,
        error_messages={"required": _("Say where in the file it is, so that others find it.")},
    )


class DutyForm(VersionedForm):
    """A notification that was made, or why it is not required. `may_drop`: whether the second may be chosen."""

    outcome = forms.ChoiceField(
        label=_("What happened"),
        choices=[("made", _("I told them")), ("dropped", _("Not required"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what happened.")},
    )
    made_at = Moment(label=_("When"), required=False)
    method = forms.ChoiceField(label=_("How"), choices=[("", _("Choose")), *PROPOSED], required=False)
    recipient = PlainText(label=_("Whom you spoke to"), max_length=160, required=False)
    reference = PlainText(label=_("Their reference"), max_length=60, required=False)
    reason = PlainText(
        label=_("Why it is not required"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, may_drop=True, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("made_at", "method", "recipient", "reason"):
            self.fields[name].conditional = True
        if not may_drop:
            self.fields["outcome"].choices = [("made", _("I told them"))]
            self.fields["outcome"].initial = "made"
            self.fields["outcome"].widget = forms.HiddenInput()
            del self.fields["reason"]

    def clean(self):
        data = super().clean()
        if data.get("outcome") == "made":
            self._need("made_at", _("Enter the day and the time."))
            self._need("method", _("Say how you told them."))
            self._need("recipient", _("Say whom you told."))
        elif data.get("outcome") == "dropped":
            self._need("reason", _("Say why it is not required."))
        return data

    def _need(self, name, sentence):
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, sentence)


class CorrectionForm(VersionedForm):
    reason = PlainText(
        label=_("What is to be corrected"),
        help_text=_("It stays on record with both items."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is to be corrected.")},
    )
