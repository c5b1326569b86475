"""A statement that is asked thousands of times, planned once: planning a table's policies takes longer than asking them.

Who asks is looked at when it is executed, as ever; Postgres plans anew when a policy or a function changes.
"""

PLANNED_ONCE = "SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan"


def execute(cursor, name, statement, *ids):
    """The ids stand in the statement as $1, $2 and so on."""
    cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
    if cursor.rowcount == 0:
        types = f"({', '.join(['bigint'] * len(ids))})" if ids else ""
        cursor.execute(f"PREPARE {name}{types} AS {statement}")
    given = f"({', '.join(['%s'] * len(ids))})" if ids else ""
    cursor.execute(f"{PLANNED_ONCE}; EXECUTE {name}{given}", ids)
