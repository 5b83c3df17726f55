def long(value, least=3):
    return len(value) >= least


class TestModule:
    def tests(self):
        return {"long": long}
