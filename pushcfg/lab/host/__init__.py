"""How one lab host is made, guarded and entered: code that talks to the Linux kernel."""
