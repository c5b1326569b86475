"""Row-level security on every table of the compartment: a second wall behind `visible_to` (design §4.3).

Keyed on the person signed in, whom workflow.identity makes known for one transaction. With nobody known no row is
seen and none is taken. It binds the owner of the tables too (FORCE). Parts of the portal that act without a person have
policies of their own: "clock" and "personnel" interrupt and end; "numbering" counts; "rotation", which only the owner can
be, seals again under a new key. Whoever reads by break-glass ("emergency") reads one record and writes nothing.
"""

from django.db import migrations

A = "investigations_investigationauthorization"
P = "investigations_investigationprofile"
M = "investigations_reviewmeeting"
C = "investigations_captureditem"

FUNCTIONS = """
CREATE FUNCTION dys_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting('dys.person', true), '')::bigint $$;
CREATE FUNCTION dys_system() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(current_setting('dys.system', true), '') $$;
CREATE FUNCTION dys_holds(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (
        SELECT 1 FROM people_rolegrant held JOIN people_user person ON person.id = held.person_id
        WHERE held.person_id = dys_person() AND held.role = ANY (roles) AND held.ended_at IS NULL AND person.is_active
          AND (held.confirmed_at IS NOT NULL OR held.role NOT IN ('legal', 'investigations', 'general_counsel'))
    ) $$;
CREATE FUNCTION investigations_is_legal() RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT dys_holds('legal', 'general_counsel') $$;
-- What this person is assigned to. Read as the owner of the table, whom its policy "assigned" lets: the policy for people
-- asks that of authorizations, which asks this.
CREATE FUNCTION investigations_assigned() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path FROM CURRENT AS
    $$ SELECT ARRAY(
        SELECT authorization_id FROM investigations_assignment WHERE person_id = dys_person() AND ended_at IS NULL
    ) $$;
-- Whose supervisor this person is, or acts for. A function, so that a statement on many tables does not plan it for each.
CREATE FUNCTION investigations_staff() RETURNS bigint[] LANGUAGE sql STABLE AS
    $$ SELECT ARRAY(
        SELECT staff.id FROM people_user staff WHERE staff.id <> dys_person() AND (
            staff.reports_to_id = dys_person() OR staff.reports_to_id IN (
                SELECT handed.supervisor_id FROM people_delegation handed
                JOIN investigations_confirmeddelegate confirmed ON confirmed.delegation_id = handed.id
                JOIN people_user boss ON boss.id = handed.supervisor_id AND boss.is_active
                WHERE handed.delegate_id = dys_person() AND handed.ended_at IS NULL
                  AND (now() AT TIME ZONE 'America/New_York')::date BETWEEN handed.from_on AND handed.to_on))
    ) $$;
-- What break-glass opened for this person, until its hour is over.
CREATE FUNCTION investigations_opened() RETURNS uuid[] LANGUAGE sql STABLE AS
    $$ SELECT ARRAY(
        SELECT asked.record_id FROM investigations_emergencyaccess asked
        WHERE asked.asked_by_id = dys_person() AND asked.state = 'agreed' AND asked.until > now()
    ) $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION investigations_opened();
DROP FUNCTION investigations_staff();
DROP FUNCTION investigations_assigned();
DROP FUNCTION investigations_is_legal();
DROP FUNCTION dys_holds(text[]);
DROP FUNCTION dys_system();
DROP FUNCTION dys_person();
"""

LEGAL = "(SELECT investigations_is_legal())"
ME = "(SELECT dys_person())"
SYSTEM = "(SELECT dys_system())"
STAFF = "ANY ((SELECT investigations_staff())::bigint[])"
ASSIGNED = "ANY ((SELECT investigations_assigned())::bigint[])"
# Who may know of an authorization; the rows of everything else hang on it.
KNOWS = f"investigator_id = {ME} OR (state <> 'draft' AND ({LEGAL} OR investigator_id = {STAFF} OR id = {ASSIGNED}))"
OPENED = f"{SYSTEM} = 'emergency' AND public_id = ANY ((SELECT investigations_opened())::uuid[])"


def of(table, column):
    """What hangs on a row that this person may know of. The clock sees authorizations too: of the rest it sees what
    CLOCK_READS names. With EXISTS a page asks for each of its rows, a register once for all; with IN both ask for all.
    """
    return f"{ME} IS NOT NULL AND EXISTS (SELECT FROM {table} known WHERE known.id = {column})"


