"""How a runner starts: the one line that an interpreter is given, and the program that it reads from stdin."""

# One line, without quotes, dollars or backslashes, since shells of all kinds pass it on. It reads eight digits, then
# so many bytes of compressed program; `s` is its stdin and `b` what it has read, for the program to find.
STAGE_ONE = "import sys,zlib;s=sys.stdin.buffer;b=s.read(int(s.read(8)));exec(zlib.decompress(b))"
