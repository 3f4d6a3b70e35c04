"""What a person already holds, as documents: backups, Takeouts, saved feeds and the like.

A reader knows one form. It tells by the first bytes (never by the name) whether a file or folder has its form, which
blogs are in it, and gives each blog's documents one by one, as if they had just been fetched. Merging, keeping and
telling are the use case `migrate import`.
"""
