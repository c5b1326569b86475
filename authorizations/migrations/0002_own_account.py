from django.db import migrations


class Migration(migrations.Migration):
    """Nobody can be authorized on another's account, not even by raw SQL (B.2.a, B.2.e)."""

    dependencies = [("authorizations", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE authorizations_supervisionauthorization ADD CONSTRAINT supervision_uses_own_account
                FOREIGN KEY (account_id, employee_id) REFERENCES authorizations_socialmediaaccount (id, owner_id);
            """,
            """
            ALTER TABLE authorizations_supervisionauthorization DROP CONSTRAINT supervision_uses_own_account;
            """,
        )
    ]
