"""As ansible.module_utils.common."""
