"""The few words of the browsable copy's own furniture, in the blog's language where we have them, else in English."""

from typing import NamedTuple


class Words(NamedTuple):
    """Interface words of one language; `language` is their BCP 47 tag."""

    language: str
    archive: str
    labels: str
    pages: str
    comments: str
    older: str
    newer: str
    untitled: str
    author: str
    removed: str
    removed_comment: str
    reply_to: str
    home: str
    skip: str


_WORDS = {
    "en": Words(
        *("en", "All posts", "Labels", "Pages", "Comments", "Older", "Newer", "Untitled", "author"),
        *("The blog does not show this post any more.", "This comment was removed.", "in reply to", "Home"),
        "Skip to the content",
    ),
    "fr": Words(
        *("fr", "Tous les articles", "Libellés", "Pages", "Commentaires", "Plus ancien", "Plus récent", "Sans titre"),
        *("auteur", "Le blog ne montre plus cet article.", "Ce commentaire a été supprimé.", "en réponse à"),
        *("Accueil", "Aller au contenu"),
    ),
    "de": Words(
        *("de", "Alle Posts", "Labels", "Seiten", "Kommentare", "Älter", "Neuer", "Ohne Titel", "Autor"),
        *("Das Blog zeigt diesen Post nicht mehr.", "Dieser Kommentar wurde entfernt.", "Antwort auf", "Startseite"),
        "Zum Inhalt",
    ),
    "es": Words(
        *("es", "Todas las entradas", "Etiquetas", "Páginas", "Comentarios", "Anterior", "Siguiente", "Sin título"),
        *("autor", "El blog ya no muestra esta entrada.", "Este comentario fue eliminado.", "en respuesta a", "Inicio"),
        "Ir al contenido",
    ),
    "it": Words(
        *("it", "Tutti i post", "Etichette", "Pagine", "Commenti", "Precedente", "Successivo", "Senza titolo"),
        *("autore", "Il blog non mostra più questo post.", "Questo commento è stato rimosso.", "in risposta a"),
        *("Home", "Vai al contenuto"),
    ),
    "pt": Words(
        *("pt", "Todas as postagens", "Marcadores", "Páginas", "Comentários", "Anterior", "Seguinte", "Sem título"),
        *("autor", "O blog já não mostra esta postagem.", "Este comentário foi removido.", "em resposta a", "Início"),
        "Ir para o conteúdo",
    ),
}


def words_for(language: str) -> Words:
    """Give the words for a BCP 47 tag."""
    return _WORDS.get(language.partition("-")[0].lower(), _WORDS["en"])
