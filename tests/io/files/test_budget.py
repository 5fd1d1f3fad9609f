"""The time of a budget is the processor's: a busy machine makes no honest file too large."""

import time

import pytest

from gapmap.io.files import budget

FEW: budget.Allowance = budget.Allowance(1_000, 1_000, 5.0, "a list", "send less")


def test_time_on_the_clock_alone_spends_nothing(monkeypatch):
    with budget.of("a.csv", FEW):
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + 1_000)
        budget.spend(1)


def test_time_of_the_processor_is_spent(monkeypatch):
    with budget.of("a.csv", FEW):
        used = time.thread_time()
        monkeypatch.setattr(time, "thread_time", lambda: used + 1_000)
        with pytest.raises(budget.SpentError, match="takes longer than 5 seconds to read"):
            budget.spend(1)
