"""What the trail can say about people."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "person.added": _("Added by {actor}"),
    "person.changed": _("Record changed by {actor}: {fields}"),
    "person.supervisor_set": _("Supervisor of record changed from {was} to {becomes}"),
    "person.status_set": _("Employment status changed from {was} to {becomes}"),
    "person.moved": _("Title or worksite changed by {actor}"),
    "role.granted": _("Role {role} granted by {actor}"),
    "role.confirmed": _("Role {role} confirmed by {actor}"),
    "role.ended": _("Role {role} ended by {actor}"),
    "delegation.made": _("Decisions handed over by {actor}"),
    "delegation.ended": _("Handing over of decisions ended by {actor}"),
    "youth.added": _("Added by {actor}"),
    "youth.changed": _("Record changed by {actor}"),
    "youth.looked_up": _("Looked up by {actor}"),
    "session.opened": _("{actor} signed in"),
    "session.closed": _("{actor} signed out"),
    "session.expired": _("Session of {actor} ended by itself"),
    "session.refused": _("Sign-in refused"),
    "session.locked_out": _("Sign-in locked for a while"),
    "access.refused": _("{actor} was refused a page"),
    "access.not_allowed": _("{actor} was refused an act"),
}
