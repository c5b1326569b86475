"""Addresses of those who moderate, and of one post. Ids are opaque."""

from django.urls import path

from pulse_moderation.views import bulk, decide, files, leases, posts, queue

POST = "pulse/posts/<uuid:public_id>/"

urlpatterns = [
    path("pulse/queue/", queue.queue, name="queue"),
    path("pulse/queue/next/", queue.queue_next, name="queue_next"),
    path("pulse/queue/several/", bulk.queue_several, name="queue_several"),
    path("pulse/queue/views/", queue.queue_view_keep, name="queue_view_keep"),
    path("pulse/queue/views/<uuid:public_id>/drop/", queue.queue_view_drop, name="queue_view_drop"),
    path(POST, posts.post_detail, name="post_detail"),
    path(f"{POST}open/", posts.post_open, name="post_open"),
    path(f"{POST}uncover/", posts.post_uncover, name="post_uncover"),
    path(f"{POST}files/<uuid:file>/<slug:part>/", files.post_file, name="post_file"),
    path(f"{POST}decide/", decide.post_decide, name="post_decide"),
    path(f"{POST}lease/", leases.post_lease, name="post_lease"),
    path(f"{POST}beat/", leases.post_beat, name="post_beat"),
    path(f"{POST}leave/", leases.post_leave, name="post_leave"),
    path("pulse/decisions/<uuid:public_id>/undo/", decide.post_undo, name="post_undo"),
    path("pulse/batches/<uuid:batch>/undo/", decide.pulse_batch_undo, name="pulse_batch_undo"),
]
