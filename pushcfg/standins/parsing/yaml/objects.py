"""Values of YAML, for plugins that ask what kind they are of: here they are Python's own."""

from __future__ import annotations

from pushcfg.model import Vaulted

AnsibleMapping, AnsibleSequence, AnsibleUnicode = dict, list, str
AnsibleVaultEncryptedUnicode = Vaulted
