"""The way in for ``python -m second_opinion`` and for the script ``second-opinion``."""

import sys

from second_opinion.errors import MissingExtraError


def main() -> None:
    """Run the command line, or say which extra it needs."""
    try:
        from second_opinion.cli import commands  # noqa: PLC0415 (the extra may not be installed)
    except ModuleNotFoundError as error:
        if error.name != "click":
            raise
        sys.stderr.write(f"Error: {MissingExtraError('cli')}\n")
        sys.exit(2)
    commands(prog_name="second-opinion")


if __name__ == "__main__":
    main()
