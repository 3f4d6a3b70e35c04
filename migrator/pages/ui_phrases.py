"""The language of a page's own words, for pages that state none: Blogger's strings for pager, comments, bylines.

The strings are those of Blogger's interface, so they follow the blog's language setting, not its author's language.
"""

import re
from collections import Counter

from migrator.pages.document import Document
from migrator.pages.elements import text_of

# language: phrases, lower case, without numbers and punctuation.
_PHRASES: dict[str, tuple[str, ...]] = {
    "en": ("comments", "comment", "no comments", "post a comment", "older posts", "older post", "newer post",
           "newer posts", "home", "posted by", "said", "links to this post", "labels", "subscribe to", "posts"),
    "fr": ("aucun commentaire", "commentaires", "commentaire", "enregistrer un commentaire", "publier un commentaire",
           "messages plus anciens", "articles plus anciens", "article plus ancien", "accueil", "publié par", "a dit",
           "libellés", "message plus ancien"),
    "de": ("keine kommentare", "kommentare", "kommentar", "kommentar veröffentlichen", "kommentar posten",
           "älterer post", "ältere posts", "neuerer post", "neuere posts", "startseite", "eingestellt von",
           "gepostet von", "hat gesagt", "links zu diesem post"),
    "es": ("no hay comentarios", "comentarios", "publicar un comentario", "publicar un comentario en la entrada",
           "entradas antiguas", "entrada antigua", "entrada más reciente", "entradas más recientes", "página principal",
           "inicio", "publicado por", "dijo", "etiquetas", "enlaces a esta entrada"),
    "it": ("nessun commento", "commenti", "commento", "posta un commento", "post più vecchio", "post più vecchi",
           "post più recente", "post più recenti", "home page", "pubblicato da", "ha detto", "etichette"),
    "pt": ("nenhum comentário", "sem comentários", "comentários", "comentário", "postar um comentário",
           "postagens mais antigas", "postagem mais antiga", "postagem mais recente", "página inicial", "postado por",
           "disse", "marcadores", "enviar um comentário", "mensagens antigas", "mensagem antiga", "publicada por"),
    "nl": ("geen opmerkingen", "geen reacties", "opmerkingen", "reacties", "een reactie posten", "oudere post",
           "oudere posts", "nieuwere posts", "nieuwere post", "gepost door", "geplaatst door", "zei"),
    "pl": ("brak komentarzy", "komentarze", "komentarz", "prześlij komentarz", "starszy post", "starsze posty",
           "nowszy post", "strona główna", "autor", "pisze", "etykiety"),
    "ru": ("комментариев нет", "комментария", "комментарий", "комментариев", "отправить комментарий", "предыдущее",
           "предыдущие", "следующее", "следующие", "главная страница", "комментирует", "ярлыки"),
    "sl": ("ni komentarjev", "komentarji", "objavite komentar", "starejša objava", "starejše objave", "novejša objava",
           "novejše objave", "domov", "objavil", "je rekel"),
    "sv": ("inga kommentarer", "kommentarer", "skicka en kommentar", "äldre inlägg", "senare inlägg", "startsida",
           "upplagd av", "sa"),
    "da": ("ingen kommentarer", "send en kommentar", "ældre opslag", "ældre indlæg", "nyere opslag", "startside",
           "indsendt af", "lagt ud af", "sagde"),
    "nb": ("ingen kommentarer", "legg inn en kommentar", "eldre innlegg", "nyere innlegg", "startsiden", "lagt inn av"),
    "fi": ("ei kommentteja", "kommenttia", "lähetä kommentti", "vanhempi teksti", "vanhemmat tekstit", "uudempi teksti",
           "etusivu", "lähettänyt", "tunnisteet"),
    "cs": ("žádné komentáře", "komentáře", "okomentovat", "starší příspěvek", "starší příspěvky", "novější příspěvek",
           "domovská stránka", "vystavil", "řekl(a)"),
    "sk": ("žiadne komentáre", "zverejnenie komentára", "staršie príspevky", "novšie príspevky", "uverejnil"),
    "hu": ("nincsenek megjegyzések", "megjegyzés", "megjegyzés küldése", "régebbi bejegyzések", "régebbi bejegyzés",
           "újabb bejegyzés", "főoldal", "bejegyezte", "írta"),
    "ro": ("niciun comentariu", "comentarii", "trimiteți un comentariu", "postare mai veche", "postări mai vechi",
           "pagina de pornire", "publicat de", "spunea"),
    "tr": ("hiç yorum yok", "yorum", "yorum gönder", "önceki kayıt", "önceki kayıtlar", "sonraki kayıt", "ana sayfa",
           "gönderen", "dedi ki"),
    "el": ("δεν υπάρχουν σχόλια", "σχόλια", "δημοσίευση σχολίου", "παλαιότερη ανάρτηση", "παλαιότερες αναρτήσεις",
           "νεότερη ανάρτηση", "αρχική σελίδα", "αναρτήθηκε από", "είπε"),
    "uk": ("немає коментарів", "коментарі", "дописати коментар", "старіші публікації", "старіша публікація", "каже"),
    "bg": ("няма коментари", "коментара", "публикуване на коментар", "по-стари публикации", "начална страница"),
    "hr": ("nema komentara", "objavi komentar", "stariji postovi", "stariji post", "početna stranica", "kaže"),
    "sr": ("нема коментара", "постави коментар", "старији постови", "старији пост", "почетна"),
    "id": ("tidak ada komentar", "komentar", "posting komentar", "posting lama", "postingan lama",
           "posting lebih baru", "beranda", "diposting oleh", "mengatakan"),
    "ms": ("tiada ulasan", "catat ulasan", "catatan lama", "catatan terbaru", "laman utama", "dicatat oleh"),
    "vi": ("không có nhận xét nào", "nhận xét", "đăng nhận xét", "bài đăng cũ hơn", "bài đăng mới hơn", "trang chủ"),
    "th": ("ไม่มีความคิดเห็น", "ความคิดเห็น", "แสดงความคิดเห็น", "บทความที่เก่ากว่า", "บทความใหม่กว่า", "หน้าแรก"),
    "ja": ("件のコメント", "コメントを投稿", "前の投稿", "次の投稿", "ホーム", "投稿者", "さんのコメント"),
    "ko": ("댓글 없음", "개의 댓글", "댓글 쓰기", "이전 게시물", "다음 게시물", "이전 글", "홈", "님의 말"),
    "zh-TW": ("沒有留言", "則留言", "張貼留言", "較舊的文章", "較新的文章", "首頁", "提到"),
    "zh-CN": ("没有评论", "条评论", "发表评论", "较早的博文", "较新的博文", "主页"),
    "ar": ("ليست هناك تعليقات", "تعليقات", "إرسال تعليق", "رسالة أقدم", "رسائل أقدم", "الصفحة الرئيسية"),
    "fa": ("هیچ نظری موجود نیست", "ارسال یک نظر", "پیام قدیمی‌تر", "صفحهٔ اصلی", "نظر"),
    "he": ("אין תגובות", "תגובות", "הוסף רשומת תגובה", "רשומה ישנה יותר", "רשומות קודמות", "דף הבית"),
    "hi": ("कोई टिप्पणी नहीं", "एक टिप्पणी भेजें", "पुरानी पोस्ट", "नई पोस्ट", "मुख्यपृष्ठ"),
    "ca": ("cap comentari", "comentaris", "publica un comentari", "missatge més antic", "missatges més antics"),
    "lt": ("komentarų nėra", "rašyti komentarą", "senesni pranešimai", "pradinis puslapis"),
    "lv": ("nav komentāru", "ierakstīt komentāru", "vecākas ziņas", "sākumlapa"),
    "et": ("kommentaare ei ole", "postita kommentaar", "vanemad postitused", "avaleht"),
}  # fmt: skip

