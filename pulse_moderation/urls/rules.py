"""Addresses of the screening rules."""

from django.urls import path

from pulse_moderation.views import replays, rule_pages

ONE = "pulse/rules/<uuid:public_id>/"

urlpatterns = [
    path("pulse/rules/", rule_pages.rule_list, name="rule_list"),
    path(ONE, rule_pages.rule_detail, name="rule_detail"),
    path(f"{ONE}test/", rule_pages.rule_test, name="rule_test"),
    path(f"{ONE}exceptions/", rule_pages.rule_except, name="rule_except"),
    path(f"{ONE}replays/", replays.replay_new, name="replay_new"),
    path("pulse/replays/<uuid:public_id>/", replays.replay_detail, name="replay_detail"),
    path("pulse/replays/<uuid:public_id>/use/", replays.replay_use, name="replay_use"),
]
