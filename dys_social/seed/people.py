"""The people and youth of the tables, added through the services of people/."""

import tomllib
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password

from dys_social.first_administrator import confirm_first_legal, create_administrator
from dys_social.seed.days import Ago, instant
from notifications.services import put_on_rota
from people import services
from people.models import Provider, User, Worksite
from people.roles import NEEDS_CONFIRMATION, Role
from people.titles import EmploymentType, JobTitle
from policy.services import acknowledge

HERE = Path(__file__).parent
PASSWORD = "all people are invented"  # nosec
MAIL_DOMAIN = "dys.example"
ADMINISTRATOR = "Bram Ekstrom"
FIRST_LEGAL = "Imogen Vasquez-Hale"
LONG_AGO, ROLES_GIVEN, FIRST_READ = Ago(600), Ago(590), 300


def tables():
    return tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))


def username_of(name):
    return name.lower().replace(" ", ".")


def add_people(today):
    table, at = tables(), instant(LONG_AGO.on(today), "9:00")
    sites = _add_sites(table)
    rows = {name: (number, *row) for number, (name, row) in enumerate(table["people"].items(), start=1)}
    number, title, unit, site, supervisor = rows.pop(ADMINISTRATOR)
    administrator = create_administrator(
        password=None, worksite=site, at=at, **_fields(ADMINISTRATOR, number, title, unit, table)
    )
    people = {ADMINISTRATOR: administrator}
    for name, (number, title, unit, site, boss) in rows.items():
        fields = _fields(name, number, title, unit, table)
        people[name] = services.add_person(
            actor=administrator, at=at, supervisor=people.get(boss), worksite=sites[site], **fields
        )
    services.set_supervisor(administrator, people[supervisor], actor="operator", at=at)
    User.objects.update(password=make_password(PASSWORD))  # one hash for all: the demonstration has one password
    _give_roles(table, people, instant(ROLES_GIVEN.on(today), "9:00"))
    _fill_rota(table, people, instant(ROLES_GIVEN.on(today), "9:15"))
    _read_the_policy(table, people, today)
    return people


def _add_sites(table):
    providers = {row["name"]: Provider.objects.get_or_create(name=row["name"])[0] for row in table["provider"]}
    return {
        name: Worksite.objects.get_or_create(
            name=name, defaults={"region": region, "kind": kind, "provider": providers.get(provider)}
        )[0]
        for name, (region, kind, provider) in table["sites"].items()
    }


def _fields(name, number, title, unit, table):
    first, last = name.split(" ", 1)
    provider = table["provider_of"].get(name)
    employment = EmploymentType.PROVIDER if provider else EmploymentType.STATE
    if name in table["individual_contract"]["people"]:
        employment = EmploymentType.INDIVIDUAL_CONTRACT
    return {
        "username": username_of(name),
        "employee_number": f"E{10_000 + number}",
        "legal_first": first,
        "legal_last": last,
        "work_email": f"{username_of(name)}@{MAIL_DOMAIN}",
        "employment_type": employment,
        "provider": Provider.objects.get(name=provider) if provider else None,
        "job_title": title,
        "title_text": table["title_text"].get(name, ""),
        "unit": unit,
        "vg_username": username_of(name),
        "vg_access_authorized": True,
    }


def _give_roles(table, people, at):
    administrator, legal = people[ADMINISTRATOR], people[FIRST_LEGAL]
    for role, names in sorted(table["roles"].items(), key=lambda item: item[0] != Role.LEGAL):
        for name in names:
            if name == ADMINISTRATOR:
                continue  # given when the portal was set up
            grant = services.grant_role(people[name], Role(role), actor=administrator, at=at)
            if role not in NEEDS_CONFIRMATION:
                continue
            if name != FIRST_LEGAL:
                services.confirm_role(grant, actor=legal, at=at)
            elif role == Role.LEGAL:
                confirm_first_legal(legal, at=at)
            else:
                services.confirm_role(grant, actor=people["Priya Lindqvist"], at=at)


def _fill_rota(table, people, at):
    for name in table["on_call"]["people"]:
        put_on_rota(User.objects.get(pk=people[name].pk), actor=User.objects.get(pk=people[FIRST_LEGAL].pk), at=at)


def _read_the_policy(table, people, today):
    for number, name in enumerate(people):
        days = table["last_read"].get(name, FIRST_READ - number)
        acknowledge(people[name], kind="policy", at=instant(Ago(days).on(today), "9:30"))


def add_youth(today, people):
    table = tomllib.loads((HERE / "youth.toml").read_text(encoding="utf-8"))["youth"]
    sites = {site.name: site for site in Worksite.objects.all()}
    at = instant(LONG_AGO.on(today), "9:30")
    for number, (first, last, age, status, site, caseworker, custody) in enumerate(table, start=1):
        services.add_youth(
            first=first,
            last=last,
            born_on=today - timedelta(days=round(age * 365.25) + 40 + 7 * number),
            actor=people[ADMINISTRATOR],
            at=at,
            jjems_number=f"DEMO-{100_000 + number}",
            status=status,
            worksite=sites[site],
            assigned_caseworker=people.get(caseworker),
            custody_note=custody,
        )


def sign_ins():
    """[(role, or title without one, user names)]; those of the main job first."""
    table, groups = tables(), {}
    roles = {name: role for role, names in table["roles"].items() for name in names}
    for name, (title, *_place) in table["people"].items():
        label = Role(roles[name]).label if name in roles else JobTitle(title).label
        groups.setdefault(str(label), []).append(username_of(name))
    first = [str(JobTitle.CASEWORKER.label), str(JobTitle.DISTRICT_MANAGER.label)]
    return [(label, groups.pop(label)) for label in first] + list(groups.items())
