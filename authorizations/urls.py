"""Addresses of authorizations; each name stands in dys_social/access.py."""

from django.urls import path

from authorizations.views import course, legal, notes, records, renames, requests, sites

SUPERVISION = "authorizations/<uuid:public_id>/"

urlpatterns = [
    path("authorizations/", records.supervision_list, name="supervision_list"),
    path("authorizations/new/", requests.supervision_new, name="supervision_new"),
    path(SUPERVISION, records.supervision_detail, name="supervision_detail"),
    path(f"{SUPERVISION}letter/", records.supervision_letter, name="supervision_letter"),
    path(f"{SUPERVISION}edit/<slug:step>/", requests.supervision_edit, name="supervision_edit"),
    path(f"{SUPERVISION}discard/", requests.supervision_discard, name="supervision_discard"),
    path(f"{SUPERVISION}withdraw/", requests.supervision_withdraw, name="supervision_withdraw"),
    path(f"{SUPERVISION}copy/", requests.supervision_copy, name="supervision_copy"),
    path(f"{SUPERVISION}renew/", requests.supervision_renew, name="supervision_renew"),
    path(f"{SUPERVISION}decide/", records.supervision_decide, name="supervision_decide"),
    path(f"{SUPERVISION}suspend/", course.supervision_suspend, name="supervision_suspend"),
    path(f"{SUPERVISION}resume/", course.supervision_resume, name="supervision_resume"),
    path(f"{SUPERVISION}revoke/", course.supervision_revoke, name="supervision_revoke"),
    path(f"{SUPERVISION}close/", course.supervision_close, name="supervision_close"),
    path(f"{SUPERVISION}privacy/", course.supervision_privacy, name="supervision_privacy"),
    path(f"{SUPERVISION}reaffirm/", course.supervision_reaffirm, name="supervision_reaffirm"),
    path(f"{SUPERVISION}rename/", renames.account_rename, name="account_rename"),
    path("renames/<uuid:public_id>/decide/", renames.rename_decide, name="rename_decide"),
    path("notes/<uuid:public_id>/confirm/", notes.note_confirm, name="note_confirm"),
    path("sites/", sites.platform_list, name="platform_list"),
    path("sites/<slug:slug>/", sites.platform_edit, name="platform_edit"),
    path("sites/<slug:slug>/ruling/", sites.platform_rule, name="platform_rule"),
    path("accounts/", legal.account_list, name="account_list"),
    path("accounts/conflicts/", legal.handle_conflict_list, name="handle_conflict_list"),
    path("accounts/<uuid:public_id>/release/", legal.account_release, name="account_release"),
    path("compliance/", legal.compliance_list, name="compliance_list"),
    path("compliance/<uuid:public_id>/", legal.compliance_detail, name="compliance_detail"),
]
