from __future__ import absolute_import, division, print_function

__metaclass__ = type

DOCUMENTATION = """
name: own_lookup
short_description: for a test
description: for a test
options:
  _terms: {description: words, required: true}
  suffix: {description: at the end, type: str, default: "!"}
  count: {description: how many, type: int, default: "2", vars: [{name: own_count}]}
"""

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        if "bad" in terms:
            raise AnsibleError("a bad term")
        found = []
        for term in terms:
            found.append(term * self.get_option("count") + self.get_option("suffix") + variables.get("inventory_hostname", ""))
        if kwargs.get("file"):
            path = self.find_file_in_search_path(variables, "files", kwargs["file"])
            with open(path) as file:
                found.append(file.read().strip())
        return found
