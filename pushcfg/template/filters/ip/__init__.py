"""Filters on addresses of networks and of network cards, as the collection ansible.utils has them."""
