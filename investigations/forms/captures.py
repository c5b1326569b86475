"""What was found in an investigation: where, when, why it is believed to be the youth's, with its files."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorizations.choices import Confidence
from authorizations.forms.evidence import SeveralFiles, SiteMixin
from authorizations.forms.fields import PlainAddress
from authorizations.models import Platform
from investigations.choices import AccessBasis
from investigations.forms.contacts import OneYouth, to_the_minute
from investigations.forms.fields import Long, Moment, PlainForm, Short

MOST_FILES = 10


class CaptureForm(SiteMixin, PlainForm):
    """Asked once the content gate was answered with no."""

    files = SeveralFiles(
        label=_("Screenshots or documents"),
        help_text=_("PNG, JPEG, WebP or PDF, 10 at most. Take them so that the account name and the time can be seen."),
        required=False,
    )
    platform = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Platform.objects.none(),
        empty_label=_("Choose"),
        to_field_name="slug",
        error_messages={"required": _("Choose the site.")},
    )
    source_account = Short(
        label=_("Account it was seen on"),
        help_text=_("As it stands on the site."),
        error_messages={"required": _("Enter the account name.")},
    )
    source_url = PlainAddress(label=_("Address of the post or page"), max_length=2000, required=False)
    captured_at = Moment(label=_("When you took it"))
    access_basis = forms.ChoiceField(
        label=_("How it could be seen"),
        choices=AccessBasis.choices,
        widget=forms.RadioSelect,
        help_text=_("Leave it open for what only the investigation profile could see, and say so below."),
        required=False,
    )
    youth = OneYouth(label=_("Youth it is about"), required=False)
    attribution = Long(
        label=_("Why you believe the account is theirs"),
        rows=3,
        help_text=_("A name on a page is not enough: say what confirms it."),
        error_messages={"required": _("Say what confirms whose account it is.")},
    )
    confidence = forms.ChoiceField(
        label=_("How sure you are"),
        choices=Confidence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how sure you are.")},
    )
    relevance = Long(
        label=_("What it shows, and why it matters"),
        rows=3,
        help_text=_("What you saw, not what you conclude."),
        error_messages={"required": _("Say what it shows.")},
    )

    def __init__(self, *args, authorization, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.authorization, self.at = authorization, at
        self.offer_sites()
        self.fields["files"].conditional = True

    def clean_files(self):
        files = self.cleaned_data["files"]
        if not files:
            raise ValidationError(_("Add the screenshot or document."), code="none")
        if len(files) > MOST_FILES:
            raise ValidationError(_("Add 10 files at most. Put the others into another capture."), code="many")
        return files

    def clean_captured_at(self):
        captured_at = to_the_minute(self.cleaned_data["captured_at"], self.authorization.active_since)
        if captured_at > self.at:
            raise ValidationError(_("This has not happened yet."), code="future")
        return captured_at