# The weekday of a date header; English is in it because it too is only one of the settings.
_WEEKDAYS: dict[str, tuple[str, ...]] = {
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "de": ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
    "it": ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"),
    "pt": ("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "pl": ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela"),
    "sv": ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"),
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "fi": ("maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"),
    "tr": ("pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
}  # fmt: skip

_LANGUAGES: dict[str, list[str]] = {}
for _language, _phrases in _PHRASES.items():
    for _phrase in _phrases:
        _LANGUAGES.setdefault(_phrase, []).append(_language)

_PLACES = (
    ".blog-pager-older-link", ".blog-pager-newer-link", "#blog-pager-older-link", "#blog-pager-newer-link",
    ".home-link", ".comment-link", ".post-comment-link", ".comment-footer", ".feed-links", ".blog-feeds",
    ".post-author", ".post-footer", ".byline", ".posted", ".comment-author", ".comment-poster", "#comment-post-message",
)  # fmt: skip
_DAYS = (".date-header", ".dateheader", ".date")
MARKS = frozenset((*_PLACES, *_DAYS))
_BORDER = re.compile(r"[\d\s.,:;…|()@/#\u00a0\u202f«»\"“”-]+")


def _votes(text: str) -> list[str]:
    phrase = _BORDER.sub(" ", text.casefold()).strip()
    if phrase in _LANGUAGES:
        return _LANGUAGES[phrase]
    words = phrase.split()
    # "posted by Ada at", "Ada a dit": the phrase stands at either end.
    for size in (4, 3, 2, 1):
        for part in (" ".join(words[:size]), " ".join(words[-size:])):
            if len(part) > 3 and part in _LANGUAGES:
                return _LANGUAGES[part]
    return []


def is_phrase(text: str) -> bool:
    """Whether a text is made of words of Blogger's own interface."""
    return bool(_votes(text))


def interface_language(document: Document) -> str:
    """Return the language of a page's own words; empty where they do not tell, or disagree."""
    votes: Counter[str] = Counter()
    index = document.index
    for node in index.all(*_DAYS)[:10]:
        for word in text_of(node.element).casefold().replace(",", " ").split():
            votes.update(language for language, days in _WEEKDAYS.items() if word in days)
    texts = [text_of(node.element) for node in index.all(*_PLACES)[:40]]
    comments = index.first("#comments")
    if comments is not None:
        texts += [text_of(node.element) for node in index.within(comments.order, comments.end, "h4", "h3")][:2]
    for text in texts:
        if text and len(text) < 200:
            votes.update(_votes(text))
    best = votes.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]


