"""What `setup` tells of a host: one subject a file.

Every file has `collect(system, setting)`, which returns facts without their ansible_ prefix. `system` is the door
for all that is a file; clocks, sockets, identities and statistics of file systems are asked of the C library
here, since they change nothing and have no path. `setting` is a Setting.
"""

from collections import namedtuple

# `known` are the facts collected so far, `fact_path` the folder of *.fact files, `seconds` what one slow answer
# may take; `warnings` is a list to add to.
Setting = namedtuple("Setting", "known fact_path seconds warnings")
