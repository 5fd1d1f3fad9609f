"""Every error is named for its fault, is of a built-in kind as well, and ends in a sentence."""

import builtins
import importlib
import inspect
import pkgutil

import pytest

import gapmap
from gapmap import errors
from gapmap.cli import main as cli
from gapmap.errors import GapmapError, UserInputError

BUILT_IN = tuple(
    kind
    for kind in vars(builtins).values()
    if inspect.isclass(kind) and issubclass(kind, Exception) and kind is not Exception
)


def error_classes():
    """All classes of errors that the modules of gapmap define and others may see."""
    found = set()
    for info in pkgutil.walk_packages(gapmap.__path__, "gapmap."):
        if info.name == "gapmap.__main__":
            continue  # it would run
        module = importlib.import_module(info.name)
        found |= {
            value
            for name, value in vars(module).items()
            if inspect.isclass(value)
            and issubclass(value, Exception)
            and value.__module__ == info.name
            and not name.startswith("_")
        }
    return sorted(found - {GapmapError}, key=lambda kind: kind.__name__)


def test_errors_are_found():
    assert {errors.DataError, errors.UnknownAreaError} < set(error_classes())


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_built_in_kind_and_says_when_it_comes(kind):
    assert issubclass(kind, BUILT_IN)
    assert "__doc__" in vars(kind)
    assert kind.__doc__.strip().endswith(".")


def test_the_list_of_errors_names_each_and_no_other():
    listed = {
        line.split()[0] for line in errors.__doc__.splitlines() if line.startswith("    ")
    } | {"GapmapError"}
    defined = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    assert listed == defined


@pytest.mark.parametrize(
    "kind",
    [kind for kind in error_classes() if issubclass(kind, GapmapError)],
    ids=lambda kind: kind.__name__,
)
def test_the_command_line_turns_each_into_a_sentence_and_an_exit_code(kind, monkeypatch, capsys):
    def fail(_):
        raise kind("Something is wrong with “x”; use y.")

    monkeypatch.setattr(cli, "_sources", fail)
    code = cli.main(["sources"])
    assert code == (2 if issubclass(kind, UserInputError) else 1)
    assert capsys.readouterr() == ("", "gapmap: Something is wrong with “x”; use y.\n")


def test_who_knows_nothing_of_gapmap_catches_them_as_any_other():
    from gapmap.selection import Selection

    with pytest.raises(ValueError, match="Areas"):
        Selection(level="parish")
    with pytest.raises(LookupError, match="Unknown choice"):
        Selection.from_dict({"colour": "red"})
