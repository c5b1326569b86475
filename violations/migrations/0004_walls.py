"""The wall around all that hangs on a report, for whoever was asked to handle it and for its reporter.

What is read: by those who hold the report, who were let in, or who were asked to handle it; and never by whom the wall
keeps away. What is written: by those who hold it, and who accepted to handle it. A reporter reads and writes their own
thread and files, known by their mark (dys.reporter) or by the key of an anonymous report (dys.report_key). A subject
reads the notice to themselves.
"""

from django.db import migrations

R, S, L, X = "violations_report", "violations_subject", "violations_letin", "violations_excluded"
KEY, TRY, DRAFT, DRAFT_FILE = (f"violations_{name}" for name in ("reportkey", "keytry", "draft", "draftfile"))
MESSAGE, ATTACHMENT, NOTE = "violations_message", "violations_attachment", "violations_note"
ASSIGNMENT, OPENING, HEARING, FINDING = (
    f"violations_{name}" for name in ("assignment", "opening", "hearing", "finding")
)
WORKED = [f"violations_{name}" for name in ("safety", "triagedecision", "pause", "reportduty", "correctiveaction")]
MATCH, LINK, SIGNAL, CHECK_IN = (f"violations_{name}" for name in ("match", "link", "signal", "checkin"))
WORDS, VIEW = "violations_reportwords", "violations_savedview"
NEW = [KEY, TRY, DRAFT, DRAFT_FILE, MESSAGE, ATTACHMENT, NOTE, ASSIGNMENT, OPENING, HEARING, FINDING, *WORKED,
       MATCH, LINK, SIGNAL, CHECK_IN, WORDS, VIEW]  # fmt: skip
OLD = [R, S, "violations_allegation", X, L]

FUNCTIONS = """
CREATE FUNCTION dys_report_key() RETURNS bytea LANGUAGE sql STABLE AS
    $$ SELECT decode(nullif(current_setting('dys.report_key', true), ''), 'hex') $$;
-- The reports somebody was asked to handle, and has not given back.
CREATE FUNCTION violations_assigned() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT report_id FROM violations_assignment WHERE person_id = dys_person() AND ended_at IS NULL
    EXCEPT
    SELECT violations_walled_off(dys_person()) $$;
-- Those of them they accepted; who is let in past the wall handles it, too.
CREATE FUNCTION violations_handled() RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT report_id FROM violations_assignment
    WHERE person_id = dys_person() AND ended_at IS NULL AND accepted_at IS NOT NULL
        AND (report_id NOT IN (SELECT violations_walled_off(dys_person()))
             OR report_id IN (SELECT violations_let_into())) $$;
-- The reports in which each of these words stands, whoever may read them: the wall then yields some of them, or none.
CREATE FUNCTION violations_with_words(wanted bigint[], lanes text[]) RETURNS SETOF bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT report_id FROM violations_reportwords WHERE words @> wanted AND lane = ANY (lanes) $$;
CREATE INDEX violations_reportwords_words ON violations_reportwords USING gin (words);
"""
NO_FUNCTIONS = """
DROP INDEX violations_reportwords_words;
DROP FUNCTION violations_with_words(bigint[], text[]);
DROP FUNCTION violations_handled();
DROP FUNCTION violations_assigned();
DROP FUNCTION dys_report_key();
"""

NO_POLICIES = """DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT polname FROM pg_policy WHERE polrelid = 'TABLE'::regclass LOOP
        EXECUTE format('DROP POLICY %I ON TABLE', name);
    END LOOP; END $$"""

SYSTEM = "(SELECT dys_system())"
ME = "(SELECT dys_person())"
POOLS = "ANY ((SELECT violations_pools())::text[])"
MARK, REPORT_KEY = "(SELECT dys_reporter())", "(SELECT dys_report_key())"


def of_pool(row=""):
    """Held by a pool this person belongs to, and not walled off from them."""
    return f"({row}pool = {POOLS} AND {row}id NOT IN (SELECT violations_walled_off(dys_person())))"


def was(row=""):
    return f"{of_pool(row)} OR {row}id IN (SELECT violations_let_into())"


def reads(row=""):
    return f"{was(row)} OR {row}id IN (SELECT violations_assigned())"


def works(row=""):
    return f"{of_pool(row)} OR {row}id IN (SELECT violations_handled())"


def own(row=""):
    """Made by whoever is known by their mark, or whose key is known."""
    keyed = f"{row}id IN (SELECT report_id FROM {KEY} WHERE digest = {REPORT_KEY})"  # nosec B608
    return f"{row}reporter_mark = {MARK} OR {keyed}"


def of(condition, column="report_id"):
    held = f"EXISTS (SELECT FROM {R} held WHERE held.id = {column} AND ({condition('held.')}))"  # nosec B608
    return held if condition is own else f"{ME} IS NOT NULL AND {held}"


def policy(table, name, what, using="", check=""):
    using = f" USING ({using})" if using else ""
    check = f" WITH CHECK ({check})" if check else ""
    return f"CREATE POLICY {name} ON {table} FOR {what}{using}{check}"


