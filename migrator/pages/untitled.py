"""What stands where an untitled post has no title: Blogger's placeholder in the blog's language, or the first words."""

import re
import unicodedata

_PLACEHOLDERS = frozenset(
    """
    no title|untitled|untitled post|without title|not titled
    sans titre|aucun titre|pas de titre|ohne titel|kein titel|unbenannt|sin título|sin titulo|sem título|sem titulo
    nessun titolo|senza titolo|geen titel|zonder titel|sense títol|sen título|izenbururik gabe|izenbururik ez
    ingen titel|uden titel|ingen rubrik|utan titel|utan rubrik|ingen tittel|uten tittel|ei otsikkoa|nimetön
    ilman otsikkoa|enginn titill|án titils
    be pavadinimo|nėra pavadinimo|bez nosaukuma|nav virsraksta|bez virsraksta|pealkirjata
    pealkiri puudub|bez tytułu|brak tytułu|bez názvu|bez nadpisu|bez titulku|žádný název|žiadny názov|nincs cím
    cím nélkül|cím nélküli|fără titlu|niciun titlu|bez naslova|nema naslova|без наслова|нема наслова|brez naslova
    ni naslova|без заглавие|няма заглавие|без названия|без заголовка|без имени|нет названия|нет заголовка|без назви
    немає назви|немає заголовка|χωρίς τίτλο|δεν υπάρχει τίτλος|başlıksız|başlık yok|adsız|isimsiz|başlığı yok
    بلا عنوان|بدون عنوان|لا عنوان|لا يوجد عنوان|عنوانی ندارد|بی عنوان|ללא כותרת|אין כותרת|ללא שם
    कोई शीर्षक नहीं|बिना शीर्षक|शीर्षकहीन|शीर्षक नाही|কোনও শিরোনাম নেই|কোন শিরোনাম নেই|শিরোনামহীন|শিরোনাম নেই
    தலைப்பு இல்லை|தலைப்பில்லை|శీర్షిక లేదు|ಶೀರ್ಷಿಕೆಯಿಲ್ಲ|ಶೀರ್ಷಿಕೆ ಇಲ್ಲ|ശീർഷകമില്ല|തലക്കെട്ടില്ല|કોઈ શીર્ષક નથી
    ਕੋਈ ਸਿਰਲੇਖ ਨਹੀਂ|මාතෘකාවක් නැත|कुनै शीर्षक छैन|शीर्षक विहीन|کوئی عنوان نہیں|بغیر عنوان
    tanpa judul|tidak ada judul|tiada tajuk|tanpa tajuk|walang pamagat|hakuna kichwa|haina kichwa|geen titel nie
    không có tiêu đề|không tiêu đề|ไม่มีชื่อ|ไม่มีชื่อเรื่อง|無題|タイトルなし|無標題|沒有標題|无标题|無題目|제목 없음|제목없음
    គ្មានចំណងជើង|ບໍ່ມີຫົວຂໍ້|ခေါင်းစဉ်မရှိ|ርዕስ የለም|անվերնագիր|უსათაურო|başlıqsız|атауы жоқ|pa titull
    """.strip()
    .replace("\n", "|")
    .split("|")
)
_FIRST_WORDS_ENDS = re.compile(r"\s*(?:\.{3,}|…|\[…\]|\[\.\.\.\])$")
_WORD = re.compile(r"\w+")
_LEAST = 12


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


_FOLDED = frozenset(_folded(one) for one in _PLACEHOLDERS)


def is_placeholder(text: str) -> bool:
    """Whether a text is what themes and JSON-LD show in place of the title of an untitled post, in any language."""
    return _folded(text).strip("()[]<>«»\"'*-–—. ") in _FOLDED


def words(text: str) -> list[str]:
    """Return the words of a text, folded, so that two texts that differ in spaces, case and signs alone are equal."""
    return _WORD.findall(_folded(text))


def is_first_words(text: str, body: str) -> bool:
    """Whether a text is the start of a body, cut: it ends in dots where the body goes on without them."""
    start = _FIRST_WORDS_ENDS.sub("", text)
    if start == text or len(start) < _LEAST:
        return False
    shown, whole = _folded(start), _folded(body)
    # The cut may fall into a word; a body that has the dots itself only repeats its title.
    return whole.startswith(shown) and not whole[len(shown) :].lstrip().startswith(("...", "…"))
