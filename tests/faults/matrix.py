"""The fault matrix: each row (research/approvals.md, section 5), what must hold, and the tests that show it.

`scripts/test -m faults` runs them all; test_matrix.py holds this list to the tests there are.
"""

DELIVER, FIRE, BUNDLE = "notifications/test_deliver.py", "notifications/test_fire.py", "notifications/test_bundle.py"
RACE, MEETINGS, CHAIN = "authorizations/test_race.py", "investigations/test_race.py", "audit/test_chain.py"
CLOCK, HEALTH, LINE = "dys_social/test_clock.py", "dys_social/test_health.py", "people/test_reporting_line.py"
DELEGATION, DECIDE = "people/test_delegation.py", "authorizations/test_decide.py"
KILLS, HOUSE, MOVE = "faults/test_kills.py", "faults/test_house.py", "faults/test_people_move.py"
OUTAGE, DAYS, QUEUE = "faults/test_outage.py", "faults/test_days.py", "faults/test_queue.py"
STATES, CLAIMS = "authorizations/test_states.py", "authorizations/test_claims.py"
KILLED = f"{KILLS}::test_twenty_kills_lose_nothing_and_double_nothing"

ROWS = {
    1: ("Two sweep the same", [f"{FIRE}::test_two_sweeps_at_once_tell_everybody_once",
                               "notifications/test_schedule.py::test_planning_twice_plans_once"]),
    2: ("Sweeper killed, time and again", [KILLED]),
    3: ("Sender killed after the claim", [
        KILLED, f"{DELIVER}::test_a_worker_killed_before_the_hand_over_began_has_sent_nothing",
        f"{KILLS}::test_the_control_that_claims_nothing_doubles"]),
    4: ("Sender killed in the hand-over", [
        KILLED, f"{DELIVER}::test_a_worker_killed_between_submitting_and_sent_is_followed_by_one_more_with_the_same_id",
        f"{DELIVER}::test_a_worker_killed_there_twice_leaves_the_mail_unknown",
        f"{DELIVER}::test_a_connection_lost_after_the_text_is_doubt_and_sent_once_more_with_the_same_id",
        f"{KILLS}::test_the_control_that_marks_before_it_sends_loses"]),
    5: ("Sender killed after the mark", [KILLED, f"{DELIVER}::test_delivering_again_sends_nothing_more"]),
    6: ("Sender frozen past its lease", [
        f"{DELIVER}::test_a_worker_frozen_past_its_lease_has_no_say_and_both_hand_over_the_same_id"]),
    7: ("Mail server down three days", [
        f"{OUTAGE}::test_three_days_without_a_mail_server_that_then_refuses_one_of_two",
        f"{BUNDLE}::test_after_days_without_a_mail_server_one_mail_catches_up"]),
    8: ("One recipient refused", [
        f"{MOVE}::test_the_next_reminder_finds_no_mailbox_and_tells_one_step_more",
        f"{MOVE}::test_what_a_server_says_to_everybody_is_no_word_about_a_mailbox",
        f"{MOVE}::test_a_mail_given_up_without_a_server_makes_nobody_unreachable",
        f"{OUTAGE}::test_three_days_without_a_mail_server_that_then_refuses_one_of_two",
        f"{OUTAGE}::test_whose_mail_was_refused_still_finds_it_in_the_inbox_and_the_supervisor_is_not_silenced",
        f"{DELIVER}::test_a_refused_address_is_failed_with_the_reply_but_without_the_address",
        f"{DELIVER}::test_one_bad_mail_does_not_stop_the_others"]),
    9: ("Done between planning and sending", [
        f"{MOVE}::test_what_was_reviewed_after_planning_sends_nothing",
        f"{DELIVER}::test_a_mail_whose_obligation_closed_meanwhile_is_not_sent",
        f"{DELIVER}::test_a_claimed_mail_is_looked_at_once_more_before_it_goes"]),
    # Until its mail leaves, a stage follows who took over; what has left stands, and the act that hands over tells the
    # new one itself.
    10: ("Reviewer reassigned", [
        f"{MOVE}::test_a_new_reviewer_gets_the_stage_that_has_not_left_and_the_old_ones_mail_is_cancelled",
        f"{MOVE}::test_who_handed_over_and_took_it_back_before_it_left_gets_it_after_all",
        f"{MOVE}::test_what_has_left_stands_and_the_new_reviewer_is_told_from_the_next_stage_on",
        f"{MOVE}::test_of_several_reminders_in_one_mail_only_what_was_handed_over_leaves_it",
        f"{MOVE}::test_mail_to_a_former_reviewer_who_left_is_not_sent",
        "authorizations/test_follow.py::test_a_waiting_request_goes_to_the_new_supervisor"]),
    11: ("Another address", [f"{MOVE}::test_another_address_in_mid_period_repeats_no_stage",
                             f"{FIRE}::test_the_same_person_is_not_reminded_again_after_changing_address"]),
    12: ("Decided at once", [f"{RACE}::test_of_four_who_decide_at_once_one_decides",
                             f"{RACE}::test_the_control_without_the_lock_decides_twice",
                             f"{MEETINGS}::test_of_four_who_decide_at_once_one_decides"]),
    13: ("Withdrawn while the page is open", [f"{STATES}::test_a_stale_page_acts_on_nothing",
                                              f"{DECIDE}::test_a_changed_page_is_not_decided_on"]),
    14: ("Reviewed and suspended at once", [
        f"{MEETINGS}::test_a_meeting_signed_while_the_sweep_suspends_is_never_followed_by_a_suspension",
        f"{MEETINGS}::test_the_control_that_looked_before_and_suspends_after_does_both",
        f"{MEETINGS}::test_who_ends_it_and_who_acknowledges_a_meeting_at_once_never_wait_for_each_other",
        "investigations/test_meetings.py::test_a_meeting_signed_in_time_never_suspends"]),
    15: ("Two renewals, or two requests for one account, at once", [
        f"{RACE}::test_of_four_renewals_begun_at_once_there_is_one",
        f"{RACE}::test_the_database_refuses_a_second_renewal",
        f"{CLAIMS}::test_of_two_who_claim_one_name_at_once_one_gets_it"]),
    16: ("No supervisor, a circle, oneself", [
        f"{LINE}::test_the_database_refuses_oneself_and_a_circle",
        f"{LINE}::test_two_changes_that_only_together_close_a_circle_cannot_pass_each_other",
        "authorizations/test_follow.py::test_a_request_without_a_supervisor_waits_for_the_next_in_line",
        f"{FIRE}::test_nobody_to_tell_is_told_to_administrators_without_saying_of_what"]),
    17: ("Who stands in", [
        f"{DELEGATION}::test_who_stood_in_until_a_second_ago_decides_nothing_more",
        f"{DELEGATION}::test_who_stands_in_does_not_hand_that_on",
        f"{DELEGATION}::test_decisions_of_somebody_who_separated_go_to_nobody_by_delegation",
        f"{DELEGATION}::test_the_database_refuses_what_makes_no_sense",
        "investigations/test_decide.py::test_nobody_decides_their_own_by_standing_in_for_their_supervisor"]),
    18: ("Raw SQL", [f"{STATES}::test_the_database_refuses_what_no_act_would_write",
                     f"{STATES}::test_no_state_after_a_decision_without_one",
                     "investigations/test_states.py::test_the_database_refuses_an_authorization_no_act_would_write"]),
    19: ("The application tampers with the trail", [
        f"{CHAIN}::test_the_application_may_not_change_the_trail",
        f"{CHAIN}::test_the_application_may_not_empty_the_trail",
        f"{CHAIN}::test_the_application_may_not_switch_a_trigger_off",
        f"{CHAIN}::test_the_application_may_not_write_the_chain_itself"]),
    20: ("A superuser tampers with the trail", [
        f"{CHAIN}::test_what_a_superuser_changes_is_found",
        f"{CHAIN}::test_a_cut_end_that_also_moves_the_head_is_found_by_its_anchor"]),
    21: ("Eight audited acts at once", [
        "faults/test_trail_at_once.py::test_eight_at_once_in_opposite_orders_make_one_chain"]),
    22: ("Two beats; no beat for ten days; the queue flushed", [
        "faults/test_two_tickers.py::test_of_two_tickers_each_minute_belongs_to_one",
        f"{HOUSE}::test_two_beats_with_a_tick_a_second_sweep_once_a_minute",
        f"{HOUSE}::test_a_queue_that_was_flushed_loses_no_work",
        f"{OUTAGE}::test_after_ten_days_without_a_beat_each_hears_once_of_each_and_the_rest_is_recorded",
        f"{OUTAGE}::test_administrators_read_that_the_clock_stands_until_it_goes_again",
        f"{CLOCK}::test_it_is_late_after_fifteen_minutes"]),
    23: ("Child and worker killed", [f"{HOUSE}::test_a_child_killed_and_then_the_whole_worker"]),
    24: ("The queue refuses or hangs", [
        f"{QUEUE}::test_nothing_waits_for_the_queue_as_long_as_three_seconds",
        f"{QUEUE}::test_pages_answer_while_it_is_down", f"{QUEUE}::test_sweeps_and_mail_go_on_while_it_is_down",
        f"{HEALTH}::test_a_queue_that_refuses_is_said",
        f"{HEALTH}::test_a_queue_that_hangs_keeps_the_page_from_nobody"]),
    25: ("Postgres restarted", [f"{HOUSE}::test_postgres_restarted_in_the_midst_of_a_sweep"]),
    26: ("A wrong clock", [
        f"{CLOCK}::test_a_clock_that_is_wrong_sweeps_nothing", f"{CLOCK}::test_a_clock_that_went_back_sweeps_nothing",
        f"{CLOCK}::test_what_would_end_too_many_at_once_is_not_done_until_it_is_released"]),
    27: ("Changes of clocks, 31 January, 29 February, the year's end", [
        f"{DAYS}::test_swept_every_hour_of_such_a_day_each_is_told_once_and_mail_leaves_at_eight",
        f"{DAYS}::test_what_is_valid_through_a_day_ends_with_its_last_minute_there",
        f"{DAYS}::test_leave_through_the_last_day_of_a_year_ends_in_the_first_second_of_the_next",
        f"{DAYS}::test_a_ladder_in_business_days_fires_on_the_golden_days",
        "notifications/test_ladders.py::test_business_days_are_counted_around_weekends_and_holidays",
        "notifications/test_ladders.py::test_calendar_days_cross_the_end_of_february_and_the_year"]),
    28: ("Holidays missing", [f"{HEALTH}::test_the_calendar_turns_red_before_it_runs_out",
                              "policy/test_holidays.py::test_a_year_that_is_not_in_it_is_counted_all_the_same"]),
    29: ("The ladder is changed while it runs", [
        "notifications/test_ladder_versions.py::test_only_stages_to_come_follow_a_change",
        "notifications/test_ladder_versions.py::test_a_repeat_goes_on_from_its_new_days_and_never_twice_on_one"]),
    30: ("A scanner follows every link", [
        f"{MOVE}::test_the_links_of_a_mail_read_or_sent_by_a_scanner_change_nothing"]),
    31: ("The supervisor leaves", [
        f"{MOVE}::test_what_waits_for_a_supervisor_who_leaves_goes_one_step_up_and_the_name_stays",
        "people/test_personnel.py::test_the_staff_of_somebody_who_separated_keep_the_line_and_are_without_supervisor"]),
    32: ("Connected as superuser", ["runner/test_run.py::test_the_application_is_neither_owner_nor_superuser",
                                      "audit/test_checks.py::test_a_role_that_could_rewrite_the_trail_does_not_start"]),
}  # fmt: skip
