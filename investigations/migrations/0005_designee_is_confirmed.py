from django.db import migrations

HOLDS = """
CREATE OR REPLACE FUNCTION dys_holds(VARIADIC roles text[]) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (
        SELECT 1 FROM people_rolegrant held JOIN people_user person ON person.id = held.person_id
        WHERE held.person_id = dys_person() AND held.role = ANY (roles) AND held.ended_at IS NULL AND person.is_active
          AND (held.confirmed_at IS NOT NULL OR held.role NOT IN ({}))
    ) $$
"""
BEFORE = "'legal', 'investigations', 'general_counsel'"
NOW = f"{BEFORE}, 'commissioner_designee'"


class Migration(migrations.Migration):
    """The Commissioner's designee holds what nobody else may know of: a second person confirms the role, as for Legal."""

    dependencies = [("investigations", "0004_issue_checks")]
    operations = [migrations.RunSQL(HOLDS.format(NOW), HOLDS.format(BEFORE))]
