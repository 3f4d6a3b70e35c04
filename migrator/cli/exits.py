"""The exit codes that every command shares, and what each tells the caller."""

EXIT_CODES: dict[int, str] = {
    0: "done and complete",
    1: "a crash: a bug of ours, please report it",
    2: "wrong usage; nothing was done",
    3: "finished, but something named in the output is missing or failed",
    4: "the configuration is wrong",
    5: "the blog can't be reached, or refuses us",
    6: "nothing here that we can read",
    7: "the archive is damaged, or a newer version wrote it",
    8: "another run is working on the archive",
    9: "the export failed; nothing half-written is left",
    130: "interrupted; run the same command again and it goes on",
}
