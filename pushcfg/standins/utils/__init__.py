"""As ansible.utils."""
