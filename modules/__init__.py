"""The modules: code that travels to a host and runs there. Python 3.6, standard library only.

One module a file. `core` is what they stand on, `runner` is the process that takes tasks.
"""
