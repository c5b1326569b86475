"""The screening rules as they stand, compiled once for each state of the table."""

from functools import lru_cache
from time import monotonic

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery

from audit.services import record
from authorizations.models import Platform
from people.models import User, Youth
from pulse_moderation.models import RuleVersion, ScreenRule
from pulse_moderation.screening import Screen
from pulse_moderation.screening.fold import fold
from pulse_moderation.screening.known import Known, Person
from pulse_moderation.screening.rules import Kind, Mode, Rule, Severity

FRESH = 600  # seconds


@transaction.atomic
def change(rule, *, actor, at, note, **fields):
    """A new version of a rule: `fields` are mode, severity, terms, exceptions or options. Nothing changed is no version.

    Raises screening.rules.RuleRefused for a pattern that cannot be matched in linear time.
    """
    rule = ScreenRule.objects.select_for_update().get(pk=rule.pk)
    last = rule.versions.order_by("-number").first()
    changed = {name: value for name, value in fields.items() if getattr(last, name) != value}
    if not changed:
        return last
    kept = {name: getattr(last, name) for name in ("mode", "severity", "terms", "exceptions", "options")}
    version = RuleVersion(rule=rule, number=last.number + 1, note=note, made_by=actor, made_at=at, **kept | changed)
    screen_with(version)
    version.save()
    record("pulse_rule.changed", subject=rule, actor=actor, at=at, clause=rule.clause_id, was=str(last.number),
           becomes=str(version.number), facts={"changed": sorted(changed)})  # fmt: skip
    return version


def newest_versions():
    """The newest version of each active rule, with its rule."""
    newest = RuleVersion.objects.filter(rule=OuterRef("rule")).order_by("-number").values("pk")[:1]
    versions = RuleVersion.objects.filter(rule__is_active=True, pk=Subquery(newest))
    return list(versions.select_related("rule").order_by("rule__code"))


def as_rule(version):
    """A version as the engine takes it."""
    return Rule(
        code=version.rule.code, version=version.number, clause=version.rule.clause_id, kind=Kind(version.rule.kind),
        severity=Severity(version.severity), mode=Mode(version.mode), terms=tuple(version.terms),
        exceptions=tuple(version.exceptions), options=version.options,
    )  # fmt: skip


def screen_now():
    """The active rules with everybody who is known, ready to screen. Made again when a rule or the roster changes."""
    return _made(_stamp())


def screen_with(version):
    """A draft of one rule alone, with everybody who is known: what it would find. Raises RuleRefused."""
    rule = as_rule(version)
    rule.check()
    return _screen([rule])


def screen_among(version):
    """A draft of one rule in its place among all the others, as it would act. Raises RuleRefused."""
    draft = as_rule(version)
    draft.check()
    return _screen([*(as_rule(one) for one in newest_versions() if one.rule_id != version.rule_id), draft])


def _stamp():
    """What changes whenever a rule, the roster or the sites do; names that are corrected count within ten minutes."""
    rules = ScreenRule.objects.aggregate(newest=Max("versions__pk"), active=Count("pk", filter=Q(is_active=True)))
    inactive = tuple(ScreenRule.objects.filter(is_active=False).order_by("pk").values_list("pk", flat=True))
    roster = Youth.objects.aggregate(newest=Max("pk"), many=Count("pk"))
    staff = User.objects.aggregate(newest=Max("pk"), many=Count("pk"))
    sites = tuple(Platform.objects.order_by("pk").values_list("pk", flat=True))
    return (*rules.values(), inactive, *roster.values(), *staff.values(), sites, int(monotonic() // FRESH))


@lru_cache(maxsize=2)
def _made(_stamp_):
    return _screen([as_rule(version) for version in newest_versions()])


def _screen(rules):
    youth = [
        Person(youth.first.reveal(), youth.last.reveal(), tuple(youth.other_names.reveal() if youth.other_names else ()),
               (youth.jjems_number,))
        for youth in Youth.objects.order_by("pk")
    ]  # fmt: skip
    staff = [
        Person(first, last, tuple(preferred.split()[:1]))
        for first, last, preferred in User.objects.working().values_list("legal_first", "legal_last", "preferred_name")
    ]
    hosts = {
        domain
        for domains in Platform.objects.filter(is_other=False).values_list("domains", flat=True)
        for domain in domains
    }
    emails = User.objects.working().values_list("work_email", flat=True)
    return Screen(
        rules,
        youth=Known(youth, fold=fold),
        staff=Known(staff, fold=fold),
        platforms=tuple(sorted(hosts)),
        work_domains=tuple(sorted({email.rpartition("@")[2].lower() for email in emails})),
    )
