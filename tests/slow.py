"""Which tests are slow: all that `make check` leaves out, besides those that need a browser.

A test is listed when one case of it, or all its cases together, took more than about two seconds
of a quiet core, or when it starts processes. A name stands for all its cases, a file for all in it.
"""

from typing import Final

SLOW: Final = frozenset(
    {
        "tests/cli/test_boundaries.py::test_a_process_stopped_in_the_middle_leaves_the_old_set_and_no_lock",
        "tests/cli/test_boundaries.py::test_two_processes_at_once_do_no_harm",
        "tests/cli/test_report.py::test_each_area_gets_a_briefing_a_map_and_tables",
        "tests/cli/test_report.py::test_two_processes_make_the_same_files_as_one",
        "tests/core/test_against_independent.py::test_the_selections_reach_every_level_and_all_states_with_and_without_places",
        "tests/data/test_datapackage.py::test_every_table_fits_its_schema",
        "tests/data/test_datapackage.py::test_a_fault_is_found_by_the_standards_checker_and_by_ours",
        "tests/data/test_tiles.py::test_a_fresh_run_gives_the_shipped_file",
        "tests/io/recipes/test_recipes.py::test_damaged_exports_give_the_recipe_or_a_sentence",
        "tests/io/uploads/test_fuzz.py",
        "tests/io/uploads/test_read.py::test_zip_bombs_are_refused_unopened",
        "tests/present/briefing/test_briefing.py",
        "tests/present/onefile/test_page.py::test_a_file_with_figures_of_your_own_has_no_filters",
        "tests/present/onefile/test_page.py::test_hostile_names_stay_text",
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
        "tests/present/words/test_finding.py::test_no_text_claims_that_none_exists_or_shows_a_missing_number",
        "tests/present/words/test_finding.py::test_no_text_uses_scientific_notation",
        "tests/present/workbook/test_workbook.py::test_every_sheet_has_one_marked_up_table_without_blanks_merged_cells_or_formulas",
        "tests/present/workbook/test_workbook.py::test_hostile_text_stays_in_its_cell_and_never_runs",
        "tests/present/workbook/test_workbook.py::test_no_selection_leaves_a_blank_or_a_number_that_is_not_the_tables",
        "tests/security/test_bombs.py",
        "tests/security/test_clocks.py",
        "tests/security/test_fuzz.py",
        "tests/security/test_half_a_job.py",
        "tests/security/test_interrupts.py",
        "tests/security/test_own_file.py::test_no_text_table_starts_a_formula",
        "tests/security/test_own_file.py::test_workbooks_keep_every_text_and_start_no_formula",
        "tests/security/test_standing_open.py",
        "tests/security/test_withheld_numbers.py",
        "tests/tasks/test_map_file.py",
        "tests/tasks/test_redraw.py::test_every_product_is_made_again_from_itself",
        "tests/ui/pages/test_boundaries.py",
        "tests/ui/test_explore.py::test_two_views_are_compared_and_the_address_holds_the_first",
    }
)


def is_slow(nodeid: str) -> bool:
    """Whether the case with this id of pytest's is one of a slow test or file."""
    test = nodeid.partition("[")[0]
    return test in SLOW or test.partition("::")[0] in SLOW
