"""Add a decision to a triage file, keeping what people wrote there as it is."""

from __future__ import annotations

from pathlib import Path

import yaml

from pdscan.model import ConfigurationError
from pdscan.triage.entries import Decision, load

_HEAD = "# What was decided about verdicts. Reviewed and versioned with the estate file.\n"


def add(path: Path, decision: Decision) -> None:
    """Append one entry; the file is made where there is none, and read back before it is kept.

    Raises ConfigurationError, and leaves the file as it was, where the entry can't be.
    """
    before = path.read_text("utf-8") if path.exists() else _HEAD
    written = decision.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    entry = yaml.safe_dump(
        {"decision": decision.decision, **written}, allow_unicode=True, sort_keys=False,
        default_flow_style=True, width=10_000,
    ).strip()  # fmt: skip
    gap = "" if before.endswith("\n") or not before else "\n"
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(f"{before}{gap}- {entry}\n", encoding="utf-8")
        load(draft)
        draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path} can't be written: {error.strerror}") from None
    except ConfigurationError as error:
        raise ConfigurationError(str(error).replace(draft.name, path.name)) from None
    finally:
        draft.unlink(missing_ok=True)
