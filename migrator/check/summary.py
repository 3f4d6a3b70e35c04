"""A verification as JSON: for the command's summary and for the receipt."""

from migrator.check.report import VerifyReport
from migrator.exporters.json import JsonObject, notice_to_json


def report_to_json(report: VerifyReport) -> JsonObject:
    """Give what was compared, what is missing and what is damaged."""
    return {
        "live": report.live,
        "counts": [
            {
                "source": count.source,
                "period": count.period,
                "declared": count.declared,
                "found": count.found,
                "held": count.held,
            }
            for count in report.counts
        ],
        "comments": [{"url": one.url, "declared": one.declared, "held": one.held} for one in report.comments],
        "media": dict(report.media),
        "captures": report.captures,
        "reread": report.reread,
        "missing": [notice_to_json(notice) for notice in report.missing],
        "damaged": list(report.damaged),
        "notices": [notice_to_json(notice) for notice in report.remarks],
    }
