"""What the inbox sends back."""

from django import forms


class SeenForm(forms.Form):
    """The instant the reader's page was made: nothing newer is marked read unseen."""

    up_to = forms.DateTimeField()
