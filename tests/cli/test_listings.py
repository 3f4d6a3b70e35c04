import json

from click.testing import CliRunner
from jsonschema import Draft202012Validator

from migrator.cli.group import migrate
from migrator.formats import registry


def test_schema_prints_a_valid_json_schema():
    printed = CliRunner().invoke(migrate, ["schema"]).stdout

    Draft202012Validator.check_schema(json.loads(printed))


def test_formats_lists_every_format_with_what_it_cannot_hold():
    printed = CliRunner().invoke(migrate, ["formats"]).stdout

    for name in registry.exporter_names():
        assert f"{name}: {registry.exporter(name).summary}\n" in printed
        assert f"  can't hold {registry.exporter(name).cannot_hold[0]}\n" in printed


def test_formats_as_json_is_one_object():
    printed = json.loads(CliRunner().invoke(migrate, ["formats", "--json"]).stdout)

    assert list(registry.exporter_names()) == [listed["name"] for listed in printed["formats"]]
