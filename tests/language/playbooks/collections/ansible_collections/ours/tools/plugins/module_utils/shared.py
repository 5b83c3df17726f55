def around(value):
    return "<%s>" % value
