"""Addresses of authorizations; each name stands in dys_social/access.py."""

from django.urls import path

from authorizations.views import (
    compliance,
    course,
    evidence,
    evidence_records,
    legal,
    notes,
    records,
    renames,
    requests,
    reviews,
    sites,
)

SUPERVISION = "authorizations/<uuid:public_id>/"
REVIEW = "supervision-reviews/<uuid:public_id>/"
ITEM = "evidence/<uuid:public_id>/"
ISSUE = "compliance/<uuid:public_id>/"
KEPT = f"{ITEM}files/<uuid:file_id>/"

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
    path(f"{SUPERVISION}evidence/new/", evidence.evidence_new, name="evidence_new"),
    path("evidence/", evidence_records.evidence_list, name="evidence_list"),
    path(ITEM, evidence_records.evidence_detail, name="evidence_detail"),
    path(f"{ITEM}edit/", evidence.evidence_edit, name="evidence_edit"),
    path(f"{ITEM}upload/", evidence.evidence_upload, name="evidence_upload"),
    path(f"{ITEM}correct/", evidence.evidence_correct, name="evidence_correct"),
    path(f"{ITEM}sheet/", evidence_records.evidence_sheet, name="evidence_sheet"),
    path(f"{ITEM}file/", evidence_records.evidence_file, name="evidence_file"),
    path(f"{KEPT}leave-out/", evidence.evidence_leave_out, name="evidence_leave_out"),
    path(f"{KEPT}original/", evidence_records.evidence_original, name="evidence_original"),
    path(f"{KEPT}page/<int:number>/", evidence_records.evidence_page, name="evidence_page"),
    path("duties/<uuid:public_id>/record/", evidence_records.duty_record, name="duty_record"),
    path(REVIEW, reviews.supervision_review_detail, name="supervision_review_detail"),
    path(f"{REVIEW}hold/", reviews.supervision_review_hold, name="supervision_review_hold"),
    path(f"{REVIEW}acknowledge/", reviews.supervision_review_acknowledge, name="supervision_review_acknowledge"),
    path(f"{REVIEW}dispute/", reviews.supervision_review_dispute, name="supervision_review_dispute"),
    path("renames/<uuid:public_id>/decide/", renames.rename_decide, name="rename_decide"),
    path("notes/<uuid:public_id>/confirm/", notes.note_confirm, name="note_confirm"),
    path("sites/", sites.platform_list, name="platform_list"),
    path("sites/<slug:slug>/", sites.platform_edit, name="platform_edit"),
    path("sites/<slug:slug>/ruling/", sites.platform_rule, name="platform_rule"),
    path("accounts/", legal.account_list, name="account_list"),
    path("accounts/conflicts/", legal.handle_conflict_list, name="handle_conflict_list"),
    path("accounts/<uuid:public_id>/release/", legal.account_release, name="account_release"),
    path("compliance/", compliance.compliance_list, name="compliance_list"),
    path(ISSUE, compliance.compliance_detail, name="compliance_detail"),
    path(f"{ISSUE}take/", compliance.compliance_take, name="compliance_take"),
    path(f"{ISSUE}hand-over/", compliance.compliance_hand_over, name="compliance_hand_over"),
]
