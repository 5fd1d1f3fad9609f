"""The example of a plan is what the command writes today."""

from pathlib import Path

from gapmap.cli import main as cli

PAGE = Path(__file__).parents[2] / "docs" / "example-plan.md"


def test_the_example_is_written_by_the_command_in_it(capsys):
    text = PAGE.read_text("utf-8")
    command = next(line for line in text.splitlines() if line.startswith("    python -m gapmap "))
    arguments = command.split("gapmap ", 1)[1].replace("'", "").split()
    assert cli.main(arguments) == 0
    assert capsys.readouterr().out == text, f"write it again:{command} > docs/example-plan.md"
