"""Use cases: each changes the database and writes its Hendelse in one transaction."""
