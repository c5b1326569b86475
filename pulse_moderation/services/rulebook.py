"""The screening rules as they stand, compiled once for each state of the table."""

import logging
from functools import lru_cache
from time import monotonic

from django.db import DatabaseError, transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery

from audit.services import record
from authorizations.models import Platform
from people.models import User, Youth
from pulse_moderation.models import RuleVersion, ScreenRule
from pulse_moderation.screening import Screen
from pulse_moderation.screening.detectors.base import WORK_DOMAINS, plain_value
from pulse_moderation.screening.fold import fold
from pulse_moderation.screening.known import Known, Person
from pulse_moderation.screening.rules import Kind, Mode, Rule, Severity

logger = logging.getLogger(__name__)
FRESH = 600  # seconds
# Who writes to somebody there need not do it for work, even if somebody's work e-mail is one of these.
PUBLIC_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "ymail.com",
        "rocketmail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "aim.com",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "comcast.net",
        "verizon.net",
        "att.net",
        "sbcglobal.net",
        "charter.net",
        "cox.net",
        "rcn.com",
        "mail.com",
        "gmx.com",
        "zoho.com",
        "yandex.com",
        "fastmail.com",
        "tutanota.com",
        "hey.com",
        "duck.com",
    ]
)
_last = {}  # "screen": the last that could be made ready; "refused": the state of the table that could not


@transaction.atomic
def change(rule, *, actor, at, note, **fields):
    """A new version of a rule: `fields` are mode, severity, terms, exceptions or options. Nothing changed is no version.

    Raises screening.rules.RuleRefused for what cannot be looked for, alone or among all other rules.
    """
    rule = ScreenRule.objects.select_for_update().get(pk=rule.pk)
    last = rule.versions.order_by("-number").first()
    changed = {name: value for name, value in fields.items() if getattr(last, name) != value}
    if not changed:
        return last
    kept = {name: getattr(last, name) for name in ("mode", "severity", "terms", "exceptions", "options")}
    version = RuleVersion(rule=rule, number=last.number + 1, note=note, made_by=actor, made_at=at, **kept | changed)
    screen_among(version)
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
    """The active rules with everybody who is known, ready to screen. Made again when a rule or the roster changes.

    Where they cannot be made ready, the last ones that could stand: intake never stops for a rule.
    """
    stamp = _stamp()
    if stamp != _last.get("refused"):
        try:
            _last["screen"] = _made(stamp)
            _last.pop("refused", None)
        except DatabaseError:
            raise
        except Exception as error:
            if "screen" not in _last:
                raise
            _last["refused"] = stamp
            logger.error("The screening rules cannot be made ready: %s. Those before them stand.", type(error).__name__)
    return _last["screen"]


def is_ready():
    """Whether the rules act as they stand in the table; if not, the last ones that could be made ready do."""
    try:
        screen_now()
    except DatabaseError:
        raise
    except Exception:  # noqa: BLE001, whatever it is, there is none
        return False
    return "refused" not in _last


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
    emails = list(User.objects.working().values_list("work_email", flat=True))
    domains = {email.rpartition("@")[2].lower() for email in emails} - PUBLIC_MAIL
    return Screen(
        rules,
        youth=Known(youth, fold=fold),
        staff=Known(staff, fold=fold),
        platforms=tuple(sorted(hosts)),
        work_domains=tuple(sorted({*WORK_DOMAINS, *domains})),
        directory=frozenset(map(plain_value, emails)),
    )
