"""The package that is given out on a public-records request: one file a post, an index, and a manifest of hashes (B.1.g).

It is made once and kept byte by byte, so what was given out can be compared with its manifest at any time. It says nothing
of flags, of hits, of moderators' notes or names, or of whom a text may be about.
"""

import hashlib
import io
import json
import zipfile
from itertools import groupby

from django.db import transaction

from investigations.services.csv import BYTE_ORDER_MARK, safe
from policy.calendar import MASSACHUSETTS
from pulse_moderation.choices import Exemption
from pulse_moderation.models import Decision, RecordsPackage
from pulse_moderation.rules import records as rules
from pulse_moderation.rules.records import Span
from pulse_moderation.services.records import locked, may_export
from pulse_moderation.states import RecordsAct, RecordsState
from workflow.moves import transition

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same texts give the same bytes, whenever they are packed
COLUMNS = ("file", "post", "text", "kind", "posted", "author", "state", "given out", "exemptions", "reason")


@transaction.atomic
def export(request, *, actor, at):
    """Pack what is given out and freeze the request. Raises NotAllowed, Stale."""
    request = locked(request)
    may_export(actor, request).enforce()
    files = dict(_files(request))
    manifest = {
        "request": request.number,
        "records_class": "potential_public_record",
        "from": request.first_on.isoformat(),
        "to": request.last_on.isoformat(),
        "made": at.astimezone(MASSACHUSETTS).isoformat(timespec="seconds"),
        "files": [{"name": name, "bytes": len(files[name]), "sha256": _sha256(files[name])} for name in sorted(files)],
    }
    content = _packed({**files, "manifest.json": _as_json(manifest)})
    transition(request, RecordsState.EXPORTED, act=RecordsAct.EXPORT, actor=actor, at=at, clause="B.1.g",
               facts={"sha256": _sha256(content)}, exported_at=at, manifest=manifest)  # fmt: skip
    return RecordsPackage.objects.create(request=request, content=content, sha256=_sha256(content))


def _files(request):
    """(name, bytes) of every file but the manifest."""
    lines = [COLUMNS]
    entries = request.entries.select_related("revision", "post__author").prefetch_related("redactions")
    for number, (_pk, group) in enumerate(groupby(entries.order_by("position"), key=lambda one: one.post_id), start=1):
        group = list(group)
        name = f"posts/{number:05}.json"
        said = _post(group)
        lines += [_line(name, said, text) for text in said["texts"]]
        yield name, _as_json(said)
    yield "index.csv", _index(lines)


def _post(entries):
    """One post as it is given out. Of one that is withheld whole nothing is said but that there is one, and why not."""
    post = entries[0].post
    said = {"post": str(post.public_id), "kind": post.kind, "posted": _moment(post.posted_at)}
    if any(entry.is_included for entry in entries):
        said |= {"author": post.writer, "state": str(post.get_state_display()), "decisions": _decisions(post)}
    return said | {"texts": [_text(entry) for entry in entries]}


def _text(entry):
    said = {"number": entry.revision.number, "posted": _moment(entry.revision.posted_at)}
    if not entry.is_included:
        return said | {
            "given_out": "withheld", "exemptions": [Exemption(entry.exemption).label], "reason": entry.reason
        }  # fmt: skip
    spans = [Span(one.start, one.end, one.exemption) for one in entry.redactions.all()]
    covered = sorted({span.exemption for span in spans})
    return said | {
        "given_out": "in part" if spans else "whole",
        "exemptions": [Exemption(letter).label for letter in covered],
        "text": rules.in_words(rules.given_out(entry.revision.text, spans)),
        "attachments": entry.revision.attachments.count(),
    }


def _decisions(post):
    """What was decided, on which day, under which clauses: not by whom, and no notes."""
    decisions = Decision.objects.filter(post=post).prefetch_related("clauses").order_by("decided_at", "pk")
    return [
        {
            "decision": str(decision.get_kind_display()),
            "on": decision.decided_at.astimezone(MASSACHUSETTS).date().isoformat(),
            "clauses": [clause.pk for clause in decision.clauses.all()] + ["B.1.a"] * decision.is_discretion,
        }
        for decision in decisions
    ]


def _line(name, post, text):
    return (
        name, post["post"], text["number"], post["kind"], text["posted"], post.get("author", ""), post.get("state", ""),
        text["given_out"], "; ".join(str(one) for one in text["exemptions"]), text.get("reason", ""),
    )  # fmt: skip


def _index(lines):
    """The list of every text; no cell is taken for a formula by a spreadsheet (domain 15, A15)."""
    rows = (",".join('"{}"'.format(safe(cell).replace('"', '""')) for cell in line) for line in lines)
    return (BYTE_ORDER_MARK + "\r\n".join(rows) + "\r\n").encode("utf-8", "backslashreplace")


def _moment(at):
    return at.astimezone(MASSACHUSETTS).isoformat(timespec="seconds")


def _as_json(said):
    text = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


def _packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(entry, files[name])
    return out.getvalue()
