"""The fixed cast: who asks, who decides, who must not. Their places in the house are those of domain 14."""

import datetime
from types import SimpleNamespace

from people.models import Region, ReportingLine, RoleGrant, User
from people.roles import Role
from people.titles import JobTitle, Unit
from tests.factories.people import UserFactory, WorksiteFactory, YouthFactory

LONG_AGO = datetime.datetime(2025, 3, 3, 14, 0, tzinfo=datetime.UTC)
# (name, title, unit, site, supervisor, roles); supervisors come before their staff.
PEOPLE = [
    ("adaeze", "Adaeze Thornbury", JobTitle.COMMISSIONER, Unit.ADMINISTRATION, "central", None, []),
    (
        "rolf",
        "Rolf Castellane",
        JobTitle.DEPUTY_COMMISSIONER,
        Unit.ADMINISTRATION,
        "central",
        "adaeze",
        [Role.COMMISSIONER_DESIGNEE],
    ),
    (
        "imogen",
        "Imogen Vasquez-Hale",
        JobTitle.GENERAL_COUNSEL,
        Unit.LEGAL,
        "central",
        "adaeze",
        [Role.GENERAL_COUNSEL, Role.LEGAL],
    ),
    ("priya", "Priya Lindqvist", JobTitle.ASSISTANT_GENERAL_COUNSEL, Unit.LEGAL, "central", "imogen", [Role.LEGAL]),
    ("leona", "Leona Strand", JobTitle.INVESTIGATOR, Unit.INVESTIGATION, "central", "imogen", [Role.INVESTIGATIONS]),
    ("hollis", "Hollis Marchetti", JobTitle.REGIONAL_DIRECTOR, Unit.COMMUNITY, "harborview", "rolf", []),
    ("noor", "Noor Halloran", JobTitle.DISTRICT_MANAGER, Unit.COMMUNITY, "cranberry", "rolf", []),
    ("beatrix", "Beatrix Nwosu", JobTitle.DISTRICT_MANAGER, Unit.COMMUNITY, "harborview", "hollis", []),
    ("dana", "Dana Okafor-Lane", JobTitle.CASEWORKER, Unit.COMMUNITY, "harborview", "beatrix", []),
    ("mateo", "Mateo Rivard", JobTitle.CASEWORKER, Unit.COMMUNITY, "harborview", "beatrix", []),
    ("juniper", "Juniper Slate", JobTitle.CASEWORKER, Unit.COMMUNITY, "cranberry", "noor", []),
    ("ottilie", "Ottilie Gray", JobTitle.HUMAN_RESOURCES, Unit.ADMINISTRATION, "central", "rolf", [Role.HR]),
    ("bram", "Bram Ekstrom", JobTitle.IT_SYSTEMS, Unit.ADMINISTRATION, "central", "rolf", [Role.ADMIN]),
    ("lucinda", "Lucinda Achebe-Ross", JobTitle.OTHER, Unit.ADMINISTRATION, "central", "rolf", [Role.PULSE_MODERATOR]),
    ("ines", "Ines Farquhar-Odell", JobTitle.OTHER, Unit.ADMINISTRATION, "central", "rolf", [Role.AUDITOR]),
]


def assemble():
    """Everybody, by first name, and two youth: `koa` in Dana's caseload, `tavi` in Juniper's."""
    sites = {
        "central": WorksiteFactory(name="Central Office", region=Region.CENTRAL_OFFICE),
        "harborview": WorksiteFactory(name="Harborview District Office", region=Region.METRO),
        "cranberry": WorksiteFactory(name="Cranberry Point District Office", region=Region.SOUTHEAST),
    }
    cast = SimpleNamespace(sites=sites)
    people = {}
    for key, name, title, unit, site, _supervisor, _roles in PEOPLE:
        first, last = name.split(" ", 1)
        people[key] = UserFactory.build(
            legal_first=first, legal_last=last, username=key, job_title=title, unit=unit, worksite=sites[site]
        )
        setattr(cast, key, people[key])
    User.objects.bulk_create(people.values())
    reporting = {people[key]: people[supervisor] for key, *_rest, supervisor, _roles in PEOPLE if supervisor}
    for person, supervisor in reporting.items():
        person.reports_to = supervisor
    User.objects.bulk_update(reporting, ["reports_to"])
    ReportingLine.objects.bulk_create(
        ReportingLine(employee=person, supervisor=supervisor, started_at=LONG_AGO)
        for person, supervisor in reporting.items()
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(person=people[key], role=role, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
        for key, *_rest, roles in PEOPLE
        for role in roles
    )
    cast.koa = YouthFactory(jjems_number="DEMO-100002", worksite=sites["harborview"], assigned_caseworker=cast.dana)
    cast.tavi = YouthFactory(
        jjems_number="DEMO-100005",
        first="Tavi",
        last="Eastergate",
        worksite=sites["cranberry"],
        assigned_caseworker=cast.juniper,
    )
    return cast
