"""Addresses of written releases, and of the posts that rely on them; each name stands in dys_social/access.py."""

from django.urls import path

from pulse_moderation.views import release_acts, releases, relying

RELEASE = "releases/<uuid:public_id>/"

urlpatterns = [
    path("releases/", releases.release_list, name="release_list"),
    path("releases/new/", releases.release_new, name="release_new"),
    path(RELEASE, releases.release_detail, name="release_detail"),
    path(f"{RELEASE}edit/", releases.release_edit, name="release_edit"),
    path(f"{RELEASE}verify/", release_acts.release_verify, name="release_verify"),
    path(f"{RELEASE}reject/", release_acts.release_reject, name="release_reject"),
    path(f"{RELEASE}guardian/", release_acts.release_waive, name="release_waive"),
    path(f"{RELEASE}correct/", release_acts.release_correct, name="release_correct"),
    path(f"{RELEASE}revoke/", release_acts.release_revoke, name="release_revoke"),
    path(f"{RELEASE}<slug:which>/<slug:part>/", releases.release_file, name="release_file"),
    path("posts/<uuid:public_id>/releases/", relying.post_releases, name="post_releases"),
    path("posts/<uuid:public_id>/releases/add/", relying.post_release_link, name="post_release_link"),
    path("posts/<uuid:public_id>/releases/<uuid:link_id>/", relying.post_release_unlink, name="post_release_unlink"),
]
