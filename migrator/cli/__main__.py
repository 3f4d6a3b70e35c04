"""`python -m migrator.cli` is `migrate`."""

from migrator.cli import main

main()
