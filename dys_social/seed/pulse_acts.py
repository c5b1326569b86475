"""The acts on the posts and releases of the demonstration, each through the service that the page of the same act calls."""

import tomllib
import uuid
from datetime import timedelta
from pathlib import Path

from dys_social.seed.acts import drawn_picture
from dys_social.seed.days import Ago
from evidence.services.keep import keep
from policy.calendar import local_day
from policy.models import Clause
from policy.services import acknowledge
from pulse_moderation.choices import Exemption, GuardianCapacity, Origin, ReleaseUse
from pulse_moderation.models import Post, ScreenRule, Source, YouthRelease
from pulse_moderation.rules.records import spans_of
from pulse_moderation.services import (
    audits,
    deciding,
    deliveries,
    feeds,
    flags,
    imports,
    incoming,
    privileges,
    receiving,
    reconsidering,
    records,
    release_decisions,
    releases,
    relying,
    replays,
    sources,
)
from pulse_moderation.services.screening import screen_posts
from violations.models import Report
from workflow.identity import acting_as_system

PULSE = "Pulse"
POSTS = Path(__file__).with_name("posts.toml")
DAY = timedelta(days=1)
MOST_BYTES = 10_000_000


# Posts ----------------------------------------------------------------------------------------------------------------


def posts():
    """The story of the sixty posts, from posts.toml."""
    for entry in tomllib.loads(POSTS.read_text(encoding="utf-8"))["post"]:
        ago, clock, key = Ago(entry.pop("ago")), entry.pop("clock"), entry.pop("key")
        yield (ago, clock, post, key, entry)


def post(world, key, at, *, by, body, title="", origin=Origin.COMPOSED, picture=None, is_youth_material=False):
    """Written here, or sent by Pulse; screened in the same minute."""
    author = world.person(by)
    made = _written if origin == Origin.COMPOSED else _sent
    made = made(key, author, at, title=title, body=body, picture=picture, is_youth_material=is_youth_material)
    world.posts[key] = made.pk
    screen_posts([made.pk], at=at)


def _written(key, author, at, *, picture, **text):
    _read_notice(author, at)
    files = ()
    if picture is not None:
        stored = keep(drawn_picture(picture), name="picture.png", most_bytes=MOST_BYTES, actor=author, at=at)
        files = (incoming.IncomingFile(file=stored, media_type="image/png", alt="A painted wall"),)
    return receiving.compose(author, form_key=uuid.uuid4(), at=at, attachments=files, **text)


def _sent(key, author, at, *, title, body, **_rest):
    source, _is_new = Source.objects.get_or_create(name=PULSE, defaults={"made_at": at})
    entry = incoming.Incoming(f"demo-{key.replace(' ', '-')}", at, "1", author=author, title=title, body=body)
    return receiving.receive_many([entry], source=source, origin=Origin.API, at=at)[0].post


def _read_notice(author, at):
    acknowledge(author, kind="pulse.notice", at=at)


def _post(world, key):
    return Post.objects.select_related("current", "author").get(pk=world.posts[key])


# Decisions ------------------------------------------------------------------------------------------------------------


def decide_post(
    world, key, at, *, by, kind, clauses=(), reason="", discretion=False, report=None, no_report="", privilege=None
):
    found = _post(world, key)
    grounds = deciding.Grounds(
        tuple(Clause.objects.filter(pk__in=clauses)), discretion, reason, report_id=_report(world, report),
        no_report_reason=no_report,
    )  # fmt: skip
    wish = privilege and privileges.Wish(privilege, reason)
    deciding.decide(
        found, kind=kind, actor=world.person(by), at=at, version=found.version, grounds=grounds, privilege=wish
    )


def _report(world, key):
    if key is None:
        return None
    with acting_as_system("intake"):
        return Report.objects.get(pk=world.reports[key]).public_id


def flag(world, key, at, *, by, clause, comment=""):
    flags.flag(
        _post(world, key),
        by=world.person(by),
        form_key=uuid.uuid4(),
        clause=Clause.objects.get(pk=clause),
        comment=comment,
        at=at,
    )


def ask_again(world, key, at, *, by, text):
    decision = _post(world, key).decisions.order_by("-decided_at", "-pk").first()
    reconsidering.ask(decision, text=text, actor=world.person(by), at=at)


def answer(world, key, at, *, by, is_overturned, text):
    decision = _post(world, key).decisions.filter(reconsideration__isnull=False).latest("decided_at")
    reconsidering.decide(
        decision.reconsideration, is_overturned=is_overturned, answer=text, actor=world.person(by), at=at
    )


def act_on(world, key, at, *, by, kind, reason, until=None):
    """`key` is the name of the person."""
    privileges.act(world.person(key), kind=kind, reason=reason, actor=world.person(by), at=at,
                   until=until and until.on(world.today))  # fmt: skip


