"""The back-ends for STORAGES["dokumenter"]: name the one you use, so that the other is never imported.

Neither goes through Django's `open` and `save`: those fetch whole objects, write under the final name and do not sync.
"""
