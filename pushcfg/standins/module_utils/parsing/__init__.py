"""As ansible.module_utils.parsing."""
