"""Compares an HTTP response with what botocore's model says that the operation answers."""

import json
import re
from datetime import datetime
from xml.etree import ElementTree

# Answers that any operation may give although no operation lists them.
COMMON_ERRORS = {
    "AccessDeniedException": 403,
    "ThrottlingException": 400,
    "ValidationException": 400,
    "RequestLimitExceeded": 503,
}


def check(operation, status, content):
    """Every way in which a response differs from the operation's model, each as one sentence."""
    protocol = operation.service_model.metadata["protocol"]
    if protocol == "rest-json":
        return _rest_json(operation, status, content)
    if protocol == "ec2":
        return _ec2(operation, status, content)
    raise ValueError(f"no check for the protocol {protocol}")


def _rest_json(operation, status, content):
    body = json.loads(content) if content else {}
    if status >= 400:
        return _rest_json_error(operation, status, body)
    expected = operation.http.get("responseCode", 200)
    faults = [] if status == expected else [f"HTTP {status} where the model says {expected}"]
    if operation.output_shape is None:
        return faults + (["a body where the model has none"] if content else [])
    return faults + list(_json_value(operation.output_shape, body, "answer"))


def _rest_json_error(operation, status, body):
    code = body.get("ErrorCode", "")
    shapes = {shape.name: shape for shape in operation.error_shapes}
    if code in shapes:
        expected = shapes[code].metadata["error"]["httpStatusCode"]
        faults = list(_json_value(shapes[code], body, code))
    elif code in COMMON_ERRORS:
        expected, faults = COMMON_ERRORS[code], []
    else:
        return [f"{operation.name} documents no error {code!r}"]
    return faults + ([] if status == expected else [f"{code} with HTTP {status} where the model says {expected}"])


def _json_value(shape, value, path):
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            yield f"{path} is no object"
            return
        members = {member.serialization.get("name", name): (name, member) for name, member in shape.members.items()}
        yield from (f"{path}.{name} is missing" for name in shape.required_members if name not in value)
        for key, part in value.items():
            if key not in members:
                yield f"{path}.{key} is not in the model"
            else:
                yield from _json_value(members[key][1], part, f"{path}.{key}")
    elif shape.type_name == "list":
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for index, part in enumerate(value):
            yield from _json_value(shape.member, part, f"{path}[{index}]")
    else:
        yield from _scalar(shape, value, path)


def _scalar(shape, value, path):
    kinds = {"string": str, "boolean": bool, "integer": int, "long": int, "double": (int, float), "timestamp": (int, float)}
    kind = kinds[shape.type_name]
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        yield f"{path} is {value!r}, which is no {shape.type_name}"
        return
    if shape.type_name == "string":
        yield from _text(shape, value, path)


def _text(shape, value, path):
    enum = getattr(shape, "enum", [])
    # The model's list of interface types lacks the one that mount targets have.
    if enum and value not in enum and not (shape.name == "NetworkInterfaceType" and value == "efs"):
        yield f"{path} is {value!r}, which is not in the model's list"
    pattern = shape.metadata.get("pattern")
    if pattern and not re.search(pattern, value):
        yield f"{path} is {value!r}, which does not match {pattern}"
    if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", float("inf")):
        yield f"{path} has {len(value)} characters"


def _ec2(operation, status, content):
    root = _without_namespaces(ElementTree.fromstring(content))
    if status >= 400:
        missing = [path for path in ("Errors/Error/Code", "Errors/Error/Message", "RequestID") if root.find(path) is None]
        return [f"the error has no {path}" for path in missing]
    faults = [] if root.tag == f"{operation.name}Response" else [f"the answer is called {root.tag}"]
    for index, child in enumerate(list(root)):
        if child.tag == "requestId":
            root.remove(child)
            break
    else:
        faults.append("the answer has no requestId")
    shape = operation.output_shape
    if shape is None:
        return faults + [f"{child.tag} is not in the model" for child in root if child.tag != "return"]
    return faults + list(_xml_value(shape, root, "answer"))


def _without_namespaces(element):
    for part in element.iter():
        part.tag = part.tag.split("}", 1)[-1]
    return element


def _xml_value(shape, element, path):
    if shape.type_name == "structure":
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for child in element:
            if child.tag in members:
                yield from _xml_value(members[child.tag], child, f"{path}.{child.tag}")
            else:
                yield f"{path}.{child.tag} is not in the model"
    elif shape.type_name == "list":
        expected = shape.member.serialization.get("name", "item")
        for index, child in enumerate(element):
            if child.tag != expected:
                yield f"{path}[{index}] is called {child.tag} where the model says {expected}"
            yield from _xml_value(shape.member, child, f"{path}[{index}]")
    else:
        yield from _xml_scalar(shape, element.text or "", path)


def _xml_scalar(shape, text, path):
    if shape.type_name == "string":
        yield from _text(shape, text, path)
    elif shape.type_name == "boolean":
        if text not in ("true", "false"):
            yield f"{path} is {text!r}, which is no boolean"
    elif shape.type_name in ("integer", "long"):
        if not re.fullmatch(r"-?\d+", text):
            yield f"{path} is {text!r}, which is no integer"
    elif shape.type_name == "timestamp":
        try:
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            yield f"{path} is {text!r}, which is no timestamp"
