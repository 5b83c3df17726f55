from ansible_collections.ours.tools.plugins.module_utils.shared import around


class FilterModule:
    def filters(self):
        return {"of_collection": around}
