"""What a device measured at a moment."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Reading:
    device: str
    taken_at: str
    celsius: float

    @classmethod
    def from_fields(cls, fields: dict[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what is no reading."""
        device = str(fields["device"])
        taken_at = str(fields["taken_at"])
        if not device or not taken_at:
            raise ValueError("a reading names its device and its time")
        return cls(device=device, taken_at=taken_at, celsius=float(fields["celsius"]))

    def to_json(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))
