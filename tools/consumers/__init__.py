"""Proves exports by their real consumers: installs each, builds or imports what we wrote, compares item by item.

    python -m tools.consumers [NAME…] [--blogs torture,seed,french] [--cache DIR] [--json]

One module of `targets/` is one consumer: it defines `CONSUMER`, an object of the shape of `results.Consumer`.
"""
