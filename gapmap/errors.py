"""Errors that gapmap raises on purpose, named for the fault.

Every one carries a single sentence that a user can act on; the app and the command line show that
sentence and never a traceback. Each is also of a built-in kind, so that code which knows nothing of
gapmap catches it as it would any other.

GapmapError
    DataError                a file of the project's own data breaks its description
    SourceError              something could not be fetched, read or written for now
        BusyError            somebody else is using it just now
        ConflictError        others changed the same fields meanwhile
        NotWrittenError      a file or folder could not be written
        ServiceError         a service on the network does not answer as it should
    UserInputError           what a user asked for or sent cannot be used
        BadChoiceError       a value that a choice or an option does not allow
        BadRecipeError       the record of what made a file is damaged or of another version
        BadSettingError      a setting of the machine (an environment variable) is not usable
        CommandError         a command that is not written as it must be
        FileNotOpenedError   a file named by the user that cannot be opened
        FileTooLargeError    a file, or what is in it, that goes beyond a limit
        NoBoundariesError    areas that no map is shipped of
        NoEstimatesError     a view that needs a table of the user's own
        NoRecipeError        a file without a record of what made it
        NotComparableError   two views that have no difference
        UnknownAreaError     a code that no area has
        UnknownNameError     a name of a column, choice, sheet or product that there is not
        UnreadableFileError  a file whose content is not what it should be
        WithheldError        numbers that may not leave the program

The command line ends with exit code 2 for a UserInputError and 1 for every other one.
"""


class GapmapError(Exception):
    """Base of all errors whose message is meant for the user."""


class DataError(GapmapError, ValueError):
    """A data file is missing, unreadable or breaks its description."""


class SourceError(GapmapError, OSError):
    """A file or service could not be read or written."""


class BusyError(SourceError, BlockingIOError):
    """Another person or process is using it; the same again works later."""


class ConflictError(SourceError):
    """Others changed the same fields meanwhile; nothing was changed.

    ``conflicts`` are the fields, each with mine, theirs and base.
    """

    def __init__(self, message: str, conflicts: tuple[object, ...] = ()) -> None:
        super().__init__(message)
        self.conflicts = conflicts


class NotWrittenError(SourceError):
    """A file or folder could not be written; nothing of it is left half done."""


class ServiceError(SourceError, ConnectionError):
    """A service on the network cannot be reached, or its answer cannot be used."""


class UserInputError(GapmapError, ValueError):
    """A value given by the user is not allowed; the message lists what is."""


class BadChoiceError(UserInputError):
    """A value that a choice or an option does not allow; the message lists what it allows."""


class BadRecipeError(UserInputError):
    """The record of what made a file is damaged, or of a version that is not read."""


class BadSettingError(UserInputError):
    """A setting of the machine is not usable; the message names its variable."""


class CommandError(UserInputError):
    """A command is not written as it must be; the message says how."""


class FileNotOpenedError(UserInputError, OSError):
    """A file that the user named does not exist or cannot be opened."""


class FileTooLargeError(UserInputError):
    """A file, or a part of it, goes beyond a limit; the message names the limit."""


class NoBoundariesError(UserInputError, LookupError):
    """No map of these areas is shipped; the message lists the levels that have one."""


class NoEstimatesError(UserInputError, LookupError):
    """A view counts with a table of the user's own (estimates, ways), which is not loaded."""


class NoRecipeError(UserInputError, LookupError):
    """A file carries no record of what made it."""


class NotComparableError(UserInputError):
    """Two views of other areas or measures have no difference."""


class UnknownAreaError(UserInputError, LookupError):
    """No area has this code."""


class UnknownNameError(UserInputError, LookupError):
    """There is no column, choice, sheet or product of this name; the message lists those known."""


class UnreadableFileError(UserInputError):
    """The content of a file is not what it should be; the message names file, place and remedy."""


class WithheldError(UserInputError, PermissionError):
    """Numbers that are withheld or the user's own would leave the program with a file."""
