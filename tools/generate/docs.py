# Run by `make docs` when a command, a format, an error or the schema changes; `make lint` runs it with --check.
"""Writes the pages of docs/ that the code itself knows best: the command line, formats, errors, the JSON export.

    python -m tools.generate.docs            writes them
    python -m tools.generate.docs --check    exits 1 if one of them is out of date

Written by hand they would drift; tests/test_docs.py holds the check.
"""

import inspect
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import click

from migrator.cli.command import EXIT_CODES
from migrator.cli.group import COMMANDS, migrate
from migrator.formats import registry
from migrator.model import errors
from migrator.model.notices import CODES

DOCS = Path(__file__).resolve().parents[2] / "docs"
_WIDTH = 100

JsonObject = dict[str, object]


def cli_page() -> Iterator[str]:
    """The help of every command, as the program prints it."""
    yield "# The command line"
    yield "What `migrate COMMAND --help` prints. Text for people goes to stderr; `--json` puts one object on stdout."
    root = click.Context(migrate, info_name="migrate", terminal_width=_WIDTH, **migrate.context_settings)
    yield f"```\n{migrate.get_help(root)}\n```"
    for name in COMMANDS:
        command = migrate.get_command(root, name)
        if command is None:
            raise LookupError(name)
        context = click.Context(command, info_name=name, parent=root, terminal_width=_WIDTH)
        yield f"## migrate {name}"
        yield f"```\n{command.get_help(context)}\n```"


def formats_page() -> Iterator[str]:
    """The export formats, each with what it has no place for."""
    yield "# Export formats"
    yield "What `migrate formats` lists. Whatever a format can't hold stays in the archive: export again at any time."
    for name in registry.exporter_names():
        exporter = registry.exporter(name)
        yield f"## {name}"
        yield f"{exporter.summary[:1].upper()}{exporter.summary[1:]}."
        yield "It can't hold:"
        yield "\n".join(f"- {loss}" for loss in exporter.cannot_hold)


def errors_page() -> Iterator[str]:
    """Exit codes, errors and notices."""
    yield "# Exit codes, errors and notices"
    yield "## Exit codes"
    yield _table(("code", "meaning"), [(str(code), meaning) for code, meaning in EXIT_CODES.items()])
    yield "## Errors"
    yield "An error ends the run. It prints one sentence, and a hint where there is a next step."
    tree = (inspect.getdoc(errors) or "").partition("\n\n")[2].partition("\n\n")[0]
    yield f"```\n{tree}\n```"
    yield "## Notices"
    yield (
        "A notice never ends a run: it is kept in the archive and told at the end. `loss` means that something which "
        "should be in the archive is not, and makes the exit code 3; `info` is worth knowing."
    )
    rows = [(f"`{code}`", severity.value, meaning) for code, (severity, meaning) in sorted(CODES.items())]
    yield _table(("code", "severity", "meaning"), rows)


def schema_page() -> Iterator[str]:
    """The fields of blog.json, from its JSON Schema."""
    schema: JsonObject = json.loads(resources.files("migrator").joinpath("schema.json").read_text(encoding="utf-8"))
    yield "# The JSON export"
    yield "`migrate export --format json` writes `blog.json`; `migrate schema` prints the schema this page is from."
    yield str(schema.get("description", ""))
    yield "## The document"
    yield _fields(schema)
    definitions = schema.get("$defs", {})
    for name, definition in definitions.items() if isinstance(definitions, dict) else ():
        if not isinstance(definition, dict):
            continue
        yield f"## {name}"
        if description := definition.get("description"):
            yield str(description)
        if definition.get("properties"):
            yield _fields(definition)


def _fields(definition: JsonObject) -> str:
    properties = definition.get("properties", {})
    if not isinstance(properties, dict):
        return ""
    return _table(
        ("field", "type", "meaning"),
        [(f"`{name}`", _type(field), str(field.get("description", ""))) for name, field in properties.items()],
    )


def _type(field: JsonObject) -> str:
    """Return the type of a field in words: `string or null`, `list of post`."""
    if reference := field.get("$ref"):
        return str(reference).rpartition("/")[2]
    for key in ("anyOf", "oneOf"):
        if isinstance(choices := field.get(key), list):
            return " or ".join(dict.fromkeys(_type(choice) for choice in choices))
    if isinstance(choices := field.get("enum"), list):
        return " or ".join(f"`{json.dumps(choice)}`" for choice in choices)
    if "const" in field:
        return f"`{json.dumps(field['const'])}`"
    kinds = field.get("type", "any")
    if isinstance(kinds, list):
        return " or ".join(str(kind) for kind in kinds)
    items = field.get("items")
    if kinds == "array" and isinstance(items, dict):
        return f"list of {_type(items)}"
    return str(kinds)


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "cli.md": cli_page,
    "formats.md": formats_page,
    "errors.md": errors_page,
    "schema.md": schema_page,
}


def rendered(name: str) -> str:
    """Return the text of one page, with the reminder not to edit it."""
    paragraphs = [*PAGES[name]()]
    head, rest = paragraphs[0], [text for text in paragraphs[1:] if text]
    return "\n\n".join([head, "<!-- Made by `make docs` from the code: change that, not this page. -->", *rest]) + "\n"


def outdated() -> list[str]:
    """Name the pages whose text is not what the code says now."""
    return [
        name
        for name in PAGES
        if not (DOCS / name).is_file() or (DOCS / name).read_text(encoding="utf-8") != rendered(name)
    ]


def main() -> None:
    """Write the pages, or compare them."""
    if "--check" in sys.argv[1:]:
        if stale := outdated():
            sys.exit(f"Out of date: {', '.join(f'docs/{name}' for name in stale)}. Run `make docs`.")
        return
    for name in outdated():
        (DOCS / name).write_text(rendered(name), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
