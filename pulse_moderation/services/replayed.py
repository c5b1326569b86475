"""What a run of a draft over stored posts lets a rule do afterwards (domain 8): nothing does more without one."""

from django.db import transaction

from pulse_moderation.models import Revision, ScreenRule
from pulse_moderation.rules import rulebook as rules
from pulse_moderation.services import rulebook
from pulse_moderation.services.replays import draft_of
from workflow.verdicts import first_no

CONTENT = ("severity", "terms", "exceptions", "options")


def is_replayed(rule, content, *, at):
    """Whether a rule with this content (severity, terms, exceptions, options) was run over stored posts to the end: of
    late, since it was last changed, and over some posts, if there are any.
    """
    since = at - rules.RUN_COUNTS
    runs = rule.replays.filter(
        finished_at__isnull=False, has_failed=False, asked_at__gt=since, based_on=rule.versions.first().number,
        **{name: content[name] for name in CONTENT},
    )  # fmt: skip
    if runs.filter(total__gt=0).exists():
        return True
    return runs.exists() and not Revision.objects.filter(received_at__gt=since, received_at__lte=at).exists()


def stands(replay, newest):
    """Whether the draft of a run is what the newest version of its rule says."""
    return all(getattr(newest, name) == value for name, value in draft_of(replay).items())


def may_use(replay, *, actor, newest, at):
    """Whether somebody may make the draft of a run the next version of its rule; `newest` is the one that stands."""
    draft, rule = draft_of(replay), replay.rule
    return first_no(
        rules.may_use(actor, replay, kind=rule.kind, newest=newest.number),
        rules.may_promote(draft_of(newest), draft, is_replayed=is_replayed(rule, draft, at=at)),
    )


@transaction.atomic
def use(replay, *, actor, at, note):
    """Make the draft of a finished run the next version of its rule. Raises NotAllowed."""
    rule = ScreenRule.objects.select_for_update(of=("self",)).get(pk=replay.rule_id)
    may_use(replay, actor=actor, newest=rule.versions.first(), at=at).enforce()
    return rulebook.change(rule, actor=actor, at=at, note=note, **draft_of(replay))
