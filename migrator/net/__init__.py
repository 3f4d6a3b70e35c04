"""The network: the only part of the program that opens a connection.

`client.Client` is what the rest uses; `settings` holds what can be set.
"""
