"""Writes every released contract as JSON Schema: `python -m vt_contracts.schema_files`.

A released schema never changes: the file is committed and a test compares. A new version is a new
class with a file of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

from vt_contracts import CONTRACTS

FOLDER = Path(__file__).parent / "schemas"


def schema_file_name(ce_type: str) -> str:
    """`melding.ontvangen.v1.json` for type `nl.veiligthuis.melding.ontvangen.v1`."""
    return ce_type.removeprefix("nl.veiligthuis.") + ".json"


def schema_text(ce_type: str) -> str:
    """The JSON Schema of one contract as it is committed."""
    schema = CONTRACTS[ce_type].model_json_schema(by_alias=True, mode="validation")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": ce_type, **schema}
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def write_new(folder: Path = FOLDER) -> list[str]:
    """Writes the files that do not exist yet and returns their names; never touches a released one."""
    folder.mkdir(exist_ok=True)
    written = []
    for ce_type in CONTRACTS:
        path = folder / schema_file_name(ce_type)
        if not path.exists():
            path.write_text(schema_text(ce_type), encoding="utf-8")
            written.append(path.name)
    return written


if __name__ == "__main__":
    for name in write_new():
        print(f"released {name}")