def walls():
    for table in NEW:
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY rotation ON {table} TO CURRENT_USER USING ({SYSTEM} = 'rotation')"
        yield f"CREATE POLICY intake ON {table} USING ({SYSTEM} = 'intake')"
    for table in (ASSIGNMENT, WORDS):
        yield f"CREATE POLICY walls ON {table} FOR SELECT TO CURRENT_USER USING (true)"  # see FUNCTIONS
    # Who was asked to handle a report reads it, and all that hangs on it.
    yield f"ALTER POLICY readers ON {R} USING ({reads()})"
    yield f"ALTER POLICY own ON {R} USING ({own()})"
    yield f"ALTER POLICY holders ON {R} USING ({works()})"
    for table in OLD[2:]:
        yield f"ALTER POLICY readers ON {table} USING ({of(reads)})"
    matched = f"({of(of_pool)})"
    yield f"ALTER POLICY readers ON {S} USING (({of(reads)}) AND (basis = 'named' OR {matched}))"
    yield policy("violations_allegation", "works", "INSERT", check=of(works))
    yield policy(L, "ends", "UPDATE", of(of_pool))
    for table in (MESSAGE, ATTACHMENT):
        yield policy(table, "own", "SELECT", of(own))
        yield policy(table, "own_adds", "INSERT", check=f"by_id IS NULL AND {of(own)}")
        yield policy(table, "readers", "SELECT", of(reads))
        yield policy(table, "works", "INSERT", check=f"by_id = {ME} AND {of(works)}")
    privileged = f"({of(of_pool)}) AND dys_holds('legal', 'general_counsel')"
    yield policy(NOTE, "readers", "SELECT", f"({of(reads)}) AND (kind = 'notes' OR ({privileged}))")
    yield policy(
        NOTE, "works", "INSERT", check=f"by_id = {ME} AND ({of(works)}) AND (kind = 'notes' OR ({privileged}))"
    )
    for table in (*WORKED, ASSIGNMENT, HEARING, FINDING):
        yield policy(table, "readers", "SELECT", of(reads))
        yield policy(table, "works", "INSERT", check=of(of_pool if table == ASSIGNMENT else works))
        yield policy(table, "works_on", "UPDATE", of(reads if table == FINDING else works))
    yield policy("violations_safety", "instructed", "SELECT", f"manager_id = {ME}")
    yield policy(HEARING, "heard", "SELECT", f"person_id = {ME}")
    yield policy(OPENING, "readers", "SELECT", f"person_id = {ME} OR ({of(of_pool)})")
    yield policy(OPENING, "opens", "INSERT", check=f"person_id = {ME} AND {of(reads)}")
    yield policy(OPENING, "opens_again", "UPDATE", f"person_id = {ME}")
    for table in (MATCH, SIGNAL, CHECK_IN):
        yield policy(table, "readers", "SELECT", of(of_pool))
    both = f"({of(reads)}) AND ({of(reads, 'other_id')})"
    yield policy(LINK, "readers", "SELECT", both)
    yield policy(LINK, "works", "INSERT", check=f"by_id = {ME} AND ({of(works)}) AND ({of(reads, 'other_id')})")
    yield policy(LINK, "unlinks", "DELETE", f"({of(works)}) AND ({both})")
    yield policy(SIGNAL, "works_on", "UPDATE", of(of_pool))
    mine = f"owner_mark = {MARK} OR token_digest = {REPORT_KEY} OR key_digest = {REPORT_KEY}"
    yield policy(DRAFT, "own", "ALL", mine, mine)
    of_draft = f"EXISTS (SELECT FROM {DRAFT} held WHERE held.id = draft_id)"  # nosec B608
    yield policy(DRAFT_FILE, "own", "ALL", of_draft, of_draft)
    yield policy(KEY, "own", "SELECT", f"digest = {REPORT_KEY}")
    yield policy(VIEW, "own", "ALL", f"owner_id = {ME}", f"owner_id = {ME}")
    yield policy(VIEW, "shared", "SELECT", f"is_shared AND {ME} IS NOT NULL AND cardinality(violations_pools()) > 0")


def as_before():
    yield f"DROP POLICY ends ON {L}"
    yield "DROP POLICY works ON violations_allegation"
    for table in OLD[1:]:
        yield f"ALTER POLICY readers ON {table} USING ({of(was)})"
    yield f"ALTER POLICY readers ON {R} USING ({was()})"
    yield f"ALTER POLICY own ON {R} USING (reporter_mark = {MARK})"
    yield f"ALTER POLICY holders ON {R} USING ({of_pool()})"
    for table in NEW:
        yield NO_POLICIES.replace("TABLE", table)
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


LOCK = """
CREATE FUNCTION violations_finding_is_locked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.countersigned_at IS NOT NULL AND dys_system() IS DISTINCT FROM 'rotation' AND
        (to_jsonb(OLD) - 'replaced_at') IS DISTINCT FROM (to_jsonb(NEW) - 'replaced_at') THEN
        RAISE EXCEPTION 'a countersigned finding is locked' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_locked BEFORE UPDATE ON violations_finding
    FOR EACH ROW EXECUTE FUNCTION violations_finding_is_locked();
"""
UNLOCK = """
DROP TRIGGER is_locked ON violations_finding;
DROP FUNCTION violations_finding_is_locked();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0003_handling")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(";\n".join(walls()), ";\n".join(as_before())),
        migrations.RunSQL(LOCK, UNLOCK),
    ]
