"""Settings: what must outlive a run and has no table of its own."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrator.store.database import Database

LAST = "9999"
"""Later than every time."""


class Settings:
    """The table of settings, each a text under a name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- of the blog's feeds ------------------------------------------------------------------------------------------

    def feed_is_whole(self, as_of: str = LAST) -> bool:
        """Whether the feed was trusted, at a time, to give posts whole; so it is until it was found cut."""
        return self.at("feed_is_whole", as_of, "yes") == "yes"

    def set_feed_is_whole(self, *, whole: bool, as_of: str) -> None:
        """Remember whether this blog's feed gives posts whole, from a time on."""
        self.set(f"feed_is_whole {as_of}", "yes" if whole else "no")

    def feed_is_unproven(self, as_of: str = LAST) -> bool:
        """Whether, from a time on, nothing in the feed told that it does not end at the jump breaks."""
        return self.at("feed_is_unproven", as_of, "no") == "yes"

    def set_feed_unproven(self, as_of: str, *, unproven: bool = True) -> None:
        """Remember whether the feed leaves open that it ends at the jump breaks."""
        self.set(f"feed_is_unproven {as_of}", "yes" if unproven else "no")

    def feed_proven(self, as_of: str) -> frozenset[str]:
        """Return the ids of the posts that the feed, as it was read at a time, is proven to give whole."""
        return _ids(self.get(f"feed_proven {as_of}", "[]"))

    def set_feed_proven(self, ids: Iterable[str], as_of: str) -> None:
        """Remember which posts the feed was proven to give whole, although it is not trusted to."""
        self.set(f"feed_proven {as_of}", json.dumps(sorted(ids)))

    def feed_belief(self) -> dict[str, str | int]:
        """Return how the feed was last found to be whole or not; empty where that was not asked."""
        belief: dict[str, str | int] = json.loads(self.at("feed_belief", LAST, "{}"))
        return belief

    def set_feed_belief(self, belief: Mapping[str, str | int], as_of: str) -> None:
        """Remember how the feed was found to be whole or not."""
        self.set(f"feed_belief {as_of}", json.dumps(dict(belief)))

    def feeds_only_name(self, as_of: str) -> bool:
        """Whether in the reading of a time feeds only named posts."""
        return self.get(f"feeds_only_name {as_of}", "no") == "yes"

    def set_feeds_only_name(self, as_of: str) -> None:
        """Remember that in the reading of a time feeds only named posts, so that a reparse takes no more from them."""
        self.set(f"feeds_only_name {as_of}", "yes")

    # -- of its theme -------------------------------------------------------------------------------------------------

    def theme_rules(self) -> tuple[str, str]:
        """Return the owner's rules for this blog's theme, and those learnt of it, each a rules file or empty."""
        return self.get("rules", ""), self.get("learnt_rules", "")

    def set_rules(self, text: str) -> None:
        """Remember the owner's rules for this blog's theme, as a rules file; an empty text forgets them."""
        self.set("rules", text)

    def set_learnt_rules(self, text: str) -> None:
        """Remember what was learnt of this blog's theme, as a rules file."""
        self.set("learnt_rules", text)

    # -- of its address and span --------------------------------------------------------------------------------------

    def served_from(self) -> str:
        """Return the home URL, scheme and host, that answered at the last crawl; empty if there was none."""
        return self.get("served_from", "")

    def set_served_from(self, home: str) -> None:
        """Remember the home URL, scheme and host, that answered."""
        self.set("served_from", home)

    def window(self, as_of: str) -> tuple[str | None, str | None]:
        """Return the first and the last publication day that the run of a time kept; None is open."""
        since, _, until = self.get(f"window {as_of}", "/").partition("/")
        return since or None, until or None

    def set_window(self, as_of: str, since: str | None, until: str | None) -> None:
        """Remember which span of publication days the run of a time kept, so that a reparse keeps the same."""
        if since or until:
            self.set(f"window {as_of}", f"{since or ''}/{until or ''}")

    # -- any ----------------------------------------------------------------------------------------------------------

    def get(self, name: str, default: str) -> str:
        """Return a setting."""
        row = self._database.row("SELECT value FROM settings WHERE name = ?", (name,))
        return str(row["value"]) if row is not None else default

    def at(self, name: str, as_of: str, default: str) -> str:
        """Return a setting as it stood at a time; `name` alone holds what was set before times were told."""
        row = self._database.row(
            "SELECT value FROM settings WHERE name = ? OR (name > ? AND name <= ?) ORDER BY name DESC LIMIT 1",
            (name, f"{name} ", f"{name} {as_of}"),
        )
        return str(row["value"]) if row is not None else default

    def set(self, name: str, value: str) -> None:
        """Keep a setting."""
        self._database.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, value))


@lru_cache(maxsize=8)
def _ids(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))
