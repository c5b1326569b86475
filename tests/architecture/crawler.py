"""Every address of the portal with records behind it, the forms on its pages, and posts that leave nothing behind."""

import datetime
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponseServerError
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from authorizations.choices import Connection, ViewerAnswer
from authorizations.models import JJEMSNote, Platform, SocialMediaAccount
from authorizations.services import accounts, compliance, decisions, platforms
from dys_social import personnel
from evidence.services import keep
from investigations.models import ConfidentialIssue
from investigations.services import contacts, emergency
from investigations.services import records as investigation_records
from notifications import services as clock
from notifications.models import Mail, Notice, UrgentCall
from people.models import User
from people.roles import Role
from policy.calendar import local_day
from policy.models import LegalHoliday
from pulse_moderation.models import YouthRelease
from pulse_moderation.services import audits, deliveries, feeds, flags, imports, orders, reconsidering, sources
from pulse_moderation.services import composing as pulse_composing
from tests.architecture import crawler_pulse
from tests.evidence import pictures
from tests.factories import evidence, investigations, pulse
from tests.factories import releases as written
from tests.factories.authorizations import draft, granted, signed_review, submitted, suspended
from tests.factories.reports import reported
from tests.pulse_moderation import audited
from tests.pulse_moderation.people import ready, upload
from tests.violations import desk
from violations.models import Attachment, Link, SavedView
from violations.services import drafts, duties, holding, links, triage
from violations.views.acts import PAGES as PAGES_OF_ACTS
from violations.views.pages import PAGES
from workflow.identity import acting_as, acting_as_system

# What a browser sends for a field that nobody touched; words that a reason, a name or a look-up takes.
WORDS = "Plain words, long enough to be taken as a reason."
PASSWORD = "a password for tests"  # everybody's in tests/cast.py
KEPT_ANYWAY = {"audit"}  # a refusal is an event, and stays


# The world ------------------------------------------------------------------------------------------------------------


