from ansible.errors import AnsibleFilterError
from ansible.module_utils._text import to_native
from ansible.module_utils.common.collections import is_sequence
from ansible.module_utils.common.text.converters import to_bytes, to_text
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.module_utils.six import iteritems, string_types
from ansible.utils.display import Display
from jinja2.filters import pass_environment

display = Display()


def doubled(value, times=2):
    if not isinstance(value, string_types):
        raise AnsibleFilterError("doubled wants text, not %s" % type(value))
    return to_text(to_bytes(value)) * times


@pass_environment
def has_filter(environment, value):
    return [name in environment.filters for name in value]


class FilterModule(object):
    def filters(self):
        return {
            "doubled": doubled,
            "pairs": lambda value: sorted([k, v] for k, v in iteritems(value)),
            "has_filter": has_filter,
            "is_list": is_sequence,
            "yes": boolean,
            "native": to_native,
            "reverse_text": lambda value: value[::-1],
        }
