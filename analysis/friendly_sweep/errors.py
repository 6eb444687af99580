"""Errors that a user can do something about, and what a result file has no answer to."""
import sys


class UserError(Exception):
    """Reads "what is wrong (why): what to do"."""

    def __init__(self, what, why, remedy):
        super().__init__(f"{what} ({why}): {remedy}")


class NotApplicable(Exception):
    """A figure or statistic that these results do not allow; the text says why."""


def run_main(main):
    """Ends the process as `main()` says; a user's error becomes one line and exit status 2."""
    try:
        sys.exit(main())
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