def records(cast):
    """{view name: [addresses]}: at least one for every address of the portal, with a record behind it."""
    at = timezone.now()
    platforms.rule_on(
        Platform.objects.get(slug="instagram"),
        ruling="Posts only.",
        condition="Never open stories.",
        actor=cast.priya,
        at=at,
        day=local_day(at),
    )
    linkedin = {"platform": "linkedin", "viewer_answer": ViewerAnswer.HIDDEN, "privacy_checked_on": local_day(at)}
    drafted = draft(cast.dana, cast.koa, at=at)
    waiting = submitted(cast.dana, cast.koa, at=at, display_name="D. Lane", name_mismatch_explanation="My stage name.")
    returned = decisions.return_(
        submitted(cast.dana, cast.koa, at=at), reason="Say more.", signature="Beatrix Nwosu", actor=cast.beatrix, at=at
    )
    active = granted(cast.dana, cast.koa, at=at, **linkedin)
    paused = suspended(cast.dana, cast.koa, at=at)
    moved = granted(cast.mateo, cast.koa, at=at)
    rename = accounts.ask_rename(moved, new_handle_entered="demo_new", reason="Changed", actor=cast.mateo, at=at)
    issue = compliance.report_connection(
        draft(cast.juniper, cast.tavi, at=at, existing_connection=Connection.FAMILY),
        statement="My cousin.",
        actor=cast.juniper,
        at=at,
    )
    submitted(cast.mateo, cast.koa, at=at, handle="demo_typo")
    typo = SocialMediaAccount.objects.get(handle="demo_typo")
    grant = personnel.grant_role(cast.noor, Role.LEGAL, actor=cast.bram, at=at)
    delegation = personnel.delegate(
        cast.beatrix, cast.noor, from_on=local_day(at), to_on=local_day(at), reason="Leave", actor=cast.beatrix, at=at
    )
    signed = signed_review(active.reviews.get(), at=at)
    own = {"public_id": active.public_id}
    made = {"public_id": reported(cast.dana, cast.juniper, at=at).public_id}
    captured = evidence.logged(active, at=at, relevance=["abuse"])
    begun = evidence.drafted(active, at=at)
    stopped = evidence.gated(active, at=at)
    kept = {"public_id": captured.public_id, "file_id": captured.files.get().file.public_id}
    loose = {"public_id": begun.public_id, "file_id": begun.files.get().file.public_id}
    return {
        "follow": [made],  # of nobody signed in: it leads to where the seven words are typed
        "own_report": [made],
        "supervision_detail": [{"public_id": record.public_id} for record in (drafted, waiting, returned, active)],
        "supervision_edit": [
            {"public_id": record.public_id, "step": step}
            for record in (drafted, returned)
            for step in ("youth", "account", "sign")
        ],
        "supervision_decide": [{"public_id": waiting.public_id}],
        "supervision_discard": [{"public_id": drafted.public_id}],
        "supervision_withdraw": [{"public_id": returned.public_id}],
        "supervision_resume": [{"public_id": paused.public_id}],
        "supervision": [own],
        "supervision_review": [{"public_id": moved.reviews.get().public_id}, {"public_id": signed.public_id}],
        "evidence_new": [own],
        "evidence": [{"public_id": record.public_id} for record in (captured, begun, stopped)],
        "evidence_upload": [{"public_id": begun.public_id}],
        "evidence_leave_out": [loose],
        "evidence_original": [kept],
        "evidence_page": [kept | {"number": 1}],
        "duty": [{"public_id": captured.duties.first().public_id}],
        "account_rename": [own],
        "rename_decide": [{"public_id": rename.public_id}],
        "note_confirm": [{"public_id": JJEMSNote.objects.get(authorization=active).public_id}],
        "account_release": [{"public_id": typo.public_id}],
        "compliance": [{"public_id": issue.public_id}],
        "platform": [{"slug": "instagram"}, {"slug": "other"}],
        "inbox_open": [{"public_id": Notice.objects.filter(recipient=cast.dana).first().public_id}],
        "person_role": [{"public_id": cast.noor.public_id, "grant_id": grant.public_id}],
        "person": [{"public_id": person.public_id} for person in (cast.beatrix, cast.noor)],
        "delegation": [{"public_id": delegation.public_id}],
        "youth": [{"public_id": cast.koa.public_id}],
        "policy_clause": [{"clause_id": "B.2.c"}],
        "settings_edit": [{"key": "jjems_note_due"}, {"key": "allow_chain_decision"}],
        "calendar_feed": [{"key": clock.make_feed(cast.dana, replaces=None, at=at)}],
        "feed_revoke": [{"public_id": clock.live_feed(cast.dana).public_id}],
        "demonstration_message": [{"name": "1.eml"}],
        "mail": [{"public_id": Mail.objects.first().public_id}],
        "brake": [{"public_id": clock.set_brake("expired", ended=30, live=90, is_confidential=False, at=at).public_id}],
        "ladder_edit": [{"kind": "supervision.note"}, {"kind": "confidential.meeting"}],
        "urgent": [{"public_id": UrgentCall.objects.last().public_id}],
        "rota": [{"public_id": clock.put_on_rota(cast.priya, actor=cast.imogen, at=at) and cast.priya.public_id}],
        "holiday": [{"public_id": LegalHoliday.objects.first().public_id}],
        **_sources(cast, at),
        **_confidential_records(cast, at),
        **_audits(cast, at),
        **_reports(cast, at),
        **_handled_reports(cast, at),
        **crawler_pulse.records(cast, at),
        **_releases(cast, at),
        **_orders(cast, at),
        **_people_of_pulse(cast, at),
    }


def _people_of_pulse(cast, at):
    """Posts of Dana's: shown with a picture, held, and removed with another look asked for; one of Mateo's she reported."""
    dana, picture = ready(cast.dana, at=at), pulse_composing.keep_picture(upload(), actor=cast.dana, at=at)
    shown = pulse.published(pulse.written(dana, at=at, attachments=pulse_composing.attached([picture])), at=at)
    waiting = pulse.held(pulse.written(dana, at=at), at=at)
    others = pulse.published(pulse.written(cast.mateo, at=at), at=at)
    flag = flags.flag(others, by=cast.dana, form_key=uuid.uuid4(), clause=None, comment=WORDS, at=at)
    removed = [
        pulse.removed(pulse.published(pulse.written(dana, at=at), at=at), by=cast.lucinda, at=at).decisions.get()
        for _number in range(2)
    ]
    asked = reconsidering.ask(removed[0], text=WORDS, actor=dana, at=at)
    own = [{"public_id": post.public_id} for post in (shown, waiting)]
    kept = shown.current.attachments.get()
    return {
        "pulse_post": [*own, {"public_id": others.public_id}],
        "pulse_picture": [own[0] | {"picture": kept.public_id, "number": 1}],
        "pulse_revise": own,
        "pulse_withdraw": own[1:],
        "flag_new": [{"public_id": others.public_id}],
        "flag_detail": [{"public_id": flag.public_id}],
        "reconsideration_new": [{"public_id": removed[1].public_id}],
        "reconsideration_decide": [{"public_id": asked.public_id}],
        "privilege_person": [{"public_id": person.public_id} for person in (cast.dana, cast.rolf)],
    }


