"""Stands in for the parts of Ansible that filter, test and lookup plugins import: `ansible.x.y` is here x.y.

Only a plugin's own imports lead here (pushcfg/plugins/loading.py): Ansible need not be there, and is not used if it is.
Names and arguments are those that plugins know from there; what they do is done by pushcfg's own filters and files.
"""
