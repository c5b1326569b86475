"""The facts of a site, kept by administrators, and Legal's ruling on it (B.2.d)."""

from django.db import transaction

from audit.services import record
from authorizations import rules
from authorizations.models import Platform

FACTS = ["status", "rules_url", "viewer_visibility", "visible_features", "hide_setting", "hide_howto"]


@transaction.atomic
def change_facts(platform, *, actor, at, verified_on, **facts):
    """Correct what the portal knows of a site; `verified_on` is the day somebody looked."""
    rules.may_keep_sites(actor).enforce()
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    changed = [name for name in FACTS if name in facts and getattr(platform, name) != facts[name]]
    for name in changed:
        setattr(platform, name, facts[name])
    platform.facts_verified_on = verified_on
    platform.save(update_fields=[*changed, "facts_verified_on"])
    record("platform.changed", subject=platform, actor=actor, at=at, clause="B.2.d", facts={"fields": changed})
    return platform


@transaction.atomic
def rule_on(platform, *, ruling, condition, actor, at, day):
    """Record the Legal Unit's ruling on a site that shows viewers; `condition` goes into every grant."""
    rules.may_rule_on_site(actor).enforce()
    platform = Platform.objects.select_for_update().get(pk=platform.pk)
    platform.ruling, platform.ruling_condition = ruling, condition
    platform.ruled_by, platform.ruled_on = (actor, day) if ruling else (None, None)
    platform.save(update_fields=["ruling", "ruling_condition", "ruled_by", "ruled_on"])
    record("platform.ruled", subject=platform, actor=actor, at=at, clause="B.2.d")
    return platform
