"""What the inbox, the brake of the sweep and the on-call rota send back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import PlainText
from people.models import User

MOST_VERSIONS = 2**31 - 1


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