def _releases(cast, at):
    """A release in each state that has a page of its own, and a post of Dana's that relies on one."""
    koa = {"by": cast.dana, "verifier": cast.lucinda, "at": at}
    draft, waiting, rejected, good = (
        {"public_id": written.in_state(state, cast.koa, **koa).public_id}
        for state in ("draft", "uploaded", "rejected", "verified")
    )
    release = YouthRelease.objects.get(**good)
    post = written.posted(cast.dana, at=at, by=[release])
    linked = {"public_id": post.public_id, "link_id": post.releases.get().public_id}
    return {
        "release_detail": [waiting, rejected, good],
        "release_edit": [draft],
        "release_verify": [waiting],
        "release_reject": [waiting],
        "release_waive": [waiting],
        "release_correct": [rejected],
        "release_revoke": [good],
        "release_file": [waiting | {"which": "document", "part": "1"}],
        "post_releases": [{"public_id": post.public_id}],
        "post_release_link": [{"public_id": post.public_id}],
        "post_release_unlink": [linked],
    }


def _orders(cast, at):
    """Removals ordered of Pulse: one waits, one was missed."""
    source = pulse.source(at=at)
    pulse.webhook(source, by=cast.bram, at=at)
    posts = [pulse.published(pulse.sent(at=at), at=at) for _number in range(2)]
    waiting, missed = (pulse.removed(post, by=cast.lucinda, at=at).orders.get() for post in posts)
    orders.confirm_by_call(source, missed.public_id, "refused", at)
    return {
        "order": [{"public_id": order.public_id} for order in (waiting, missed)],
        "webhook": [{"public_id": source.public_id}],
    }


def _sources(cast, at):
    """A source of posts with a key, a feed that nobody looks at, a delivery, and a file that was read."""
    source = sources.make("Pulse of the crawler", actor=cast.bram, at=at)
    key, _secret = sources.make_key(source, overlap=datetime.timedelta(days=7), actor=cast.bram, at=at)
    feed = feeds.keep(source, url="http://127.0.0.1:9/feed", every_minutes=60, is_active=False, actor=cast.bram, at=at)
    delivery = deliveries.take(key, signature="0" * 64, body=b"[{}]", at=at)
    kept = imports.upload(b"body\nOne\n", name="posts.csv", source=source, actor=cast.bram, at=at)
    return {
        "source": [{"public_id": source.public_id}],
        "source_key_end": [{"public_id": key.public_id}],
        "source_feed_edit": [{"public_id": feed.public_id}],
        "source_delivery": [{"public_id": delivery.public_id}],
        "pulse_api_delivery": [{"public_id": delivery.public_id}],
        "import": [{"public_id": kept.public_id}],
    }


def _audits(cast, at):
    """An audit of two decisions of Lucinda, one of them judged."""
    for number in range(2):
        audited.decided(cast.dana, cast.lucinda, at=at, body=f"Potluck number {number}.")
    audit = audited.drawn(cast.bram, at=at)
    first, second = audit.entries.all()
    audits.judge(first, audits.Judgment("agree"), actor=cast.bram, at=at)
    one = {"public_id": audit.public_id}
    return {"pulse_audit": [one], "pulse_audit_entry": [one | {"entry_id": row.public_id} for row in (first, second)]}


