"""The hash chain: how a digest is computed, written by the database, and checked.

The digest covers the previous digest, the sequence and every column of the event. `VERIFY` computes it anew with its
own copy of the expression, so a changed database function cannot hide a changed row.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from tink import TinkError

from sealing.keys import anchor_mac

GENESIS = b"\x00" * 32

# One row of the event as text. jsonb_build_array prints every value in one form only.
DIGEST = """sha256(
    {previous} || convert_to({sequence}::text || jsonb_build_array(
        {e}.event_id, extract(epoch from {e}.at), {e}.action, {e}.subject_label, {e}.subject_id, {e}.actor_id,
        {e}.actor_name, {e}.was, {e}.becomes, {e}.clause, {e}.facts, {e}.is_confidential, {e}.request_id
    )::text, 'UTF8'))"""

INSTALL = f"""
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit trail is append-only.';
END $$;

CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_is_append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();

CREATE FUNCTION audit_seal_event() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    head public.audit_head;
    link bytea;
BEGIN
    SELECT * INTO head FROM public.audit_head WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO public.audit_head (id, sequence, digest) VALUES (1, 0, decode(repeat('00', 32), 'hex'))
            ON CONFLICT (id) DO NOTHING;
        SELECT * INTO head FROM public.audit_head WHERE id = 1 FOR UPDATE;
    END IF;
    link := {DIGEST.format(previous="head.digest", sequence="(head.sequence + 1)", e="new")};
    INSERT INTO public.audit_seal (sequence, event_id, previous, digest)
        VALUES (head.sequence + 1, new.event_id, head.digest, link);
    UPDATE public.audit_head SET sequence = head.sequence + 1, digest = link WHERE id = 1;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_event_is_sealed AFTER INSERT ON audit_event
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal_event();
"""  # nosec B608

REMOVE = """
DROP TRIGGER audit_event_is_sealed ON audit_event;
DROP TRIGGER audit_event_is_append_only ON audit_event;
DROP TRIGGER audit_seal_is_append_only ON audit_seal;
DROP FUNCTION audit_seal_event();
DROP FUNCTION audit_refuse_change();
"""

VERIFY = f"""
SELECT s.sequence, e.event_id IS NULL AS is_missing,
       s.sequence <> lag(s.sequence, 1, 0::bigint) OVER links + 1 AS is_gap,
       s.previous <> lag(s.digest, 1, decode(repeat('00', 32), 'hex')) OVER links AS is_broken,
       e.event_id IS NOT NULL AND s.digest <> {DIGEST.format(previous="s.previous", sequence="s.sequence", e="e")}
           AS is_edited
FROM audit_seal s LEFT JOIN audit_event e USING (event_id)
WINDOW links AS (ORDER BY s.sequence)
"""  # nosec B608
FAULTS = f"""
SELECT * FROM ({VERIFY}) links WHERE is_missing OR is_gap OR is_broken OR is_edited ORDER BY sequence LIMIT 1000
"""  # nosec B608
UNSEALED = """
SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT FROM audit_seal s WHERE s.event_id = e.event_id)
"""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where in the chain (0 when it is not about one link)."""

    sequence: int
    what: str


def verify():
    """Every fault found in the chain and against its anchors, and the number of links read."""
    faults = []
    with connection.cursor() as cursor:
        cursor.execute(FAULTS)
        for sequence, is_missing, is_gap, is_broken, is_edited in cursor.fetchall():
            if is_missing:
                faults.append(Fault(sequence, "the event is deleted"))
            if is_gap:
                faults.append(Fault(sequence, "links before it are missing"))
            if is_broken:
                faults.append(Fault(sequence, "it does not follow from the link before it"))
            if is_edited:
                faults.append(Fault(sequence, "the event was edited or moved"))
        cursor.execute(UNSEALED)
        (unsealed,) = cursor.fetchone()
        if unsealed:
            faults.append(Fault(0, f"{unsealed} events were written around the chain"))
        cursor.execute("SELECT count(*), coalesce(max(sequence), 0) FROM audit_seal")
        count, last = cursor.fetchone()
        cursor.execute("SELECT sequence, digest FROM audit_head")
        head = cursor.fetchone() or (0, GENESIS)
        cursor.execute("SELECT digest FROM audit_seal WHERE sequence = %s", [head[0]])
        tail = cursor.fetchone() or (GENESIS,)
        if head[0] != last or bytes(head[1]) != bytes(tail[0]):
            faults.append(Fault(last, f"the end is cut: the head stands at {head[0]}"))
        faults.extend(_against_anchors(cursor))
    return faults, count


def _against_anchors(cursor):
    """Faults that only the anchors outside the database can show: a cut end or a chain written anew."""
    if not settings.AUDIT_ANCHOR_FILE.exists():
        return
    for number, line in enumerate(settings.AUDIT_ANCHOR_FILE.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            anchor = json.loads(line)
            anchor_mac().verify_mac(bytes.fromhex(anchor.pop("mac")), _anchor_text(anchor))
        except (ValueError, KeyError, AttributeError, TinkError):
            yield Fault(0, f"anchor {number} was changed outside the portal")
            continue
        cursor.execute("SELECT digest FROM audit_seal WHERE sequence = %s", [anchor["sequence"]])
        row = cursor.fetchone()
        if row is None:
            yield Fault(anchor["sequence"], "the chain is shorter than its anchor")
        elif bytes(row[0]).hex() != anchor["digest"]:
            yield Fault(anchor["sequence"], "the chain was written anew: its anchor differs")


def anchor(at):
    """Append the head of the chain to the anchor file, signed, when it moved since the last anchor.

    Returns the sequence anchored, or None when nothing moved.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, digest FROM audit_head")
        head = cursor.fetchone()
    if head is None:
        return None
    path = settings.AUDIT_ANCHOR_FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        if lines and json.loads(lines[-1])["sequence"] == head[0]:
            return None
    content = {"at": at.isoformat(), "sequence": head[0], "digest": bytes(head[1]).hex()}
    content["mac"] = anchor_mac().compute_mac(_anchor_text(content)).hex()
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(content) + "\n")
    return head[0]


def _anchor_text(content):
    return json.dumps(content, sort_keys=True).encode()
