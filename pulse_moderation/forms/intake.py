"""Forms of sources, their keys and feeds, and of files of posts."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainAddress, PlainForm, PlainText
from pulse_moderation.models import Source
from pulse_moderation.services.imports import MOST_BYTES

OVERLAPS = [("7", _("In 7 days")), ("1", _("Tomorrow")), ("30", _("In 30 days")), ("0", _("At once"))]


class SourceForm(PlainForm):
    name = PlainText(
        label=_("Name"),
        help_text=_("As moderators know it, for example: Pulse, News of the regions."),
        max_length=80,
        error_messages={"required": _("Enter a name.")},
    )


class SourceEditForm(SourceForm):
    is_active = forms.BooleanField(
        label=_("Posts are taken from it"),
        help_text=_("Without this its calls are refused and its feeds are not read. What it sent stays."),
        required=False,
    )


class KeyForm(PlainForm):
    ends = forms.ChoiceField(label=_("Keys made before end"), choices=OVERLAPS, initial="7", widget=forms.RadioSelect)

    def clean_ends(self):
        return timedelta(days=int(self.cleaned_data["ends"]))


class FeedForm(PlainForm):
    url = PlainAddress(
        label=_("Address of the feed"),
        help_text=_("Atom or RSS."),
        max_length=500,
        error_messages={"required": _("Enter the address."), "invalid": _("Enter an address of the web.")},
    )
    every_minutes = forms.IntegerField(
        label=_("Read every"), help_text=_("Minutes, from 5 to 1,440."), min_value=5, max_value=1440, initial=15
    )
    is_active = forms.BooleanField(label=_("It is read"), initial=True, required=False)


class ImportForm(PlainForm):
    source = forms.ModelChoiceField(
        label=_("Where the posts are from"), queryset=Source.objects.none(), to_field_name="public_id",
        empty_label=_("Choose"), error_messages={"required": _("Choose where they are from.")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with a heading, or one JSON object a line, in UTF-8; at most %(most)s MB.")
        % {"most": MOST_BYTES >> 20},
        widget=forms.FileInput(attrs={"accept": ".csv,.ndjson,.jsonl,text/csv,application/x-ndjson"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )
    form_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = Source.objects.filter(is_active=True)

    def clean_source(self):
        return self.cleaned_data["source"]