OF_AUTHORIZATION = of(A, "authorization_id")
OF_PROFILE = of(P, "profile_id")
# table: who may see and write its rows
PEOPLE = {
    A: KNOWS,
    f"{A}_platforms": of(A, "investigationauthorization_id"),
    "investigations_investigatedyouth": OF_AUTHORIZATION,
    "investigations_interruption": OF_AUTHORIZATION,
    "investigations_assignment": OF_AUTHORIZATION,
    "investigations_designation": (
        f"designee_id = {ME} OR designated_by_id = {ME} OR {LEGAL} OR designee_id = {STAFF}"  # whose request they decide
    ),
    "investigations_confirmeddelegate": (
        f"{LEGAL} OR delegation_id IN (SELECT id FROM people_delegation WHERE {ME} IN (supervisor_id, delegate_id))"
    ),
    "investigations_investigationnumbers": f"{SYSTEM} = 'numbering'",  # nobody counts what there is
    P: OF_AUTHORIZATION,
    "investigations_profileholder": OF_PROFILE,
    "investigations_personaversion": OF_PROFILE,
    "investigations_accountrecord": OF_PROFILE,
    "investigations_profilereview": OF_PROFILE,
    "investigations_keptfile": OF_AUTHORIZATION,
    "investigations_communicationapproval": OF_AUTHORIZATION,
    "investigations_communicationentry": OF_AUTHORIZATION,
    M: OF_AUTHORIZATION,
    f"{M}_profiles": of(M, "reviewmeeting_id"),
    "investigations_confidentialissue": f"{LEGAL} AND person_id <> {ME}",  # the portal opens them, Legal answers
    C: OF_AUTHORIZATION,
    f"{C}_files": of(C, "captureditem_id"),
    "investigations_disclosure": LEGAL,
    "investigations_emergencyaccess": (
        f"asked_by_id = {ME} OR {LEGAL} OR (SELECT dys_holds('commissioner_designee', 'auditor'))"
    ),
}
# What the clock and changes of people may do: find what is due, interrupt, end, and say so.
CLOCK = f"{SYSTEM} IN ('clock', 'personnel')"
CLOCK_READS = [
    A, P, M, "investigations_communicationapproval", "investigations_interruption", "investigations_designation",
    "investigations_confirmeddelegate", "investigations_profileholder", "investigations_accountrecord",
    "investigations_confidentialissue",
]  # fmt: skip
CLOCK_UPDATES = [A, P, M, "investigations_communicationapproval", "investigations_interruption"]
CLOCK_INSERTS = ["investigations_interruption", "investigations_confidentialissue"]


def statements():
    for table, condition in PEOPLE.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY people ON {table} USING ({condition})"
        yield f"CREATE POLICY rotation ON {table} TO CURRENT_USER USING ({SYSTEM} = 'rotation')"  # the owner alone
        for act in ("INSERT", "UPDATE", "DELETE"):
            check = "WITH CHECK" if act == "INSERT" else "USING"
            yield (
                f"CREATE POLICY emergency_{act.lower()} ON {table} AS RESTRICTIVE FOR {act} "
                f"{check} ({SYSTEM} <> 'emergency')"
            )
    yield f"CREATE POLICY emergency ON {A} FOR SELECT USING ({OPENED})"
    yield "CREATE POLICY assigned ON investigations_assignment FOR SELECT TO CURRENT_USER USING (true)"  # see FUNCTIONS
    for table in CLOCK_READS:
        drafts = " AND state <> 'draft'" if table == A else ""
        yield f"CREATE POLICY clock_reads ON {table} FOR SELECT USING ({CLOCK}{drafts})"
    for table in CLOCK_UPDATES:
        drafts = " AND state <> 'draft'" if table == A else ""
        yield f"CREATE POLICY clock_updates ON {table} FOR UPDATE USING ({CLOCK}{drafts})"
    for table in CLOCK_INSERTS:
        yield f"CREATE POLICY clock_inserts ON {table} FOR INSERT WITH CHECK ({CLOCK})"


def undo():
    for table in PEOPLE:
        names = ["people", "rotation", *(f"emergency_{act}" for act in ("insert", "update", "delete"))]
        names += ["emergency"] if table == A else []
        names += ["assigned"] if table == "investigations_assignment" else []
        names += ["clock_reads"] if table in CLOCK_READS else []
        names += ["clock_updates"] if table in CLOCK_UPDATES else []
        names += ["clock_inserts"] if table in CLOCK_INSERTS else []
        yield from (f"DROP POLICY {name} ON {table}" for name in names)
        yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


# Once signed, what a request, a meeting, a record or a log entry says is never changed: whoever asks, the database refuses.
STAYS = """
CREATE FUNCTION investigations_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'investigations_accountrecord'
       AND to_jsonb(OLD) ->> 'acknowledged_at' IS NULL
       AND to_jsonb(OLD) - ARRAY['acknowledged_by_id', 'acknowledged_at']
         = to_jsonb(NEW) - ARRAY['acknowledged_by_id', 'acknowledged_at'] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'this record is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON investigations_accountrecord
    FOR EACH ROW EXECUTE FUNCTION investigations_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON investigations_communicationentry
    FOR EACH ROW EXECUTE FUNCTION investigations_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON investigations_personaversion
    FOR EACH ROW EXECUTE FUNCTION investigations_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON investigations_profilereview
    FOR EACH ROW EXECUTE FUNCTION investigations_stays();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON investigations_disclosure
    FOR EACH ROW EXECUTE FUNCTION investigations_stays();
CREATE FUNCTION investigations_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('held', 'cancelled') THEN
        RAISE EXCEPTION 'a meeting that was held is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON investigations_reviewmeeting
    FOR EACH ROW EXECUTE FUNCTION investigations_meeting_stays();
"""
NO_STAYS = """
DROP TRIGGER stays ON investigations_reviewmeeting;
DROP FUNCTION investigations_meeting_stays();
DROP TRIGGER stays ON investigations_disclosure;
DROP TRIGGER stays ON investigations_profilereview;
DROP TRIGGER stays ON investigations_personaversion;
DROP TRIGGER stays ON investigations_communicationentry;
DROP TRIGGER stays ON investigations_accountrecord;
DROP FUNCTION investigations_stays();
"""


class Migration(migrations.Migration):
    """The second wall of the compartment, and what never changes in it."""

    dependencies = [("investigations", "0001_compartment"), ("people", "0002_reporting_line")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(";\n".join(statements()), ";\n".join(undo())),
        migrations.RunSQL(STAYS, NO_STAYS),
    ]
