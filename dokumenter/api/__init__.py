"""The machine's doors: the Dokumentlager API, wire compatible with KS' own client. Each module is one router."""
