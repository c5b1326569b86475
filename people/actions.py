"""What the trail can say about people."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "person.added": _("Added by {actor}"),
    "person.changed": _("Record changed by {actor}: {fields}"),
    "person.supervisor_set": _("Supervisor of record set by {actor}, from {was} to {becomes}"),
    "person.supervisor_left": _("Without a supervisor of record: {was} left"),
    "person.status_set": _("Employment status changed by {actor}, from {was} to {becomes}"),
    "person.moved": _("Moved by {actor}, from {was} to {becomes}"),
    "role.granted": _("Role given by {actor}: {role}"),
    "role.confirmed": _("Role confirmed by {actor}: {role}"),
    "role.ended": _("Role ended by {actor}: {role}"),
    "delegation.made": _("Decisions handed to {becomes} by {actor}, {from} to {to}"),
    "delegation.ended": _("Handing over to {was} ended by {actor}"),
    "youth.added": _("Added by {actor}"),
    "youth.changed": _("Changed by {actor}, from {was} to {becomes}"),
    "youth.looked_up": _("Looked up by {actor}"),
    "youth.not_found": _("{actor} looked for a youth and found none"),
    "youth.name_read": _("Name read by {actor}"),
    "session.opened": _("{actor} signed in"),
    "session.closed": _("{actor} signed out"),
    "session.expired": _("Session of {actor} ended by itself"),
    "session.refused": _("Sign-in refused"),
    "session.locked_out": _("Sign-in locked for a while"),
    "session.proved": _("{actor} proved again who they are"),
    "session.not_proved": _("{actor} did not prove again who they are"),
    "access.refused": _("{actor} was refused a page"),
    "access.not_allowed": _("{actor} was refused an act"),
}
