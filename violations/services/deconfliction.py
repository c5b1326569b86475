"""The account a report names, compared with the leave that stood on the day in question (domain 5.10; P.3, B.2, B.3).

Comparing asks and writes the same statements whether or not anything is met, so that neither the page nor the time it
takes tells a reporter that an account is one of ours. What was met is read by whoever holds the report, and by nobody else.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import connection

from authorizations.handles import PLAIN_SUBDOMAINS, HandleError, normalize
from authorizations.models import Platform, SupervisionAuthorization
from authorizations.services.accounts import claim_key
from investigations.services import matching
from people.models import User
from policy.calendar import local_day
from sealing.hashes import LENGTH, keyed_hash
from violations.choices import Because, MatchKind, SubjectBasis
from violations.services.exclusion import exclude_behind
from workflow.identity import acting_as_system

NO_ACCOUNT = bytes(LENGTH)  # the key of no name: something is asked for, even where nothing is named
LONGEST = 300
OF_WHO_SHARED_IT = re.compile(r"^(utm_.*|igsh|igshid|fbclid|gclid|si|share_id|ref|ref_src)$")
MATCHES = """
INSERT INTO violations_match (report_id, kind, record_id, found_at)
SELECT %s, met.kind, met.record_id, %s FROM unnest(%s::text[], %s::uuid[]) AS met (kind, record_id)
ON CONFLICT DO NOTHING
"""
SUBJECTS = """
INSERT INTO violations_subject (public_id, report_id, person_id, basis, named_at)
SELECT gen_random_uuid(), %s, one.id, %s, %s FROM unnest(%s::bigint[]) AS one (id)
ON CONFLICT DO NOTHING
"""


# What an account is known by --------------------------------------------------------------------------------------------


def account_keys(platform, account_name, url):
    """The keys that the account registry would claim for what was typed; of every site when none is chosen."""
    listed = list(Platform.objects.filter(is_other=False))
    sites = [one for one in listed if platform is None or platform.is_other or one.family == platform.family]
    found = [_key(site, account_name) for site in sites if account_name]
    found += [_key(site, _short(url)) for site in listed if url and _is_of(site, url)]
    return {key for key in found if key is not None}


def account_key(platform, account_name, url):
    """The one key that stands on a report, or None where no site is known."""
    if account_name and platform is not None and not platform.is_other and (key := _key(platform, account_name)):
        return key
    return min(account_keys(None, "", url), default=None)


def url_key(url):
    """The same for every spelling of one address; None when there is none."""
    try:
        parts = urlsplit(
            url.strip() if re.match(r"https?://", url.strip(), re.IGNORECASE) else f"https://{url.strip()}"
        )
        host = (parts.hostname or "").casefold()
    except ValueError:
        return None
    if "." not in host:
        return None
    first, _dot, rest = host.partition(".")
    host = rest if first in PLAIN_SUBDOMAINS and "." in rest else host
    asked = [(name, value) for name, value in parse_qsl(parts.query) if not OF_WHO_SHARED_IT.match(name.casefold())]
    return keyed_hash("report url", f"{host}{parts.path.rstrip('/')}?{urlencode(sorted(asked))}")


def _key(site, text):
    try:
        return claim_key(site.family, normalize(text, site.site))
    except HandleError:
        return None


def _is_of(site, url):
    host = re.sub(r"^https?:/*", "", url.strip().casefold()).split("/", 1)[0]
    return any(host == domain or host.endswith(f".{domain}") for domain in site.domains)


def _short(url):
    return url if len(url) <= LONGEST else url.split("?", 1)[0]


def days_of(report):
    """(first, last) of the days in question: when it happened, else the day it was filed."""
    filed_on = local_day(report.filed_at)
    first = report.occurred_from or report.occurred_to or filed_on
    last = filed_on if report.is_ongoing else report.occurred_to or first
    return min(first, last), max(first, last)


# Comparing --------------------------------------------------------------------------------------------------------------


def compare(report, *, at):
    """Write what the account of a report meets; who stands behind an investigation profile counts as named in it.

    Call it while filing, inside acting_as_system("intake"), before the pool is chosen; it sets `is_restricted`, the
    account's and the address's key, which the caller saves.
    """
    name, url = _plain(report.account_name), _plain(report.url)
    keys = {NO_ACCOUNT, *account_keys(report.platform, name, url)}
    report.account_key = account_key(report.platform, name, url)
    report.url_key = url_key(url)
    first, last = days_of(report)
    leave = SupervisionAuthorization.objects.of_names(keys).in_force_between(first, last)
    supervisions = list(leave.values_list("public_id", flat=True))
    behind = matching.behind(keys, first, last)
    profiles = sorted({profile for profile, _person in behind}, key=str)
    people = sorted({person for _profile, person in behind})
    kinds = [MatchKind.SUPERVISION] * len(supervisions) + [MatchKind.INVESTIGATION] * len(profiles)
    with connection.cursor() as cursor:
        ids = [str(one) for one in [*supervisions, *profiles]]
        cursor.execute(MATCHES, [report.pk, at, [str(kind) for kind in kinds], ids])
        cursor.execute(SUBJECTS, [report.pk, str(SubjectBasis.MATCHED), at, people])
    exclude_behind(report, people, at=at)
    report.is_restricted = report.is_restricted or bool(profiles)


def _plain(sealed):
    return sealed.reveal() or ""


# Reading ----------------------------------------------------------------------------------------------------------------


@dataclass
class Stood:
    """Leave that stood, for whoever holds the report: whose, from when to when, and what it allowed."""

    kind: str
    number: str
    people: list
    first_on: object
    last_on: object
    was_interrupted: bool
    in_force: bool  # on one of the days in question
    url: str = ""  # of a supervision authorization; nothing leads into the compartment
    contacts: list = field(default_factory=list)  # communication approvals that covered one of the days


def matches_of(report):
    """What stood in force on the days in question. Call it inside acting_as: empty for all but those who hold it.

    They may not know of the compartment otherwise: of an investigation they learn this alone, read for them once the
    database has yielded them the match.
    """
    rows = list(report.matches.order_by("kind", "pk"))
    if not rows:
        return []
    of_kind = {kind: [row.record_id for row in rows if row.kind == kind] for kind in MatchKind.values}
    first, last = days_of(report)
    return _supervisions(of_kind[MatchKind.SUPERVISION], first, last) + _investigations(
        of_kind[MatchKind.INVESTIGATION], first, last
    )


def _supervisions(ids, first, last):
    rows = SupervisionAuthorization.objects.filter(public_id__in=ids).select_related("employee")
    found = []
    for row in rows.prefetch_related("suspensions").order_by("number"):
        gaps = [(local_day(gap.started_at), gap.ended_at and local_day(gap.ended_at)) for gap in row.suspensions.all()]
        found.append(
            Stood(
                kind=MatchKind.SUPERVISION,
                number=row.number,
                people=[row.employee],
                first_on=row.effective_from,
                last_on=_earlier(row.expires_on, row.ended_at and local_day(row.ended_at)),
                was_interrupted=_meets(gaps, first, last),
                in_force=True,
                url=row.get_absolute_url(),
            )
        )
    return found


def _investigations(ids, first, last):
    with acting_as_system("intake"):
        leaves = matching.leave_behind(ids, first, last)
        contacts = matching.contact_behind(ids, first, last)
    people = User.objects.in_bulk({pk for one in leaves for pk in one.people} | {one.approved_by for one in contacts})
    found = []
    for leave in leaves:
        last_on = _earlier(leave.leave_to, leave.ended_on)
        found.append(
            Stood(
                kind=MatchKind.INVESTIGATION,
                number=leave.number,
                people=[people[pk] for pk in leave.people],
                first_on=leave.leave_from,
                last_on=last_on,
                was_interrupted=leave.was_interrupted,
                in_force=leave.leave_from <= last and last_on >= first,
                contacts=[(one, people.get(one.approved_by)) for one in contacts if one.profile == leave.profile],
            )
        )
    return found


def _earlier(*days):
    return min(day for day in days if day is not None)


def _meets(gaps, first, last):
    return any(start <= last and (end is None or end >= first) for start, end in gaps)


# The second reader ------------------------------------------------------------------------------------------------------


def behind(report):
    """Ids of everybody who stands behind what was met, or above who does: none of them confirms that it was authorized.

    Call it inside acting_as_system("intake").
    """
    ids = report.matches.filter(kind=MatchKind.SUPERVISION).values("record_id")
    leave = SupervisionAuthorization.objects.filter(public_id__in=ids)
    people = {person for pair in leave.values_list("employee", "decided_by") for person in pair}
    return set(report.excluded.filter(because=Because.MATCHED).values_list("person", flat=True)) | _with_above(people)


def _with_above(people):
    """These people, by id, and everybody above them today."""
    found, frontier = set(people), set(people)
    while frontier:
        bosses = User.objects.filter(pk__in=frontier, reports_to__isnull=False).values_list("reports_to", flat=True)
        frontier = set(bosses) - found
        found |= frontier
    return found
