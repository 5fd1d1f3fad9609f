"""Which tests are slow: all that `make check` leaves out, besides those that need a browser.

A test is listed when one case of it, or all its cases together, took more than about two seconds
of a quiet core, or when it starts processes. A name stands for all its cases, a file for all in it.
A few that took longer run in every check all the same, for all else rests on what they guard: the
independent computation, the states of areas, and the data at the door.
"""

from typing import Final

SLOW: Final = frozenset(
    {
        "tests/cli/test_boundaries.py::test_a_process_stopped_in_the_middle_leaves_the_old_set_and_no_lock",
        "tests/cli/test_boundaries.py::test_fetch_status_and_remove",
        "tests/cli/test_boundaries.py::test_two_processes_at_once_do_no_harm",
        "tests/cli/test_cli.py::test_an_export_writes_what_the_download_gives",
        "tests/cli/test_report.py::test_a_damaged_manifest_means_to_begin_anew",
        "tests/cli/test_report.py::test_each_area_gets_a_briefing_a_map_and_tables",
        "tests/cli/test_report.py::test_two_processes_make_the_same_files_as_one",
        "tests/cli/test_templates.py",
        "tests/cli/test_validate.py::test_hostile_files_end_with_2_and_one_line_without_a_traceback",
        "tests/core/test_against_independent.py::test_the_selections_reach_every_level_and_all_states_with_and_without_places",
        "tests/core/test_properties.py::test_a_looser_basis_never_lowers_the_number_of_measured_areas",
        "tests/core/test_properties.py::test_a_wider_window_never_loses_recorded_programmes",
        "tests/core/test_properties.py::test_real_data_a_looser_basis_never_lowers_the_number_of_measured_areas",
        "tests/core/test_properties.py::test_real_data_sums_agree_between_levels_under_any_selection",
        "tests/core/test_properties.py::test_unmet_need_rises_with_the_target_share",
        "tests/core/test_shading.py::test_a_measure_changes_what_is_shaded_and_no_figure",
        "tests/data/test_datapackage.py::test_a_fault_is_found_by_the_standards_checker_and_by_ours",
        "tests/data/test_datapackage.py::test_every_table_fits_its_schema",
        "tests/data/test_tiles.py::test_a_fresh_run_gives_the_shipped_file",
        "tests/data/test_tiles.py::test_two_runs_give_the_same_bytes",
        "tests/io/boundaries/test_fetch.py::test_every_level_comes_complete_named_and_credited",
        "tests/io/boundaries/test_fetch.py::test_the_web_file_is_not_much_larger_than_the_shipped_one",
        "tests/io/boundaries/test_store.py::test_a_cache_that_is_not_as_written_is_not_used_and_that_is_said",
        "tests/io/own/test_programmes.py::test_huge_columns_of_areas_are_refused",
        "tests/io/recipes/test_recipes.py::test_damaged_exports_give_the_recipe_or_a_sentence",
        "tests/io/uploads/test_fuzz.py",
        "tests/io/uploads/test_read.py::test_zip_bombs_are_refused_unopened",
        "tests/present/area/test_profile.py::test_every_service_is_listed_once_and_its_places_add_up",
        "tests/present/briefing/test_briefing.py",
        "tests/present/briefing/test_templates.py",
        "tests/present/onefile/test_page.py::test_a_file_with_figures_of_your_own_has_no_filters",
        "tests/present/onefile/test_page.py::test_hostile_names_stay_text",
        "tests/present/onefile/test_page.py::test_it_is_small_enough_to_send",
        "tests/present/page/test_focus.py",
        "tests/present/page/test_map.py::test_a_grey_page_has_no_colour_and_crosses_what_is_not_recorded",
        "tests/present/page/test_map.py::test_a_hatched_area_has_lines_and_a_dotted_one_dots",
        "tests/present/page/test_map.py::test_every_area_has_the_colour_of_its_state_or_class",
        "tests/present/page/test_map.py::test_every_page_says_what_it_shows_and_hides",
        "tests/present/page/test_map.py::test_no_text_overlaps_or_leaves_a_wide_page",
        "tests/present/page/test_map.py::test_no_text_overlaps_or_leaves_the_page_and_nothing_warns",
        "tests/present/page/test_map.py::test_no_value_is_without_a_name",
        "tests/present/page/test_map.py::test_other_pages_have_their_size",
        "tests/present/page/test_map.py::test_pages_drawn_at_the_same_time_are_the_same_as_one_by_one",
        "tests/present/page/test_map.py::test_the_legend_counts_every_class_of_every_measure",
        "tests/present/page/test_pdf.py",
        "tests/present/page/test_svg.py::test_every_area_has_the_colour_of_its_class_and_says_its_value",
        "tests/present/page/test_svg.py::test_it_runs_nothing_and_asks_nobody",
        "tests/present/page/test_svg.py::test_texts_are_texts_in_a_font_that_every_machine_can_replace",
        "tests/present/tables/test_csv_json.py::test_the_csv_reads_back_as_the_records",
        "tests/present/tables/test_geo.py::test_every_value_of_the_geojson_is_the_tables",
        "tests/present/words/test_finding.py::test_no_text_claims_that_none_exists_or_shows_a_missing_number",
        "tests/present/words/test_finding.py::test_no_text_uses_scientific_notation",
        "tests/present/words/test_made_up_measure.py::test_a_made_up_measure_goes_into_every_kind_of_file",
        "tests/present/words/test_method.py::test_every_sum_gives_its_result",
        "tests/present/workbook/test_workbook.py::test_every_number_of_the_gap_table_is_there_and_every_blank_has_its_reason",
        "tests/present/workbook/test_workbook.py::test_every_sheet_has_one_marked_up_table_without_blanks_merged_cells_or_formulas",
        "tests/present/workbook/test_workbook.py::test_hostile_text_stays_in_its_cell_and_never_runs",
        "tests/present/workbook/test_workbook.py::test_no_selection_leaves_a_blank_or_a_number_that_is_not_the_tables",
        "tests/present/workbook/test_workbook.py::test_the_same_table_gives_the_same_bytes",
        "tests/security/test_bombs.py",
        "tests/security/test_clocks.py",
        "tests/security/test_disks.py::test_a_command_that_cannot_write_says_so_and_leaves_what_was",
        "tests/security/test_fuzz.py",
        "tests/security/test_half_a_job.py",
        "tests/security/test_memory.py",
        "tests/security/test_interrupts.py",
        "tests/security/test_own_file.py",
        "tests/security/test_standing_open.py",
        "tests/security/test_withheld_numbers.py",
        "tests/security/test_withheld_outputs.py",
        "tests/security/test_withheld_sums.py",
        "tests/tasks/test_map_file.py",
        "tests/tasks/test_products.py::test_the_reader_of_a_product_reads_what_its_writer_wrote",
        "tests/tasks/test_published_figures.py::test_a_changed_number_makes_its_checks_and_no_others_differ",
        "tests/tasks/test_published_rules.py",
        "tests/tasks/test_redraw.py::test_every_odd_selection_is_made_again",
        "tests/tasks/test_redraw.py::test_every_product_is_made_again_from_itself",
        "tests/ui/pages/test_boundaries.py",
        "tests/ui/state/test_limit.py::test_while_marked_an_opened_file_can_only_raise_it",
        "tests/ui/state/test_sensitive_session.py::test_no_way_through_the_pages_shows_a_number_below_the_limit",
        "tests/ui/test_explore.py::test_every_measure_has_its_own_legend_and_ranking",
        "tests/ui/test_explore.py::test_two_views_are_compared_and_the_address_holds_the_first",
        "tests/ui/test_pages.py::test_an_address_is_either_kept_or_said_to_be_adjusted",
        "tests/ui/test_pages.py::test_the_method_page_shows_the_sums_of_this_selection",
    }
)


def is_slow(nodeid: str) -> bool:
    """Whether the case with this id of pytest's is one of a slow test or file."""
    test = nodeid.partition("[")[0]
    return test in SLOW or test.partition("::")[0] in SLOW
