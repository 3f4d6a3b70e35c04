"""What several documents tell of one thing, joined field by field. Pure.

Each field is kept with the rank of the telling that won. A join takes the greater rank, so it is commutative,
associative and idempotent: whatever order documents come in, and however often, the outcome is the same.
"""

from migrator.merge.claims import (
    GUESSED_BODY,
    SUBSTANCE,
    WHOLE_BODY,
    Disagreement,
    disagreements,
    observed_author,
    observed_blog,
    observed_comment,
    observed_post,
    tells_substance,
)
from migrator.merge.ranks import ABSENCE, DATES, ONLY_NAMING, SOURCES, Evidence, Rank, RankedValue, evidence_for, join
from migrator.merge.states import (
    HeldAuthor,
    HeldBlog,
    HeldComment,
    HeldPost,
    join_authors,
    join_blogs,
    join_comments,
    join_posts,
)

__all__ = [
    "ABSENCE",
    "DATES",
    "GUESSED_BODY",
    "ONLY_NAMING",
    "SOURCES",
    "SUBSTANCE",
    "WHOLE_BODY",
    "Disagreement",
    "Evidence",
    "HeldAuthor",
    "HeldBlog",
    "HeldComment",
    "HeldPost",
    "Rank",
    "RankedValue",
    "disagreements",
    "evidence_for",
    "join",
    "join_authors",
    "join_blogs",
    "join_comments",
    "join_posts",
    "observed_author",
    "observed_blog",
    "observed_comment",
    "observed_post",
    "tells_substance",
]
