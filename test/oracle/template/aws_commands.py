"""Says what botocore's models have against commands of the AWS CLI: reads a list of commands, each a list of words, prints a list of faults."""

import json
import sys

import botocore.session
from botocore import xform_name

# What the CLI has beside the models: flags of every command, and commands of its own.
EVERYWHERE = {"--query", "--output", "--cli-binary-format"}
OWN = {("logs", "tail"): {"--since", "--filter-pattern"}}

session = botocore.session.get_session()


def fault(words):
    _, service, command, *rest = words
    flags = {word for word in rest if word.startswith("--")}
    if (service, command) in OWN:
        unknown = flags - OWN[(service, command)] - EVERYWHERE
        return f"{service} {command}: {sorted(unknown)}" if unknown else None
    if service not in session.get_available_services():
        return f"there is no service {service}"
    model = session.get_service_model(service)
    operation = next((name for name in model.operation_names if xform_name(name, "-") == command), None)
    if operation is None:
        return f"{service} has no {command}"
    shape = model.operation_model(operation).input_shape
    members = {"--" + xform_name(name, "-"): name for name in (shape.members if shape else {})}
    # The CLI pages by itself.
    known = set(members) | EVERYWHERE | {"--max-items", "--page-size"}
    if flags - known:
        return f"{service} {command}: {sorted(flags - known)}"
    missing = [name for name in (shape.required_members if shape else []) if name not in {members.get(it) for it in flags}]
    return f"{service} {command} lacks {missing}" if missing else None


print(json.dumps([found for found in map(fault, json.loads(sys.argv[1])) if found]))
