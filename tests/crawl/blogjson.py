"""What a crawl kept, in the shape of `blog.json`, for comparing with the stand-in's truth."""

import json
from pathlib import Path
from typing import Any

from migrator.export import export_archive
from migrator.model.ports import ExportOptions
from migrator.sinks import MemorySink
from migrator.store import Archive


def blog_json(folder: Path) -> dict[str, Any]:
    """Export an archive in memory and read the result."""
    with Archive.open_existing(folder, write=False) as archive:
        sink = MemorySink()
        export_archive(archive.view(), "json", sink, ExportOptions())
    return json.loads(sink.files["blog.json"])


def without_times(held: dict[str, Any]) -> dict[str, Any]:
    """Leave out what may differ between two crawls of the same blog."""
    return {**held, "blog": {**held["blog"], "crawled_at": None}}
