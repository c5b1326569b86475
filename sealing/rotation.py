"""Exchanging the key of the sealed values, in three steps that are days apart if need be (README.md, "In production").

`add_key` puts a new key beside the old ones and makes it primary; `reseal` seals every value again under it; `retire`
removes the old keys once nothing is sealed under them. Each may be killed at any moment and begun again.
"""

import fcntl
import json
import os
from collections import Counter
from contextlib import contextmanager

import tink
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.models import BinaryField, Count, Q
from django.db.models.functions import Substr
from tink import json_proto_keyset_format, secret_key_access

from sealing.fields import SealedField
from sealing.keys import TEMPLATES, field_cipher, path_of

BATCH = 500
HEAD = 5  # bytes of a sealed value that name its key: 1, then the key's id


class StillSealed(Exception):
    """Values are sealed under other keys than the primary one; `counts` is {key id: values}, None for no key at all."""

    def __init__(self, counts):
        self.counts = counts
        listed = [f"{count} under {'no key' if key is None else key}" for key, count in counts.items()]
        super().__init__(f"Values are still sealed under other keys than the primary one: {', '.join(listed)}.")


class NotAdmitted(Exception):
    """The database would hide rows of a table from the rotation, or refuse to have them changed."""


# The keyset file ------------------------------------------------------------------------------------------------------


def add_key():
    """Make a new primary key beside the old ones, which still open what they sealed; returns its id."""
    with _keyset() as (keyset, write):
        taken = {key["keyId"] for key in keyset["key"]}
        new = _new_keyset()
        while new["primaryKeyId"] in taken:
            new = _new_keyset()
        write({"primaryKeyId": new["primaryKeyId"], "key": [*keyset["key"], *new["key"]]})
    return new["primaryKeyId"]


def retire(*, using):
    """Remove every key but the primary one; returns the ids removed.

    Raises StillSealed as long as a value in any table is sealed under another key. A process that still holds the
    keyset of before `add_key` is not seen here, and what it seals afterwards is lost.
    """
    with _keyset() as (keyset, write):
        primary = keyset["primaryKeyId"]
        elsewhere = {key: count for key, count in tally(using=using).items() if key != primary}
        if elsewhere:
            raise StillSealed(elsewhere)
        old = [key["keyId"] for key in keyset["key"] if key["keyId"] != primary]
        if old:
            write({"primaryKeyId": primary, "key": [key for key in keyset["key"] if key["keyId"] == primary]})
    return old


@contextmanager
def _keyset():
    """The keyset of the fields and a function that replaces it. One at a time: two at once would lose a key."""
    field_cipher.cache_clear()
    field_cipher()  # says so when the keyset is missing or unreadable
    folder = os.open(settings.KEYSET_DIR, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield json.loads(path_of("fields").read_text(encoding="utf-8")), lambda keyset: _replace(keyset, folder)
    finally:
        os.close(folder)
        field_cipher.cache_clear()


def _replace(keyset, folder):
    """Whoever reads the keyset, after a power cut too, finds the old one or the new one whole."""
    content = json.dumps(keyset)
    json_proto_keyset_format.parse(content, secret_key_access.TOKEN)
    path = path_of("fields")
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)  # of a run that was killed
    owner = path.stat()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        os.fchown(file.fileno(), owner.st_uid, owner.st_gid)  # an operator may be root, the portal is not
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    os.fsync(folder)


def _new_keyset():
    return json.loads(
        json_proto_keyset_format.serialize(tink.new_keyset_handle(TEMPLATES["fields"]), secret_key_access.TOKEN)
    )


# The rows -------------------------------------------------------------------------------------------------------------


def sealed_models():
    return [model for model in apps.get_models() if not model._meta.proxy and sealed_fields(model)]


def sealed_fields(model):
    return [field for field in model._meta.local_fields if isinstance(field, SealedField)]


def tally(*, using):
    """How many sealed values stand under each key: {key id: count}, None for what no key can have sealed."""
    found = Counter()
    with _admitted(using) as cursor:
        for model in sealed_models():
            _must_see_every_row(cursor, model)
            for field in sealed_fields(model):
                heads = _with_heads(model, using).filter(**{f"{field.name}__isnull": False}).values(_head(field))
                for head, count in heads.values_list(_head(field), Count("pk")).order_by():
                    found[_key_id(bytes(head))] += count
    return dict(found)