# What Blogger shows in place of a comment that its author or the blog's administrator took away, without the full stop.
_REMOVED = frozenset(
    {
        "this comment has been removed by the author", "this comment has been removed by a blog administrator",
        "ce commentaire a été supprimé par l'auteur", "ce commentaire a été supprimé par un administrateur du blog",
        "dieser kommentar wurde vom autor entfernt", "der kommentar wurde von einem blog-administrator entfernt",
        "dieser kommentar wurde von einem blog-administrator entfernt",
        "este comentario ha sido eliminado por el autor",
        "el autor ha eliminado este comentario", "un administrador del blog ha eliminado este comentario",
        "este comentario ha sido eliminado por un administrador del blog",
        "questo commento è stato eliminato dall'autore",
        "questo commento è stato eliminato da un amministratore del blog", "este comentário foi removido pelo autor",
        "este comentário foi removido por um administrador do blog",
        "este comentário foi removido por um gestor do blogue", "αυτό το σχόλιο αφαιρέθηκε από τον συντάκτη",
        "avtor je odstranil ta komentar", "этот комментарий был удален автором",
        "этот комментарий был удален администратором блога", "ten komentarz został usunięty przez autora",
        "ten komentarz został usunięty przez administratora bloga", "komentar ini telah dihapus oleh pengarang",
        "komentar ini telah dihapus oleh administrator blog", "deze reactie is verwijderd door de auteur",
        "deze reactie is verwijderd door een blogbeheerder", "den här kommentaren har tagits bort av skribenten",
        "denne kommentar er fjernet af forfatteren", "denne kommentaren har blitt fjernet av forfatteren",
        "kirjoittaja on poistanut tämän kommentin", "tento komentář byl odstraněn autorem",
        "autor odstránil tento komentár", "ezt a megjegyzést eltávolította a szerző",
        "acest comentariu a fost eliminat de autor", "този коментар бе премахнат от автора",
        "автор видалив цей коментар", "autor je uklonio ovaj komentar", "аутор је уклонио овај коментар",
        "bu yorum yazar tarafından silindi", "bu yorum bir blog yöneticisi tarafından silindi",
        "أزال المؤلف هذا التعليق", "أزال أحد مشرفي المدونة هذا التعليق", "این نظر توسط نویسنده حذف شده است",
        "תגובה זו נמחקה על ידי המחבר", "इस टिप्पणी को लेखक द्वारा हटा दिया गया है", "লেখক এই মন্তব্যটি সরিয়েছেন",
        "ความคิดเห็นนี้ถูกผู้เขียนลบ", "nhận xét này đã bị tác giả xóa",
        "nhận xét này đã bị quản trị viên blog xóa", "ulasan ini telah dialihkan keluar oleh pengarang",
        "このコメントは投稿者によって削除されました", "このコメントはブログの管理者によって削除されました",
        "작성자가 댓글을 삭제했습니다", "블로그 관리자가 댓글을 삭제했습니다",
        "作者已經移除這則留言", "網誌管理員已經移除這則留言",
        "此评论已被作者删除", "此评论已被博客管理员删除", "l'autor ha eliminat aquest comentari",
    }
)  # fmt: skip
_LONGEST_NOTICE = max(map(len, _REMOVED)) + 2


def says_removed(text: str) -> bool:
    """Whether a comment's whole text is Blogger's notice that the comment was removed."""
    return len(text) <= _LONGEST_NOTICE and text.strip(" .。").replace("’", "'").casefold() in _REMOVED
