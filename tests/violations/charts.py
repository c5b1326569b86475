"""Random org charts, and who may read a report there, worked out from the chart alone: no word of the portal's wall."""

import datetime
from dataclasses import dataclass, field

from people.models import Provider, ReportingLine, RoleGrant, User
from people.roles import Role
from people.titles import EmploymentType, JobTitle, Unit
from tests.cast import LONG_AGO
from tests.factories.people import UserFactory, WorksiteFactory

STAFF_TITLES = [JobTitle.CASEWORKER, JobTitle.DIRECT_CARE, JobTitle.PROGRAM_DIRECTOR, JobTitle.DISTRICT_MANAGER]
TITLE_OF = {Unit.LEGAL: JobTitle.PARALEGAL, Unit.INVESTIGATION: JobTitle.INVESTIGATOR}
DIRECTORS = {JobTitle.PROGRAM_DIRECTOR, JobTitle.ASSISTANT_PROGRAM_DIRECTOR}
AT = datetime.datetime(2026, 11, 17, 19, 41, tzinfo=datetime.UTC)
LEGAL_ROLES = {Role.LEGAL, Role.GENERAL_COUNSEL}


@dataclass
class Chart:
    """People with their roles, as they stand now."""

    people: list
    roles: dict = field(default_factory=dict)  # {pk: set of roles}
    bosses: dict = field(default_factory=dict)  # {pk: pk of who is, or was last, their supervisor}

    def above(self, person, bosses):
        """Everybody above, but not the Commissioner, who is kept away only when named."""
        commissioners = {one.pk for one in self.people if one.job_title == JobTitle.COMMISSIONER}
        found, at = set(), person.pk
        while (at := bosses.get(at)) is not None:
            found.add(at)
        return found - commissioners

    def units_of(self, person):
        units = {unit for unit in (Unit.LEGAL, Unit.INVESTIGATION) if person.unit == unit}
        held = self.roles.get(person.pk, set())
        return units | ({Unit.LEGAL} if held & LEGAL_ROLES else set()) | (
            {Unit.INVESTIGATION} if Role.INVESTIGATIONS in held else set()
        )  # fmt: skip

    def kept_away(self, named, bosses=None):
        """Whom the chart of today keeps from a report about these people; or with who reported to whom before."""
        found = set()
        for subject in named:
            found |= {subject.pk} | self.above(subject, bosses or self.bosses)
            for one in self.people:
                is_director = one.job_title in DIRECTORS and one.worksite_id == subject.worksite_id
                if is_director and subject.employment_type == EmploymentType.PROVIDER:
                    found.add(one.pk)
                units = self.units_of(one)
                if Role.GENERAL_COUNSEL in self.roles.get(one.pk, set()):
                    units = {Unit.LEGAL, Unit.INVESTIGATION}
                if units & self.units_of(subject):
                    found.add(one.pk)
        return found

    def pools(self):
        """(pool, who may hold a report, who reads with them), in order; nobody appointed a reserve here."""

        def holding(*roles):
            return {pk for pk, held in self.roles.items() if held & set(roles)}

        commissioner = {one.pk for one in self.people if one.job_title == JobTitle.COMMISSIONER}
        return [
            ("legal", holding(Role.LEGAL), holding(Role.GENERAL_COUNSEL)),
            ("general_counsel", holding(Role.GENERAL_COUNSEL), set()),
            ("commissioner_designee", holding(Role.COMMISSIONER_DESIGNEE), set()),
            ("commissioner", commissioner, set()),
        ]

    def holders(self, kept_away, reporter):
        """(the pool that holds a report, who of it may read it); a reporter keeps no report from moving on."""
        for pool, members, also_read in self.pools():
            if members - kept_away - {reporter.pk}:
                return pool, (members | also_read) - kept_away
        return "outside", set()


def draw(dice):
    """A Commissioner, a line of random shape below, a Legal Unit, an Investigation Unit, a program of a provider."""
    sites = [WorksiteFactory(name=f"Site {number}") for number in range(3)]
    provider = Provider.objects.create(name="Bluestem Youth Partners")
    size = dice.randint(10, 14)
    people = [UserFactory.build(worksite=sites[0], job_title=JobTitle.COMMISSIONER, unit=Unit.ADMINISTRATION)]
    while len(people) < size:
        unit = dice.choice([Unit.LEGAL, Unit.INVESTIGATION, *[Unit.COMMUNITY] * 3, Unit.RESIDENTIAL])
        title = TITLE_OF.get(unit) or dice.choice(STAFF_TITLES)
        employment = EmploymentType.PROVIDER if unit == Unit.RESIDENTIAL else EmploymentType.STATE
        people.append(UserFactory.build(
            worksite=dice.choice(sites), job_title=title, unit=unit, employment_type=employment,
            provider=provider if employment == EmploymentType.PROVIDER else None,
        ))  # fmt: skip
    User.objects.bulk_create(people)
    for number in range(1, size):
        people[number].reports_to = people[dice.randrange(number)]
    User.objects.bulk_update(people, ["reports_to"])
    chart = Chart(people, bosses={one.pk: one.reports_to_id for one in people if one.reports_to_id})
    ReportingLine.objects.bulk_create(
        ReportingLine(employee=one, supervisor=one.reports_to, started_at=LONG_AGO) for one in people[1:]
    )
    _give_roles(chart, dice)
    return chart


def _give_roles(chart, dice):
    wanted = [Role.LEGAL] * dice.randint(0, 3) + [Role.INVESTIGATIONS] * dice.randint(0, 2)
    wanted += [Role.GENERAL_COUNSEL] * dice.randint(0, 1) + [Role.COMMISSIONER_DESIGNEE] * dice.randint(0, 1)
    for role in wanted:
        chart.roles.setdefault(dice.choice(chart.people).pk, set()).add(role)
    RoleGrant.objects.bulk_create(
        RoleGrant(person_id=pk, role=role, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
        for pk, held in chart.roles.items()
        for role in held
    )


def move(chart, dice, at):
    """Transfers: some people get another supervisor, never one below themselves; one has none for a while."""
    *moved, vacant = dice.sample(chart.people[1:], 3)
    ReportingLine.objects.filter(employee__in=[*moved, vacant], ended_at=None).update(ended_at=at)
    for person in moved:
        others = [one for one in chart.people if one.pk != person.pk and person.pk not in _line(chart, one)]
        person.reports_to = dice.choice(others)
        person.save(update_fields=["reports_to"])
        ReportingLine.objects.create(employee=person, supervisor=person.reports_to, started_at=at)
        chart.bosses[person.pk] = person.reports_to_id
    vacant.reports_to = None
    vacant.save(update_fields=["reports_to"])


def _line(chart, person):
    line, at = set(), person.pk
    while (at := chart.bosses.get(at)) is not None:
        line.add(at)
    return line
