"""Why a file is not taken, and what to do instead: the sentence the person reads beside the field."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The file is not kept. `sentence` is shown to the person; `reason` is the word kept in records and tests."""

    def __init__(self, reason):
        self.reason, self.sentence = reason, SENTENCES[reason]
        super().__init__(reason)


SENTENCES = {
    "empty": _("This file is empty. Take the screenshot again and choose the new file."),
    "too_big": _("This file is too big. Take a screenshot of the part that matters, or save it smaller."),
    "kind": _(
        "This is not a picture or PDF the portal takes. Take a screenshot and send it as PNG, JPEG, WebP or PDF."
    ),
    "moving": _("This picture moves. Take a screenshot of the moment that matters and send that."),
    "pixels": _("This picture has too many pixels. Send the part that matters, up to 25 million pixels."),
    "damaged": _("This file is damaged or cut off. Take the screenshot again, or save it anew, and send that."),
    "hides": _("Another file is hidden in this one. Take a screenshot of what it shows and send that."),
    "heavy": _("This file takes too much work to open. Take a screenshot of what it shows and send that."),
    "scripted": _("This PDF can run something or carries other files. Print it to a new PDF, or send screenshots."),
    "locked": _("This PDF is locked with a password. Save it without one, or send screenshots of its pages."),
    "pages": _("This PDF has too many pages. Send only the pages that matter, up to 20."),
    "no_room": _(
        "The portal cannot store anything just now. Keep the file and try again later; administrators are told."
    ),
    "infected": _("The virus scanner does not let this file through. Take a screenshot of what it shows instead."),
    "no_scanner": _(
        "The virus scanner does not answer, so nothing can be taken now. Keep the file and try again later."
    ),
}
