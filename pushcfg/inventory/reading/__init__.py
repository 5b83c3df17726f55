"""Inventory sources: from files and lists of hosts to a draft, and from the draft to hosts and groups."""