def _reports(cast, at):
    """What Dana reported, and what she has begun to report and not sent yet."""
    filer = drafts.Filer(person=cast.dana)
    told = {"alleged": {"C.2.h": {"setting": "At a residence"}}, "named": [cast.juniper], "narrative": WORDS}
    draft = drafts.save(filer, drafts.MODE, "named", at=at)
    report = drafts.send(filer, draft, mode="named", at=at, **told)
    draft = drafts.save(filer, "what", {"clauses": ["C.2.h"]}, at=at)
    row = drafts.add_file(filer, draft, pictures.screenshot(), name="shot.png", at=at)
    steps, file = [{"step": name} for name in PAGES], [{"file_id": row.file.public_id}]
    return {
        "report_step": steps,
        "report_anonymous_step": steps,
        "report_leave_out": file,
        "report_anonymous_leave_out": file,
        "report_receipt": [{"public_id": report.public_id}],
        "own_report": [{"public_id": report.public_id}],
        "follow": [{"public_id": report.public_id}],
    }


def _handled_reports(cast, at):
    """A report about Dana that Leona investigates for the Legal Unit, with everything that can hang on one."""
    other = desk.filed(cast, at)
    report = desk.investigated(cast, at)
    desk.as_(cast.priya, triage.answer_safety, report, has_contact="yes", measure="instructed", manager=cast.beatrix,
             text="Keep her off the floor.", at=at)  # fmt: skip
    report = desk.handed_in(cast, desk.heard(cast, desk.now_of(report), at), at + desk.DAY)
    desk.as_(cast.priya, duties.add, report, kind="police", at=at)
    desk.as_(cast.priya, holding.let_in, desk.now_of(report), person=cast.hollis, reason="Knows the place.", at=at)
    report = desk.corrected(cast, desk.now_of(report), at)
    desk.as_(cast.priya, links.link, report, other=desk.now_of(other), kind="related", reason="The same page.", at=at)
    with acting_as_system("intake"):
        picture = keep(pictures.screenshot(), name="", most_bytes=1 << 20, actor=None, at=at)
        file = Attachment.objects.create(report=report, file=picture, at=at)
        link = Link.objects.get(report=report)
        targets = {
            "decisions": report.decisions.first(), "assignments": report.assignments.first(),
            "let_in": report.let_in.first(),
            "findings": report.findings.first(), "duties": report.duties.first(), "actions": report.actions.first(),
            "allegations": report.allegations.first(),
        }  # fmt: skip
        told = report.hearings.first(), report.safety.filter(measure="instructed").first()
    with acting_as(cast.priya):
        view = SavedView.objects.create(owner=cast.priya, name="Open", made_at=at)
    one = {"public_id": report.public_id}
    return {
        "report": [one],
        "report_act": [one | {"act": slug} for slug, page in PAGES_OF_ACTS.items() if not page.on],
        "report_act_on": [
            one | {"act": slug, "target": targets[page.on].public_id} for slug, page in PAGES_OF_ACTS.items() if page.on
        ],
        "report_file": [one | {"file": file.public_id, "part": "1"}],
        "report_unlink": [one | {"link_id": link.public_id}],
        "report_view": [{"public_id": view.public_id}],
        "hearing": [{"public_id": told[0].public_id}],
        "reserve_end": [{"public_id": cast.noor.public_id}],
        "safety": [{"public_id": told[1].public_id}],
    }


