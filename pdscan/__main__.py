"""Start pdscan from the shell: `pdscan …` or `python -m pdscan …`."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit with its code."""
    from pdscan.cli.app import run

    run()


if __name__ == "__main__":
    main()