def replay(world, code, at, *, by, days, mode, exceptions=()):
    """A draft of a rule, run over the stored posts to its end; the rule stays as it is."""
    rule = ScreenRule.objects.get(code=code)
    draft = {"mode": mode, "exceptions": [*rule.versions.first().exceptions, *exceptions]}
    made = replays.start(rule, draft=draft, days=days, actor=world.person(by), at=at)
    for part in made.parts.all():
        replays.run(part.pk, now=lambda: at)


# Releases (B.1.h) -----------------------------------------------------------------------------------------------------


def release(
    world, key, at, *, by, youth, kinds, description, signed, guardian=None, capacity=GuardianCapacity.PARENT, lasts=365,
    uses=(ReleaseUse.PULSE,), shows=("first_name",), hand_in=True,
):  # fmt: skip
    """Entered from the signed paper; handed in unless it is left a draft."""
    who, signed_on = world.person(by), signed.on(world.today)
    made = releases.begin(world.youth[youth], form_key=uuid.uuid4(), actor=who, at=at)
    releases.add_document(made, drawn_picture(200), name="signed.png", actor=who, at=at)
    made = releases.edit(
        made, actor=who, at=at, material_kinds=list(kinds), description=description, allowed_uses=list(uses),
        **{f"may_show_{name}": name in shows for name in ("first_name", "full_name", "face", "voice")},
        youth_signed_on=signed_on, guardian_name=guardian or "", guardian_capacity=capacity if guardian else "",
        guardian_capacity_text="", guardian_signed_on=signed_on if guardian else None, valid_from=signed_on,
        valid_to=signed_on + lasts * DAY,
    )  # fmt: skip
    if hand_in:
        made = releases.submit(made, actor=who, at=at)
    world.releases[key] = made.pk


def _release(world, key):
    return YouthRelease.objects.select_related("youth").get(pk=world.releases[key])


def verify(world, key, at, *, by):
    release_decisions.verify(_release(world, key), actor=world.person(by), at=at)


def revoke(world, key, at, *, by, by_whom):
    release_decisions.revoke(_release(world, key), by_whom=by_whom, actor=world.person(by), at=at)


def link(world, key, at, *, by, releases, kinds, shows, youth_count):
    """Say what a post shows, and which releases it relies on."""
    who = world.person(by)
    for name in releases:
        relying.link(_post(world, key), _release(world, name), actor=who, at=at)
    relying.say_what_it_shows(_post(world, key), kinds=kinds, shows=shows, youth_count=youth_count, actor=who, at=at)


# By administrators ----------------------------------------------------------------------------------------------------


def connect_source(world, key, at, *, by):
    """A key for signed calls, whose secret nobody keeps, and a feed that rests."""
    source, who = Source.objects.get(name=key), world.person(by)
    signed_with, _secret = sources.make_key(source, overlap=DAY, actor=who, at=at)
    deliveries.take(signed_with, signature="0" * 64, body=b'[{"type": "Like"}]', at=at)  # of nothing that is taken
    feeds.keep(source, url="https://pulse.example/news.atom", every_minutes=60, is_active=False, actor=who, at=at)


def import_file(world, key, at, *, by, lines):
    """`key` names the file."""
    kept = imports.upload(
        lines.encode(), name=key, source=Source.objects.get(name=PULSE), actor=world.person(by), at=at
    )
    while imports.read_chunk(kept.pk, at=at):
        pass


def audit(world, key, at, *, by, days, size, verdicts):
    """Drawn by lot under the seed `key`; the first entries judged."""
    today, who = local_day(at), world.person(by)
    drawn = audits.draw(audits.Plan(today - days * DAY, today, size, seed=key), form_key=uuid.uuid4(), actor=who, at=at)
    waiting = drawn.entries.exclude(decision__decided_by=who)
    for entry, (verdict, note) in zip(waiting, verdicts, strict=False):
        audits.judge(entry, audits.Judgment(verdict, note), actor=who, at=at)


# Public-records requests (B.1.g) --------------------------------------------------------------------------------------


def ask_for_records(world, key, at, *, by, requester, days, quote):
    """Of the last so many days; the words `quote` are covered wherever a text that is given out has them."""
    today, who = local_day(at), world.person(by)
    wanted = records.Wanted(requester, today, today - days * DAY, today)
    for entry in records.draw(wanted, form_key=uuid.uuid4(), actor=who, at=at).entries.select_related("revision"):
        spans = spans_of(entry.revision.text, quote, every=True)
        if spans and entry.is_included:
            records.cover(entry, spans, exemption=Exemption.C, actor=who, at=at)