def _confidential_records(cast, at):
    """An investigation of Dana, a designee, whom Beatrix supervises, with everything one can have."""
    designation = investigations.designated(cast.dana, by=cast.priya, at=at)
    draft_, waiting = (make(cast.dana, cast.koa, at=at) for make in (investigations.draft, investigations.submitted))
    covert = investigations.granted(cast.dana, cast.koa, at=at, level="covert")
    leave = investigations.active(cast.dana, cast.koa, at=at, communication=True, counsel=cast.priya)
    profile = investigations.profile_in_use(leave, at=at)
    another = investigations.active(cast.dana, cast.koa, at=at)
    approved = investigations.approved_contact(profile, at=at)
    asked = investigations.asked_contact(profile, at=at, target="demo_other")
    with acting_as(cast.dana):
        item = investigation_records.capture(
            leave, form_key=uuid.uuid4(), source_account="demo_x", captured_at=at, actor=cast.dana, at=at,
            files=[(pictures.screenshot(), "shot.png")],
        )  # fmt: skip
        contacts.log(profile, form_key=uuid.uuid4(), occurred_at=at, direction="in", method="call", summary="A call.",
                     explanation="It came by itself.", actor=cast.dana, at=at)  # fmt: skip
        kept = item.files.get()
        meeting, granted_profile = leave.meetings.get(), another.profiles.get()
    with acting_as(cast.priya):
        issue = ConfidentialIssue.objects.first()
    with acting_as(cast.bram):
        emergencies = [
            emergency.ask(record_named=leave.number, kind="absence", reason="Nobody who may see it can be reached.",
                          actor=cast.bram, at=at)
            for _number in range(2)
        ]  # fmt: skip
    with acting_as(cast.imogen):
        emergency.answer(emergencies[0], is_agreed=True, reason="Agreed.", actor=cast.imogen, at=at)
    delegation = personnel.delegate(
        cast.noor, cast.hollis, from_on=local_day(at), to_on=local_day(at), reason="Leave", actor=cast.noor, at=at
    )

    def of(*rows, **more):
        return [{"public_id": row.public_id} | more for row in rows]

    return {
        "investigation": of(leave),
        "investigation_detail": of(leave, waiting, covert),
        "investigation_edit": of(draft_),
        "investigation_sign": of(draft_),
        "investigation_discard": of(draft_),
        "investigation_withdraw": of(waiting),
        "investigation_decide": of(waiting),
        "investigation_concur": of(covert),
        "investigation_reveal": of(leave, group="request"),
        "investigation_file": of(kept, part="1"),
        "investigation_register": [{"register": "profiles"}],
        "capture": of(leave),
        "disclosure": of(leave),
        "profile": of(profile),
        "profile_new": of(leave),
        "profile_record": of(granted_profile),
        "profile_reveal": of(profile, group="account"),
        "communication": of(asked, approved),
        "communication_new": of(profile),
        "communication_log": of(profile),
        "meeting": of(meeting),
        "confidential_issue": of(issue),
        "designation": of(designation),
        "delegate": of(delegation),
        "emergency": of(*emergencies),
    }


def addresses(cast):
    """{view name: addresses} of the whole portal. Fails for an address that no record of `records` fits."""
    known = records(cast)
    return {
        name: [reverse(name, kwargs=kwargs) for kwargs in _arguments(name, parameters, known)]
        for name, parameters in patterns(get_resolver())
    }


