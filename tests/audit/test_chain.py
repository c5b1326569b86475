"""What verify_audit must find: an edited, deleted, reordered and cut row, each done as the database's superuser."""

import os

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from audit import chain
from audit.models import AuditEvent, AuditSeal
from audit.services import record, record_outside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("empty_trail")]


@pytest.fixture
def superuser():
    """A connection that may do anything, triggers included: the attacker the chain is made for."""
    url = os.environ.get("DYS_TEST_SUPERUSER_URL")
    name = connection.settings_dict["NAME"]
    if url:
        raw = psycopg2.connect(url, dbname=name)
    else:
        settings = connection.settings_dict
        raw = psycopg2.connect(host=settings["HOST"], port=settings["PORT"] or None, user="postgres", dbname=name)
    raw.autocommit = True
    with raw.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
    raw.close()


@pytest.fixture(autouse=True)
def own_anchors(settings, tmp_path):
    settings.AUDIT_ANCHOR_FILE = tmp_path / "audit.jsonl"


@pytest.fixture
def five_events(now):
    for number in range(5):
        record("test.happened", subject=("test", number), actor="system", at=now, facts={"number": number})
    chain.anchor(now)


def test_an_untouched_trail_is_intact(five_events):
    call_command("verify_audit")

    assert AuditSeal.objects.count() == 5


def test_events_of_one_transaction_are_sealed_at_commit_in_order(now):
    with transaction.atomic():
        first = record("test.happened", subject=("test", 1), actor="system", at=now)
        second = record("test.happened", subject=("test", 2), actor="system", at=now)
        assert AuditSeal.objects.count() == 0

    assert list(AuditSeal.objects.order_by("sequence").values_list("event_id", flat=True)) == [
        first.event_id,
        second.event_id,
    ]


@pytest.mark.faults
@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE audit_event SET actor_name = 'Somebody else' WHERE subject_id = '2'",
        "UPDATE audit_event SET at = at + interval '1 microsecond' WHERE subject_id = '2'",
        "DELETE FROM audit_event WHERE subject_id = '2'",
        "DELETE FROM audit_seal WHERE sequence = 3",
        "DELETE FROM audit_event WHERE subject_id = '4'; DELETE FROM audit_seal WHERE sequence = 5",
        "INSERT INTO audit_event SELECT gen_random_uuid(), at, 'forged', subject_label, subject_id, actor_id, actor_name,"
        " was, becomes, clause, facts, is_confidential, request_id FROM audit_event WHERE subject_id = '1'",
        "UPDATE audit_seal a SET event_id = b.event_id FROM (SELECT 2 AS s, event_id FROM audit_seal WHERE sequence = 3)"
        " b WHERE a.sequence = b.s; ",
    ],
    ids=["edited", "redated", "deleted", "unlinked", "cut", "forged", "reordered"],
)
def test_what_a_superuser_changes_is_found(five_events, superuser, tamper):
    if "b.event_id" in tamper:
        superuser.execute("ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_event_id_key")
    try:
        superuser.execute(tamper)

        with pytest.raises(CommandError):
            call_command("verify_audit")
    finally:
        if "b.event_id" in tamper:
            superuser.execute("TRUNCATE audit_seal")
            superuser.execute("ALTER TABLE audit_seal ADD CONSTRAINT audit_seal_event_id_key UNIQUE (event_id)")


@pytest.mark.faults
def test_a_cut_end_that_also_moves_the_head_is_found_by_its_anchor(five_events, superuser):
    superuser.execute("DELETE FROM audit_event WHERE subject_id = '4'; DELETE FROM audit_seal WHERE sequence = 5")
    superuser.execute(
        "UPDATE audit_head SET (sequence, digest) = (SELECT 4, digest FROM audit_seal WHERE sequence = 4)"
    )

    faults, _count = chain.verify()

    assert [fault.what for fault in faults] == ["the chain is shorter than its anchor"]


@pytest.mark.faults
@pytest.mark.parametrize("statement", ["UPDATE audit_event SET was = 'x'", "DELETE FROM audit_event"])
def test_the_application_may_not_change_the_trail(five_events, statement):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.faults
@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_head"])
def test_the_application_may_not_empty_the_trail(table):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.faults
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = replica",
    ],
)
def test_the_application_may_not_switch_a_trigger_off(statement):
    refusal = "permission denied|must be owner"
    with pytest.raises(ProgrammingError, match=refusal), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.faults
@pytest.mark.parametrize("table", ["audit_seal", "audit_head"])
def test_the_application_may_not_write_the_chain_itself(table):
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_a_refusal_stays_when_its_request_is_rolled_back(now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record("test.undone", subject=("test", 1), actor="system", at=now)
        record_outside("test.refused", subject=("test", 1), actor="system", at=now)
        raise ZeroDivisionError

    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["test.refused"]


def test_a_temporary_table_in_the_place_of_the_chain_gets_neither_the_seal_nor_the_owners_rights(now):
    in_the_way = """
        CREATE TEMP TABLE audit_head (id smallint, sequence bigint, digest bytea) ON COMMIT DROP;
        CREATE TEMP TABLE audit_seal (sequence bigint, event_id uuid, previous bytea, digest bytea) ON COMMIT DROP;
        CREATE FUNCTION pg_temp.act_as_owner() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'acting as %', current_user; END $$;
        CREATE TRIGGER act BEFORE INSERT ON audit_seal FOR EACH ROW EXECUTE FUNCTION pg_temp.act_as_owner();
        GRANT ALL ON audit_head, audit_seal TO PUBLIC;
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(in_the_way)
        record("test.happened", subject=("test", 1), actor="system", at=now)

    assert AuditSeal.objects.count() == 1
    call_command("verify_audit")
