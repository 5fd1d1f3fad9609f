"""Errors that gapmap raises on purpose.

Every one carries a single sentence that a user can act on; the app and the command line show that
sentence and never a traceback.

GapmapError
    DataError       a file of the project's own data is missing or breaks its description
    SourceError     something that should be fetched or written could not be
    UserInputError  what a user asked for is not among the allowed values
"""


class GapmapError(Exception):
    """Base of all errors whose message is meant for the user."""


class DataError(GapmapError, ValueError):
    """A data file is missing, unreadable or breaks its description."""


class SourceError(GapmapError, OSError):
    """A file or service could not be read or written."""


class UserInputError(GapmapError, ValueError):
    """A value given by the user is not allowed; the message lists what is."""