def patterns(resolver, before=()):
    for entry in resolver.url_patterns:
        parameters = (*before, *entry.pattern.converters, *_groups(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from patterns(entry, parameters)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry.name, set(parameters)


def _groups(pattern):
    return getattr(getattr(pattern, "regex", None), "groupindex", {})


def _arguments(name, parameters, known):
    if not parameters:
        return [{}]
    words = name.split("_")
    prefixes = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
    fitting = [known[prefix] for prefix in prefixes if prefix in known and set(known[prefix][0]) == parameters]
    assert fitting, f"{name}: add a record for it to tests/architecture/crawler.py"
    return fitting[0]


# The forms ------------------------------------------------------------------------------------------------------------


@dataclass
class Form:
    """A form as a browser would send it: `values` of every control, `typed` the names one types into."""

    action: str
    method: str
    values: dict = field(default_factory=dict)
    typed: list = field(default_factory=list)
    chosen: dict = field(default_factory=dict)  # radio groups and lists: name -> the values offered
    buttons: list = field(default_factory=list)

    def filled(self):
        return {name: value if value or name not in self.typed else WORDS for name, value in self.values.items()}


class FormReader(HTMLParser):
    """Collects the POST forms of a page, and the parameters that its links and GET forms put behind a question mark."""

    def __init__(self, address):
        super().__init__()
        self.address, self.forms, self.parameters = address, [], set()
        self._form = self._select = self._text = None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and "?" in given.get("href", ""):
            query = urlsplit(given["href"]).query
            self.parameters |= {part.split("=")[0] for part in query.split("&") if part}
        if tag == "form":
            action = urlsplit(urljoin(self.address, given.get("action", ""))).path
            self._form = Form(action=action, method=given.get("method", "get").lower())
        elif self._form is not None:
            self._control(tag, given)

    def _control(self, tag, given):
        name = given.get("name")
        if tag == "option" and self._select:
            self._form.chosen[self._select].append(given.get("value") or "")
            if "selected" in given or not self._form.values.get(self._select):
                self._form.values[self._select] = given.get("value") or ""
        if not name:
            return
        if tag == "select":
            self._select = name
            self._form.chosen[name], self._form.values[name] = [], ""
        elif tag == "textarea":
            self._text, self._form.values[name] = name, ""
            self._form.typed.append(name)
        elif tag == "button":
            self._form.buttons.append((name, given.get("value") or ""))
        elif tag == "input":
            self._input(name, given.get("type", "text"), given)

    def _input(self, name, kind, given):
        form, value = self._form, given.get("value") or ""
        if kind == "submit":
            form.buttons.append((name, value))
        elif kind == "radio":
            form.chosen.setdefault(name, []).append(value)
            if "checked" in given or name not in form.values:
                form.values[name] = value
        elif kind == "checkbox":
            form.values.setdefault(name, given.get("value") or "on")
        elif kind == "date":
            form.values[name] = value or datetime.date.today().isoformat()
        elif kind == "datetime-local":
            form.values[name] = value or f"{datetime.date.today().isoformat()}T00:01"
        else:
            form.values[name] = PASSWORD if kind == "password" else value
            if kind != "hidden":
                form.typed.append(name)

    def handle_endtag(self, tag):
        if tag == "form" and self._form is not None:
            if self._form.method == "post":
                self.forms.append(self._form)
            else:
                self.parameters |= set(self._form.values)
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data):
        if self._text and self._form is not None:
            self._form.values[self._text] = (self._form.values[self._text] + data).strip()


def read(address, body):
    reader = FormReader(address)
    reader.feed(body)
    return reader


# Sending --------------------------------------------------------------------------------------------------------------


def client_of(person):
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def encoded(pairs):
    """As bytes of a form or a query, lone surrogates included."""
    return "&".join(f"{quote_plus(name)}={_quoted(value)}" for name, value in pairs.items())


def _quoted(value):
    return quote_plus(value.encode("utf-8", "surrogatepass"))


def get(client, address, query="", **headers):
    return _undone(client, lambda: client.get(address + query, **headers))[0]


def post(client, address, values, **headers):
    """The answer, and whether rows of the portal were changed. `values`: pairs, or the body as it is."""
    body = values if isinstance(values, bytes) else encoded(values)
    headers = {"content_type": "application/x-www-form-urlencoded"} | headers
    return _undone(client, lambda: client.generic("POST", address, body, **headers), watched=True)


def send(client, method, address):
    """The answer to a request without a body, and whether rows of the portal were changed."""
    return _undone(client, lambda: client.generic(method, address), watched=True)


def _undone(client, send, *, watched=False):
    """What a request is answered with; nothing of it stays, neither rows nor cookies."""
    cookies = client.cookies.copy()
    before = _writes() if watched else {}
    mark = transaction.savepoint()
    touched, after = [], None
    try:
        answer = send()
        if watched:
            touched = [table for table, count in _writes().items() if count != before[table]]
            after = _contents(touched)
    except DatabaseError as error:  # so broken that even the page that says so failed
        answer, touched = HttpResponseServerError(str(error)), []
    finally:
        transaction.savepoint_rollback(mark)
        client.cookies = cookies
    return answer, bool(touched) and _contents(touched) != after


def _tables():
    return [
        model._meta.db_table
        for app in settings.PORTAL_APPS
        if app not in KEPT_ANYWAY
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    ]


def _writes():
    """{table: rows this transaction has written so far}, also those it took back: quick, and blind to no table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables WHERE relname = ANY (%s)",
            [_tables()],
        )
        return dict(cursor.fetchall())


def _contents(tables):
    """What stands in these tables, the compartment's as the Legal Unit sees them."""
    asked = " UNION ALL ".join(
        f"SELECT count(*), sum(hashtextextended(row::text, 0)) FROM {table} AS row" for table in tables
    )
    if not tables:
        return []
    with acting_as(User.objects.holding(Role.LEGAL).first()), connection.cursor() as cursor:
        cursor.execute(asked)
        return cursor.fetchall()


def fingerprint():
    """What stands in the tables of the portal's own apps."""
    return _contents(_tables())
