"""The policy as written in clauses.toml, read once: what pages, chips and checks use without asking the database."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.text import slugify

CLAUSES_FILE = Path(__file__).with_name("clauses.toml")


class UnknownClause(LookupError):
    """No clause and no statement of the policy has this id."""


@dataclass(frozen=True)
class Statement:
    """One thing a clause says. `portal` is what the portal does about it today, empty when nothing yet."""

    id: str
    clause_id: str
    modality: str
    summary: str
    binds_portal: bool = True
    is_reportable: bool = False
    portal: str = ""


@dataclass(frozen=True)
class Clause:
    """One numbered clause. `text` is the policy's own words; label, severity, route and `tell` are ours."""

    id: str
    parent_id: str
    label: str
    text: str
    severity: str
    route: str
    tell: tuple
    statements: tuple
    children: tuple

    @property
    def section(self):
        """ "B" of B.2.c."""
        return self.id.split(".")[0]

    @property
    def depth(self):
        """How far it stands below its section's first level: B.2 is 0, B.1.i.ii is 2."""
        return max(self.id.count(".") - 1, 0)


@dataclass(frozen=True)
class Definition:
    """A term of A.1."""

    term: str
    text: str

    @property
    def slug(self):
        return slugify(self.term.replace("/", " "))


@dataclass(frozen=True)
class Catalogue:
    number: str
    title: str
    signed_by: str
    effective_on: object
    sections: dict
    clauses: dict
    statements: dict
    definitions: tuple


@cache
def catalogue():
    return parse(tomllib.loads(CLAUSES_FILE.read_text(encoding="utf-8")))


def clause(id):
    """The clause of a clause id ("B.2.c") or of a statement id ("B.2.a/2"). Raises UnknownClause."""
    known = catalogue()
    statement = known.statements.get(id)
    found = known.clauses.get(statement.clause_id if statement else id)
    if found is None:
        raise UnknownClause(id)
    return found


def in_sections():
    """(id, title, clauses) of each section of the policy, in order."""
    known = catalogue()
    return [
        (section, title, [row for row in known.clauses.values() if row.section == section])
        for section, title in known.sections.items()
    ]


def label(id):
    """What a chip says about an id when asked: the label of a clause, the summary of a statement."""
    statement = catalogue().statements.get(id)
    return statement.summary if statement else clause(id).label


def parse(data):
    children = {}
    for row in data["clause"]:
        children.setdefault(row.get("parent", ""), []).append(row["id"])
    clauses = {
        row["id"]: Clause(
            id=row["id"],
            parent_id=row.get("parent", ""),
            label=row["label"],
            text=row["text"],
            severity=row.get("severity", ""),
            route=row.get("route", ""),
            tell=tuple(row.get("tell", ())),
            statements=tuple(_statement(row["id"], statement) for statement in row.get("statement", ())),
            children=tuple(children.get(row["id"], ())),
        )
        for row in data["clause"]
    }
    return Catalogue(
        **data["policy"],
        sections=data["sections"],
        clauses=clauses,
        statements={statement.id: statement for row in clauses.values() for statement in row.statements},
        definitions=tuple(Definition(**row) for row in data["definition"]),
    )


def _statement(clause_id, row):
    return Statement(
        id=row["id"],
        clause_id=clause_id,
        modality=row["modality"],
        summary=row["summary"],
        binds_portal=row.get("binds_portal", True),
        is_reportable=row.get("reportable", False),
        portal=row.get("portal", ""),
    )
