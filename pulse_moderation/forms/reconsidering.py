"""Asking for another look, and the answer."""

from django.utils.translation import gettext_lazy as _

from pulse_moderation.choices import Outcome
from pulse_moderation.forms.fields import OneOf, PlainForm, Words
from pulse_moderation.rules.reconsidering import LONGEST, SHORTEST

SAY_WHY = _("Say in a sentence why it should be looked at again.")


class AskForm(PlainForm):
    text = Words(
        label=_("Why should it be looked at again?"),
        help_text=_("Another moderator reads this, the post, and the decision."),
        max_length=LONGEST,
        min_length=SHORTEST,
        error_messages={"required": SAY_WHY, "min_length": SAY_WHY},
    )


class AnswerForm(PlainForm):
    outcome = OneOf(
        label=_("What do you decide?"),
        choices=[
            (Outcome.OVERTURNED, _("Restore the post")),
            (Outcome.UPHELD, _("The removal stands")),
        ],
    )
    answer = Words(
        label=_("Answer to the author"),
        help_text=_("They read this with the outcome."),
        max_length=LONGEST,
        error_messages={"required": _("Say why: the author reads it.")},
    )
