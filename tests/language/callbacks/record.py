"""A callback of Ansible's that writes how each task, or each item of its loop, has ended on each host."""

import json
import os

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
    name: record
    type: stdout
    short_description: statuses as JSON lines
    description: To the file that the environment names as RECORD. Of tasks that are called `out`, also what they say.
"""


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "record"

    def write(self, result, status, item=None):
        told = {"host": result.host.get_name(), "task": result.task.get_name(), "status": status, "item": item}
        if told["task"].rpartition(" : ")[2] == "out" and status == "ok":
            told["said"] = result.result.get("msg")
        if result.task.action.rpartition(".")[2] != "meta":
            with open(os.environ["RECORD"], "a", encoding="utf-8") as file:
                file.write(json.dumps(told) + "\n")

    def whole(self, result, status):
        # The items of a loop have been told already; one without any has not.
        if result.task.loop is None or not result.result.get("results"):
            self.write(result, status)

    def one(self, result, status):
        label = result.result.get("_ansible_item_label")
        self.write(result, status, label if isinstance(label, str) else json.dumps(label))

    def v2_runner_on_ok(self, result):
        self.whole(result, "changed" if result.result.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.whole(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_skipped(self, result):
        self.whole(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self.write(result, "ignored" if result.task.ignore_unreachable else "unreachable")

    def v2_runner_item_on_ok(self, result):
        self.one(result, "changed" if result.result.get("changed") else "ok")

    def v2_runner_item_on_failed(self, result):
        self.one(result, "ignored" if result.task.ignore_errors else "failed")

    def v2_runner_item_on_skipped(self, result):
        self.one(result, "skipped")
