class TestModule:
    def tests(self):
        return {"good": lambda value: value == "c"}
