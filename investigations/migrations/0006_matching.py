"""What the taking in of a violation report may learn of the compartment, and nothing else (C.3; domain 5.10).

Given account names as keyed hashes, and days: which profiles stood on those days, and the ids of who stands behind them.
Given profiles that were met: what leave they had, for whoever holds the report. Both answer "intake" alone, and only as
functions: asked as "intake", the tables themselves still yield no row to the application.
"""

from django.db import migrations

A = "investigations_investigationauthorization"
P = "investigations_investigationprofile"
H = "investigations_profileholder"
C = "investigations_communicationapproval"
I = "investigations_interruption"  # noqa: E741
READ = (A, P, H, C, I)


def day(column):
    return f"({column} AT TIME ZONE 'America/New_York')::date"


DEFINER = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"

FUNCTIONS = f"""
-- The authorized person of those days and of today, their supervisor, who granted it, and the Legal reviewer.
CREATE FUNCTION investigations_behind(keys bytea[], first_on date, last_on date)
    RETURNS TABLE (profile uuid, person bigint) {DEFINER} AS $$
    WITH met AS (
        SELECT profile.id, profile.public_id, profile.legal_reviewer_id, leave.investigator_id, leave.decided_by_id
        FROM authorizations_handleclaim claim
        JOIN {P} profile ON profile.claim_id = claim.id
        JOIN {A} leave ON leave.id = profile.authorization_id
        WHERE dys_system() = 'intake' AND claim.key = ANY (keys) AND profile.created_on <= last_on
            AND (profile.deactivated_on IS NULL OR profile.deactivated_on >= first_on)
    ), authorized AS (
        SELECT public_id, investigator_id AS person_id FROM met
        UNION
        SELECT met.public_id, holder.person_id FROM met JOIN {H} holder ON holder.profile_id = met.id
        WHERE holder.until IS NULL
            OR ({day('holder.since')} <= last_on AND {day('holder.until')} >= first_on)
    )
    SELECT public_id, person_id FROM authorized
    UNION
    SELECT authorized.public_id, staff.reports_to_id
    FROM authorized JOIN people_user staff ON staff.id = authorized.person_id WHERE staff.reports_to_id IS NOT NULL
    UNION
    SELECT public_id, decided_by_id FROM met WHERE decided_by_id IS NOT NULL
    UNION
    SELECT public_id, legal_reviewer_id FROM met WHERE legal_reviewer_id IS NOT NULL $$;
-- The leave of profiles that were met, as far as a holder compares it with what was reported.
CREATE FUNCTION investigations_leave_behind(profiles uuid[], first_on date, last_on date)
    RETURNS TABLE (profile uuid, number text, state text, created_on date, closed_on date, leave_from date,
        leave_to date, ended_on date, was_interrupted boolean, people bigint[]) {DEFINER} AS $$
    SELECT profile.public_id, leave.number, profile.state, profile.created_on, profile.deactivated_on,
        leave.effective_from, leave.expires_on, {day('leave.ended_at')},
        EXISTS (SELECT FROM {I} gap WHERE gap.authorization_id = leave.id AND {day('gap.started_at')} <= last_on
            AND (gap.ended_at IS NULL OR {day('gap.ended_at')} >= first_on)),
        ARRAY(SELECT DISTINCT holder.person_id FROM {H} holder WHERE holder.profile_id = profile.id
            AND {day('holder.since')} <= last_on AND (holder.until IS NULL OR {day('holder.until')} >= first_on))
    FROM {P} profile JOIN {A} leave ON leave.id = profile.authorization_id
    WHERE dys_system() = 'intake' AND profile.public_id = ANY (profiles) $$;
CREATE FUNCTION investigations_contact_behind(profiles uuid[], first_on date, last_on date)
    RETURNS TABLE (profile uuid, state text, methods text[], valid_from date, valid_to date, approved_by bigint,
        approved_on date, ended_on date) {DEFINER} AS $$
    SELECT profile.public_id, leave.state, ARRAY(SELECT jsonb_array_elements_text(leave.methods)), leave.valid_from,
        leave.valid_to, leave.decided_by_id,
        {day('leave.decided_at')}, {day('leave.ended_at')}
    FROM {C} leave JOIN {P} profile ON profile.id = leave.profile_id
    WHERE dys_system() = 'intake' AND profile.public_id = ANY (profiles) AND leave.state IN ('approved', 'ended')
        AND leave.valid_from <= last_on AND leave.valid_to >= first_on
        AND (leave.ended_at IS NULL OR {day('leave.ended_at')} >= first_on)
    ORDER BY leave.valid_from, leave.id $$;
"""  # nosec B608
NO_FUNCTIONS = """
DROP FUNCTION investigations_contact_behind(uuid[], date, date);
DROP FUNCTION investigations_leave_behind(uuid[], date, date);
DROP FUNCTION investigations_behind(bytea[], date, date);
"""


def policies():
    for table in READ:  # the owner alone, whom the functions act as
        yield f"CREATE POLICY matching ON {table} FOR SELECT TO CURRENT_USER USING ((SELECT dys_system()) = 'intake')"


class Migration(migrations.Migration):
    dependencies = [("investigations", "0005_designee_is_confirmed")]
    operations = [
        migrations.RunSQL(";\n".join(policies()), ";\n".join(f"DROP POLICY matching ON {table}" for table in READ)),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
