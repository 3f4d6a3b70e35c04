import json

from archive_double import sample

from migrator.export import export_archive
from migrator.export.losses import KEPT, Losses
from migrator.model.notices import Notice
from migrator.model.ports import ExportOptions, Loss
from migrator.sinks import MemorySink


def _listed(losses):
    return json.loads(b"".join(losses.file().content))


def test_losses_are_counted_by_what_they_are_and_listed_with_their_post():
    with Losses("ghost") as losses:
        losses.take(Loss(what="comments", url="https://a.example/1", count=3))
        losses.take(Loss(what="comments", url="https://a.example/2", count=2, detail="two"))
        listed = _listed(losses)

    assert {"comments": 5} == losses.counts
    assert [{"what": "comments", "count": 5, "posts": 2}] == listed["totals"]
    assert ["https://a.example/1", "https://a.example/2"] == [loss["url"] for loss in listed["losses"]]
    assert "two" == listed["losses"][1]["detail"]


def test_of_many_notices_the_first_stay_in_memory_and_all_are_listed():
    with Losses("wxr") as losses:
        for number in range(KEPT + 5):
            losses.take(Notice(code="renamed", url=str(number)))
        listed = _listed(losses)

    assert KEPT == len(losses.notices)
    assert {"renamed": KEPT + 5} == losses.notice_counts
    assert KEPT + 5 == len(listed["notices"])


def test_every_export_ends_with_its_losses():
    archive = sample()
    sink = MemorySink(archive.open_media)

    export_archive(archive, "markdown", sink, ExportOptions())

    assert ["http://photos.example.org/vieux/port.gif"] == [
        notice["url"] for notice in json.loads(sink.files["losses.json"])["notices"]
    ]
