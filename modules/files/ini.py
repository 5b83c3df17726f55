"""The text of an INI file: the lines of its sections, and the options in them; lists of lines in, lists out."""

import re

SKIPPED = re.compile(r"^[ \t]*([#;].*)?$")


def option_pattern(option, inactive):
    """The pattern of a line that sets the option; with `inactive` also of one that is a comment.

    Its group `off` is the comment sign, `value` all that follows the equals sign.
    """
    sign = r"[ \t]*(?P<off>[#;]?)" if inactive else "(?P<off>)"
    return re.compile(r"%s[ \t]*%s[ \t]*(?:=|$)[ \t]*(?P<value>.*)" % (sign, re.escape(option)))


class Ini:
    """How one section is to be; `values` are those wanted for the option, `conditions` ((option, values), ...) tell
    which of several sections of that name is meant.
    """

    def __init__(self, section, option, values, conditions=(), exclusive=True, spaced=True, ignore_spaces=False,
                 bare=False, inactive=True):
        self.section = section
        self.option = option
        self.values = list(dict.fromkeys(values))
        self.conditions = conditions
        self.exclusive = exclusive
        self.assign = "%s = %s\n" if spaced else "%s=%s\n"
        self.ignore_spaces = ignore_spaces
        self.bare = bare
        self.inactive = inactive
        self.told = "OK"
        # Whether there is a line of the option without a value.
        self.without_value = False

    # --- finding the section ---

    def bounds(self, lines):
        """(begin, end) of the section, its header with it; None if there is none. What stands above all headers is
        the section without a name.
        """
        heads = [number for number, line in enumerate(lines) if line.startswith("[")]
        ends = heads + [len(lines)]
        if not self.section:
            return 0, ends[0]
        head = re.compile(r"^\[\s*%s\s*]" % re.escape(self.section.strip()))
        for start, end in zip(heads, ends[1:]):
            if head.match(lines[start]) and self.is_meant(lines[start:end]):
                return start, end
        return None

    def is_meant(self, lines):
        """Whether a section has the values that the conditions ask for."""
        for option, values in self.conditions:
            matches = [found for found in map(option_pattern(option, True).match, lines) if found]
            if not any(not values or found.group("value") in values for found in matches):
                return False
        return True

    # --- present ---

    def present(self, lines):
        """The lines with the option as wanted; `told` says what was done."""
        found = self.bounds(lines)
        if found is None:
            return lines + self.new_section()
        start, end = found
        section, head = lines[start:end], 1 if self.section else 0
        changed, left = [False] * len(section), list(self.values)
        if self.option is not None:
            section, changed, left = self.kept(section, changed, left)
        if self.exclusive and not self.bare and self.option is not None:
            section, left = self.replaced(section, changed, left, head)
        return lines[:start] + self.added(section, left, head) + lines[end:]

    def kept(self, section, changed, left):
        """(lines, which of them were settled, values left) once lines with a wanted value are as they should be."""
        pattern, section = option_pattern(self.option, self.inactive), list(section)
        for number, line in enumerate(section):
            found = pattern.match(line)
            if found is None:
                continue
            value = found.group("value")
            last = not left and self.bare
            bare = self.bare and (last or value == "")
            if not last and value not in left:
                continue
            self.without_value = self.without_value or bare
            new = self.option + "\n" if bare else self.assign % (self.option, value)
            section[number], changed[number] = self.updated(line, new), True
            if last:
                break
            left.remove(value)
        return section, changed, left

    def updated(self, line, new):
        """The new line, or the old one if it differs in spaces only and they do not count."""
        if self.ignore_spaces:
            before, after = (option_pattern(self.option, True).match(text) for text in (line, new))
            if not before.group("off") and before.group("value") == after.group("value"):
                return line
        if line != new:
            self.told = "option changed"
        return new

    def replaced(self, section, changed, left, head):
        """(lines, values left) with other values of the option overwritten by wanted ones, or gone."""
        pattern, left, result = option_pattern(self.option, self.inactive), list(left), []
        for number, line in enumerate(section):
            if changed[number] or pattern.match(line) is None:
                result.append(line)
            elif left:
                result.append(self.updated(line, self.assign % (self.option, left.pop(0))))
            elif number < 1 and head:
                result.append(line)
            else:
                self.told = "option changed"
        return result, left

    def added(self, section, left, head):
        """The lines with what is still missing behind the last line of the section that is no comment."""
        new = [self.assign % (self.option, value) for value in left] if self.option is not None else []
        if self.option is not None and not left and self.bare and not self.without_value:
            new = [self.option + "\n"]
        if not new:
            return section
        self.told = "option added"
        at = next((number for number in range(len(section), head, -1) if SKIPPED.match(section[number - 1]) is None),
                  head)
        return section[:at] + new + section[at:]

    def new_section(self):
        """The lines of a section that was not there."""
        lines, values = ["[%s]\n" % self.section], list(self.values)
        for option, wanted in self.conditions:
            if option != self.option:
                lines += [self.assign % (option, value) for value in wanted]
                lines += [option + "\n"] if not wanted and self.bare else []
            elif not self.exclusive:
                values = list(dict.fromkeys(values + list(wanted)))
        self.told = "section and option added"
        if self.option is not None and values:
            lines += [self.assign % (self.option, value) for value in values]
        elif self.option is not None and self.bare:
            lines.append(self.option + "\n")
        else:
            self.told = "only section added"
        return lines

    # --- absent ---

    def absent(self, lines):
        """The lines without the option, without some values of it, or without the whole section."""
        found = self.bounds(lines)
        if found is None:
            return lines
        start, end = found
        kept = []
        if self.option is not None:
            pattern = option_pattern(self.option, False)
            kept = [line for line in lines[start:end] if not self.is_unwanted(pattern.match(line))]
        if len(kept) < end - start:
            self.told = "option changed" if self.option is not None else "section removed"
        return lines[:start] + kept + lines[end:]

    def is_unwanted(self, found):
        """Whether state=absent removes the line of this match."""
        return found is not None and (self.exclusive or found.group("value") in self.values)
