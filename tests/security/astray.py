"""Readers that are led astray, for a process of their own to run."""

from gapmap.errors import UserInputError


def hungry(data, name):
    """A reader that is led astray."""
    return len(bytearray(2_000_000_000))


def busy(data, name):
    """A reader that never ends."""
    while True:
        pass


def crashing(data, name):
    """A reader that takes its process with it."""
    import os

    os.abort()


def refusing(data, name):
    raise UserInputError(f"{name} is refused.")
