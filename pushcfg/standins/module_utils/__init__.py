"""As ansible.module_utils."""
