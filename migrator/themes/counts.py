"""How many comments a heading or link declares: in digits, or in words where Blogger's interface has words for it."""

import re

from migrator.themes.elements import number_in

# Blogger's own strings without a digit, lower case. Other words ("Post a Comment", "Links to this post") tell nothing.
_NONE = frozenset(
    {
        "no comments", "aucun commentaire", "keine kommentare", "no hay comentarios", "nessun commento",
        "nenhum comentário", "sem comentários", "geen opmerkingen", "geen reacties", "brak komentarzy",
        "комментариев нет", "ni komentarjev", "inga kommentarer", "ingen kommentarer", "ei kommentteja",
        "žádné komentáře", "žiadne komentáre", "nincsenek megjegyzések", "niciun comentariu", "hiç yorum yok",
        "δεν υπάρχουν σχόλια", "немає коментарів", "няма коментари", "nema komentara", "нема коментара",
        "tidak ada komentar", "tiada ulasan", "không có nhận xét nào", "ไม่มีความคิดเห็น", "댓글 없음", "沒有留言",
        "没有评论", "ليست هناك تعليقات", "هیچ نظری موجود نیست", "אין תגובות", "कोई टिप्पणी नहीं", "cap comentari",
        "komentarų nėra", "nav komentāru", "kommentaare ei ole", "コメントはありません",
    }
)  # fmt: skip
_ONE = frozenset({"هناك تعليق واحد", "تعليق واحد", "תגובה אחת", "one comment"})
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def declared_count(text: str) -> int | None:
    """Read how many comments a text declares; None if it has neither a number nor known words for none or one."""
    number = number_in(text)
    if number is not None:
        return number
    words = _EDGES.sub("", " ".join(text.split()).casefold())
    return 1 if words in _ONE else 0 if words in _NONE else None
