"""As ansible.plugins.filter."""
