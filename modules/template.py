"""The module `template`."""

from .copy import Copy
from .core.param import Param


class Template(Copy):
    """A file with the content that a template on the controller renders to, and its owner, group and mode."""

    example = """
- name: name service
  template:
    src: resolv.conf.j2
    dest: /etc/resolv.conf
    mode: "0644"
    backup: true
"""
    src = Param("path", "the template, on the controller", required=True)
    content = Param("raw", "what it rendered to", internal=True)
    newline_sequence = Param(str, "how lines end", default="\n",
                             choices=("\n", "\r", "\r\n", "\\n", "\\r", "\\r\\n"))
    block_start_string = Param(str, "begin of a statement", default="{%")
    block_end_string = Param(str, "end of a statement", default="%}")
    variable_start_string = Param(str, "begin of an expression", default="{{")
    variable_end_string = Param(str, "end of an expression", default="}}")
    comment_start_string = Param(str, "begin of a comment", default="{#")
    comment_end_string = Param(str, "end of a comment", default="#}")
    trim_blocks = Param(bool, "drop the newline after a statement", default=True)
    lstrip_blocks = Param(bool, "drop the spaces before a statement", default=False)
    output_encoding = Param(str, "encoding of the file", default="utf-8")

    remote_src = None
    directory_mode = None
    local_follow = None
    checksum = None
    decrypt = None
    tree = None

    @classmethod
    def problems(cls, values):
        """Nothing goes wrong together."""
        return []