def reseal(model, *, using, batch=BATCH):
    """Seal every value of the model again that is not under the primary key.

    Returns how many, and (primary key, field name) of each value that does not open and was left as it is.
    """
    primary = field_cipher().encrypt(b"", b"")[:HEAD]
    rows = _not_under(primary, model, using)
    count, shut, last = 0, [], None
    with _admitted(using) as cursor:
        _must_see_every_row(cursor, model)
        is_done = not rows.exists()
    while not is_done:
        with _admitted(using) as cursor, _guards_lifted(cursor, model):
            later = rows if last is None else rows.filter(pk__gt=last)
            names = [field.name for field in sealed_fields(model)]
            locked = list(later.select_for_update().order_by("pk").values_list("pk", "public_id", *names)[:batch])
            for last, public_id, *values in locked:
                again, shut_here = _sealed_again(model, primary, public_id, values)
                if again and not model._base_manager.using(using).filter(pk=last).update(**again):
                    raise NotAdmitted(f"A row of {model._meta.label} may be read and not be changed.")
                count += len(again)
                shut += [(last, name) for name in shut_here]
        is_done = len(locked) < batch
    return count, shut


def _sealed_again(model, primary, public_id, values):
    again, shut = {}, []
    for field, value in zip(sealed_fields(model), values, strict=True):
        if value is None or bytes(value[:HEAD]) == primary:
            continue
        try:
            again[field.name] = field.seal_again(bytes(value), public_id)
        except tink.TinkError:
            shut.append(field.name)
    return again, shut


def _head(field):
    return f"key_of_{field.name}"


def _with_heads(model, using):
    heads = {_head(field): Substr(field.name, 1, HEAD, output_field=BinaryField()) for field in sealed_fields(model)}
    return model._base_manager.using(using).annotate(**heads)


def _not_under(primary, model, using):
    wanted = Q()
    for field in sealed_fields(model):
        wanted |= Q(**{f"{field.name}__isnull": False}) & ~Q(**{_head(field): primary})
    return _with_heads(model, using).filter(wanted)


def _key_id(head):
    return int.from_bytes(head[1:]) if len(head) == HEAD and head[0] == 1 else None


# What the database refuses otherwise -----------------------------------------------------------------------------------


@contextmanager
def _admitted(using):
    """A transaction that row-level security is asked to let through (dys.system)."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('dys.system', 'rotation', true)")
        yield cursor


def _must_see_every_row(cursor, model):
    """Rows that stay hidden would be counted as none, and their key thrown away."""
    cursor.execute(
        """
        SELECT row_security_active(%s::regclass) AND NOT EXISTS (
            SELECT FROM pg_policy WHERE polrelid = %s::regclass AND polpermissive AND polcmd IN ('r', '*')
                AND pg_get_expr(polqual, polrelid) LIKE '%%''rotation''%%')
        """,
        [model._meta.db_table] * 2,
    )
    if cursor.fetchone()[0]:
        raise NotAdmitted(f"The row-level security of {model._meta.label} hides rows: no policy lets in the rotation.")


@contextmanager
def _guards_lifted(cursor, model):
    """Put the triggers aside that keep records unchanged: what a record says does not change, only its seal.

    Only the owner of the table can, for this transaction alone; meanwhile nobody else writes to the table.
    """
    table = model._meta.db_table
    quote = cursor.db.ops.quote_name
    cursor.execute(
        "SELECT pg_has_role(relowner, 'USAGE'), has_table_privilege(oid, 'UPDATE') FROM pg_class WHERE oid = %s::regclass",
        [table],
    )
    is_owner, may_update = cursor.fetchone()
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled = 'O'"
        " AND tgtype & 16 <> 0",  # on UPDATE
        [table],
    )
    triggers = [quote(name) for (name,) in cursor.fetchall()]
    if not is_owner and (triggers or not may_update):
        raise NotAdmitted(f"Only the owner of the tables seals {model._meta.label} again: set DATABASE_OWNER_URL.")
    if triggers:
        cursor.execute(f"LOCK TABLE {quote(table)} IN EXCLUSIVE MODE")
    for trigger in triggers:
        cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER {trigger}")
    yield
    for trigger in triggers:
        cursor.execute(f"ALTER TABLE {quote(table)} ENABLE TRIGGER {trigger}")
