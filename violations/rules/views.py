"""What a saved view may hold: a shared one no person, neither as a handler nor in words."""

from django.utils.translation import gettext as _

from workflow.verdicts import YES, no

OF_PEOPLE = ("handler", "mine", "find", "words")


def may_keep(*, query, name, is_shared, is_taken):
    if not name.strip():
        return no(_("Give the view a name."))
    if is_taken:
        return no(_("You have a view of that name already."))
    if not any(query.values()):
        return no(_("Narrow the list first: a view of everything is the list itself."))
    if is_shared and any(query.get(field) for field in OF_PEOPLE):
        return no(_("A shared view holds no person: leave out the handler, “mine” and the words."))
    return YES
