"""As ansible.plugins."""
