"""Settings of Ansible that have no effect here, and none on what comes of a playbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# How Ansible looks, logs, caches, copies and finds plugins; what a plugin brings is refused where it is used.
WITHOUT_EFFECT: Final[Mapping[str, frozenset[str]]] = {
    "defaults": _words("""
        action_plugins action_warnings allow_world_readable_tmpfiles become_plugins bin_ansible_callbacks cache_plugins
        callback_enabled callback_plugins callback_result_format callback_whitelist callbacks_enabled check_mode_markers
        cliconf_plugins collections_on_ansible_version_mismatch collections_scan_sys_path command_warnings
        connection_plugins cow_selection cowpath cowsay_enabled_stencils debug deprecation_warnings devel_warning
        display_args_to_stdout display_failed_stderr display_ok_hosts display_skipped_hosts display_traceback
        doc_fragment_plugins docsite_root_url editor enable_task_debugger error_on_missing_handler
        fact_caching_connection fact_caching_prefix fact_caching_timeout facts_modules force_color
        httpapi_plugins interpreter_python_fallback internal_poll_interval
        invalid_task_attribute_failed inventory_plugins jinja2_native jinja2_native_warning keep_remote_files library
        local_tmp localhost_warning log_filter log_path log_verbosity max_diff_size module_compression
        module_ignore_exts module_lang module_name module_set_locale module_strict_utf8_response module_utils
        netconf_plugins nocolor nocows no_target_syslog old_plugin_cache_clear pager pipelining playbook_dir
        plugin_filters_cfg poll_interval python_module_rlimit_nofile remote_tmp result_format retry_files_enabled
        retry_files_save_path run_vars_plugins scp_if_ssh show_custom_stats show_per_host_start
        show_task_path_on_failure squash_actions stdout_callback
        strategy_plugins sudo_flags syslog_facility system_warnings target_log_info
        task_debugger_ignore_errors terminal_plugins use_persistent_connections
        validate_action_group_metadata vars_plugins vault_encrypt_salt vault_identity
        verbose_to_stderr verbosity yaml_valid_extensions allow_broken_conditionals allow_embedded_templates
        show_task_path"""),
    "ssh_connection": _words("""
        control_path control_path_dir password_mechanism pipelining retries scp_executable scp_extra_args scp_if_ssh
        sftp_batch_mode sftp_executable sftp_extra_args ssh_executable sshpass_prompt transfer_method usetty
        verbosity"""),
    "connection": frozenset(("pipelining", "retries", "ssh_agent", "ssh_agent_executable", "ssh_agent_key_lifetime",
                             "ansible_connection_path")),
    "privilege_escalation": frozenset(("agnostic_become_prompt", "become_allow_same_user")),
    "inventory": _words("""
        any_unparsed_is_failed cache cache_connection cache_plugin cache_prefix cache_timeout enable_plugins export
        host_pattern_mismatch inventory_unparsed_warning unparsed_is_failed"""),
    "diff": frozenset(("context",)),
}  # fmt: skip
SECTIONS_WITHOUT_EFFECT: Final = frozenset((
    "accelerate", "colors", "galaxy", "jinja2", "netconf_connection", "paramiko_connection", "persistent_connection",
    "powershell", "selinux", "winrm",
))  # fmt: skip
