"""From the neutral schema to files: one module a format (`migrator.formats.registry` finds them by name). Pure.

A module with a leading underscore is no format; it holds what several formats know.
"""
