"""What a report has to say about the clause it names, and nothing that the clause does not need (C.3; domain 2, 5.10).

Details are a mapping of what was answered: texts, values of the choice lists, or lists of those.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from policy.catalogue import catalogue
from violations.choices import Answer, Basis, Direction, Relationship, Way

NOT_SURE = ""  # always valid: whoever handles it finds the clause
CODE_OF_CONDUCT = "01.05.04(d)"  # what C.2.g names, when nothing else is said
FRIENDS = ("C.2.e", "C.2.f")
TEXT_AT_MOST = 300
ONE_OF = {
    "during_work_hours": Answer,
    "on_work_equipment": Answer,
    "public_domain": Answer,
    "relationship": Relationship,
    "direction": Direction,
}
SOME_OF = {"ways": Way, "protected_basis": Basis}


def reportable():
    """Ids of the clauses that can be reported, in the order of the policy: those of which something is reportable."""
    return [row.id for row in catalogue().clauses.values() if any(one.is_reportable for one in row.statements)]


def asked(clause):
    """The names of the details this clause needs, in the order they are asked for."""
    if clause == "P.3":
        return ["during_work_hours", "on_work_equipment"]
    if clause.startswith("C.1."):
        return ["ways", "public_domain"] if clause == "C.1.b" else ["ways"]
    if clause in FRIENDS:
        return ["relationship", "direction"]
    return {"C.2.g": ["other_policy"], "C.2.h": ["setting"], "C.2.i": ["protected_basis"]}.get(clause, [])


def missing(clause, details):
    """{name of a detail: what to do about it}; empty when the report may name this clause with these details."""
    if clause == NOT_SURE:
        return {}
    if clause not in reportable():
        return {"clause": _("Choose one of the clauses shown.")}
    found = {name: _not_among(name, details.get(name)) for name in asked(clause)}
    found = {name: sentence for name, sentence in found.items() if sentence}
    if not found and clause == "P.3" and Answer.YES not in (details["during_work_hours"], details["on_work_equipment"]):
        return {
            "during_work_hours": _("P.3 is about work hours or work equipment. Say yes to one, or choose “not sure”.")
        }
    if not found and clause == "C.2.f" and details["relationship"] == Relationship.FAMILY:
        return {"relationship": _("Accepting (C.2.f) is about immediate family. For other family choose C.2.e.")}
    return found


def kept(clause, details):
    """The details of this clause alone: what another clause had asked for is left out."""
    return {name: details[name] for name in asked(clause)} if clause != NOT_SURE else {}


def opened(alleged):
    """{clause: details} with what stays open beside it: who sent and who accepted may be unknown, or long ago."""
    found = dict(alleged)
    for clause, other in (FRIENDS, FRIENDS[::-1]):
        details = alleged.get(clause)
        if details and details["direction"] in (Direction.CONNECTED, Direction.UNKNOWN) and not missing(other, details):
            found.setdefault(other, details)
    return found


LABELS = {
    "during_work_hours": later("During work hours"),
    "on_work_equipment": later("On work equipment"),
    "public_domain": later("In the public domain"),
    "relationship": later("Whose request it was"),
    "direction": later("Who asked"),
    "ways": later("How it was used"),
    "protected_basis": later("On what basis"),
    "setting": later("Where"),
    "other_policy": later("Which policy"),
}


def words_of(details):
    """[(label, answer in words)] of what was answered about a clause."""
    return [(LABELS[name], _in_words(name, value)) for name, value in details.items() if name in LABELS and value]


def _in_words(name, value):
    if name in ONE_OF:
        return str(ONE_OF[name](value).label)
    if name in SOME_OF:
        return ", ".join(str(SOME_OF[name](one).label) for one in value)
    return value


def _not_among(name, value):
    if name in ONE_OF:
        return "" if value in ONE_OF[name].values else _("Choose one answer.")
    if name in SOME_OF:
        is_some = isinstance(value, list | tuple) and value and set(map(str, value)) <= set(SOME_OF[name].values)
        return "" if is_some else _("Choose at least one.")
    if not isinstance(value, str) or not value.strip():
        return _("Say it in a few words.")
    return "" if len(value) <= TEXT_AT_MOST else _("At most %(n)s letters.") % {"n": TEXT_AT_MOST}
