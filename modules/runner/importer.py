"""The program that stage one executes: reads the modules from stdin and makes them importable, with no file on disk."""

import marshal
import sys
import zlib
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER

PACKAGE = "pushcfg_modules"


class Importer:
    """Finds modules in a mapping from name to (is a package, source, code); code counts if `magic` is this Python's."""

    def __init__(self, modules, magic):
        self.modules = {}
        self.add(magic, modules)

    def add(self, magic, modules):
        """More of them."""
        self.modules.update({name: (package, source, code if magic == MAGIC_NUMBER else None)
                             for name, (package, source, code) in modules.items()})

    def find_spec(self, name, path=None, target=None):
        """The spec of a module of ours, or None."""
        if name not in self.modules:
            return None
        return ModuleSpec(name, self, origin=name, is_package=self.modules[name][0])

    def create_module(self, spec):
        """The default."""
        return

    def exec_module(self, module):
        """Run the module's code, compiled there or here."""
        _, source, code = self.modules[module.__name__]
        program = marshal.loads(code) if code is not None else compile(source, module.__name__, "exec", 0, True)
        exec(program, module.__dict__)


def serve(stdin, program):
    """Read the modules, and hand over to the runner. `program` is the compressed text of this file."""
    size = stdin.read(8)
    payload = stdin.read(int(size))
    magic, modules = marshal.loads(zlib.decompress(payload))
    importer = Importer(modules, magic)
    sys.meta_path.insert(0, importer)
    bundle = b"%08d" % len(program) + program + size + payload
    __import__(PACKAGE + ".runner.main", fromlist=["main"]).main(stdin, bundle, importer)
