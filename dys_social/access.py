"""The access table: every address of the portal and who may enter. An address not listed here does not exist.

Which records a person then sees is decided by each record's `visible_to`.
"""

from people.roles import Role
from workflow.access import PUBLIC, SIGNED_IN, only

ACCESS = {
    # dys_social. The mail pages exist in the demonstration only, where all mail is to invented people.
    "demonstration_mail": PUBLIC,
    "demonstration_message": PUBLIC,
    "healthz": PUBLIC,
    "help": SIGNED_IN,
    "my_work": SIGNED_IN,
    "trail_list": only(Role.LEGAL, Role.ADMIN, Role.AUDITOR),
    # authorizations
    "account_list": only(Role.ADMIN, Role.LEGAL),
    "account_release": only(Role.ADMIN, Role.LEGAL),
    "account_rename": SIGNED_IN,
    "compliance_detail": only(Role.LEGAL),
    "compliance_list": only(Role.LEGAL),
    "handle_conflict_list": only(Role.LEGAL),
    "note_confirm": SIGNED_IN,
    "platform_edit": only(Role.ADMIN),
    "platform_list": SIGNED_IN,
    "platform_rule": only(Role.LEGAL),
    "rename_decide": SIGNED_IN,
    "supervision_close": SIGNED_IN,
    "supervision_copy": SIGNED_IN,
    "supervision_decide": SIGNED_IN,
    "supervision_detail": SIGNED_IN,
    "supervision_discard": SIGNED_IN,
    "supervision_edit": SIGNED_IN,
    "supervision_letter": SIGNED_IN,
    "supervision_list": SIGNED_IN,
    "supervision_new": SIGNED_IN,
    "supervision_privacy": SIGNED_IN,
    "supervision_reaffirm": SIGNED_IN,
    "supervision_renew": SIGNED_IN,
    "supervision_resume": SIGNED_IN,
    "supervision_revoke": SIGNED_IN,
    "supervision_suspend": SIGNED_IN,
    "supervision_withdraw": SIGNED_IN,
    # notifications
    "inbox": SIGNED_IN,
    "inbox_open": SIGNED_IN,
    "inbox_read": SIGNED_IN,
    # people
    "delegation_end": SIGNED_IN,
    "delegation_list": SIGNED_IN,
    "people_list": only(Role.ADMIN, Role.LEGAL),
    "person_delegate": only(Role.ADMIN),
    "person_detail": only(Role.ADMIN, Role.LEGAL),
    "person_edit": only(Role.ADMIN),
    "person_move": only(Role.ADMIN),
    "person_new": only(Role.ADMIN),
    "person_role_confirm": only(Role.LEGAL),
    "person_role_end": only(Role.ADMIN, Role.LEGAL),
    "person_role_grant": only(Role.ADMIN),
    "person_status": only(Role.ADMIN),
    "person_supervisor": only(Role.ADMIN),
    "sign_in": PUBLIC,
    "sign_out": SIGNED_IN,
    "youth_detail": SIGNED_IN,
    "youth_discharge": SIGNED_IN,
    "youth_edit": only(Role.ADMIN),
    "youth_list": SIGNED_IN,
    "youth_new": only(Role.ADMIN),
    # policy
    "policy_acknowledge": SIGNED_IN,
    "policy_clause": SIGNED_IN,
    "policy_home": SIGNED_IN,
    "settings_edit": only(Role.ADMIN, Role.AUDITOR, Role.LEGAL),
    "settings_list": only(Role.ADMIN, Role.AUDITOR, Role.LEGAL),
}
