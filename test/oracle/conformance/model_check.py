"""Compares an HTTP response with what botocore's model says that the operation answers."""

import json
from datetime import datetime
from xml.etree import ElementTree

import regex

# Answers that any operation may give although no operation lists them.
COMMON_ERRORS = {
    "AccessDeniedException": 403,
    "InternalFailure": 500,
    "InvalidParameterValueException": 400,
    "MissingRequiredParameterException": 400,
    "SerializationException": 400,
    "ServiceUnavailable": 503,
    "ThrottlingException": 400,
    "UnknownOperationException": 400,
    "ValidationException": 400,
}
# What a service answers although no operation of its lists it, or with another status than other services.
OWN_STATUSES = {
    "dynamodb": {"AccessDeniedException": 400, "RequestLimitExceeded": 400},
    "logs": {"AccessDeniedException": 400},
}
# What EC2 answers with another status than 400: it documents a status for classes of codes only.
EC2_STATUSES = {
    "DryRunOperation": 412,
    "InternalError": 500,
    "RequestLimitExceeded": 503,
    "ServiceUnavailable": 503,
    "Unavailable": 503,
    "UnauthorizedOperation": 403,
}
STS_STATUSES = {"InternalFailure": 500, "ServiceUnavailable": 503}


def check(operation, status, headers, content):
    """Every way in which a response differs from the operation's model, each as one sentence."""
    checks = {
        "rest-json": _rest_json,
        "json": _json,
        "ec2": _ec2,
        "query": _query,
    }
    return checks[operation.service_model.resolved_protocol](operation, status, headers, content)


def _rest_json(operation, status, headers, content):
    body = json.loads(content) if content else {}
    if status >= 400:
        code = body.get("ErrorCode", "")
        named = headers.get("x-amzn-errortype", "").split(":")[0]
        faults = [] if named in ("", code) else [f"the header says {named} where the body says {code}"]
        if code == "UnknownOperationException":
            return faults + ([] if status == 404 else [f"HTTP {status} where nothing is found"])
        return faults + _error(operation, code, status, body)
    expected = operation.http.get("responseCode", 200)
    faults = [] if status == expected else [f"HTTP {status} where the model says {expected}"]
    if operation.output_shape is None:
        return faults + (["a body where the model has none"] if content else [])
    return faults + list(_value(operation.output_shape, body, "answer"))


def _json(operation, status, headers, content):
    expected = f"application/x-amz-json-{operation.service_model.metadata['jsonVersion']}"
    faults = [] if headers.get("content-type") == expected else [f"the content type is not {expected}"]
    body = json.loads(content)
    if status >= 400:
        return faults + _json_error(operation, status, headers, body)
    if status != 200:
        faults.append(f"HTTP {status} where the protocol says 200")
    if operation.output_shape is None:
        return faults + (["members where the model has none"] if body else [])
    return faults + list(_value(operation.output_shape, body, "answer"))


def _json_error(operation, status, headers, body):
    code = body.pop("__type", "").split("#")[-1]
    # Every error has it, whether its shape lists it or not, but the one of DynamoDB that says nothing else.
    has_message = isinstance(body.pop("message", None), str) or code == "UnknownOperationException"
    faults = [] if has_message else ["the error has no message"]
    faults += _error(operation, code, status, body)
    if "awsQueryCompatible" not in operation.service_model.metadata:
        return faults
    former, _, side = headers.get("x-amzn-query-error", "").partition(";")
    if not former:
        return faults + ["no header says what the query protocol called the error"]
    expected = "Sender" if status < 500 else "Receiver"
    return faults + ([] if side == expected else [f"the fault is the {side}'s where the status says {expected}"])


def _error(operation, code, status, body):
    shapes = {shape.name: shape for shape in operation.error_shapes}
    if code in shapes:
        # SQS's model gives no status to its errors.
        expected = shapes[code].metadata.get("error", {}).get("httpStatusCode", status)
        faults = list(_value(shapes[code], body, code))
    elif code in OWN_STATUSES.get(operation.service_model.service_name, {}):
        expected, faults = OWN_STATUSES[operation.service_model.service_name][code], []
    elif code in COMMON_ERRORS:
        expected, faults = COMMON_ERRORS[code], []
    else:
        return [f"{operation.name} documents no error {code!r}"]
    return faults + ([] if status == expected else [f"{code} with HTTP {status} where the model says {expected}"])


def _value(shape, value, path):
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
                yield from _value(members[key][1], part, f"{path}.{key}")
    elif shape.type_name == "list":
        if not isinstance(value, list):
            yield f"{path} is no list"
            return
        for index, part in enumerate(value):
            yield from _value(shape.member, part, f"{path}[{index}]")
    elif shape.type_name == "map":
        if not isinstance(value, dict):
            yield f"{path} is no map"
            return
        for key, part in value.items():
            yield from _text(shape.key, key, f"{path}'s key")
            yield from _value(shape.value, part, f"{path}.{key}")
    else:
        yield from _scalar(shape, value, path)


def _scalar(shape, value, path):
    kinds = {"string": str, "blob": str, "boolean": bool, "integer": int, "long": int, "double": (int, float), "timestamp": (int, float)}
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
    if pattern and not regex.search(pattern, value):
        yield f"{path} is {value!r}, which does not match {pattern}"
    if not shape.metadata.get("min", 0) <= len(value) <= shape.metadata.get("max", float("inf")):
        yield f"{path} has {len(value)} characters"


def _ec2(operation, status, headers, content):
    root = _without_namespaces(ElementTree.fromstring(content))
    if status >= 400:
        faults = _missing(root, "error", "Errors/Error/Code", "Errors/Error/Message", "RequestID")
        expected = EC2_STATUSES.get(root.findtext("Errors/Error/Code"), 400)
        return faults + ([] if status == expected else [f"HTTP {status} where EC2 answers with {expected}"])
    faults = [] if root.tag == f"{operation.name}Response" else [f"the answer is called {root.tag}"]
    if status != 200:
        faults.append(f"HTTP {status} where the protocol says 200")
    for child in list(root):
        if child.tag == "requestId":
            root.remove(child)
            break
    else:
        faults.append("the answer has no requestId")
    shape = operation.output_shape
    if shape is None:
        return faults + [f"{child.tag} is not in the model" for child in root if child.tag != "return"]
    return faults + list(_xml_value(shape, root, "answer"))


def _query(operation, status, headers, content):
    root = _without_namespaces(ElementTree.fromstring(content))
    if status >= 400:
        faults = _missing(root, "error", "Error/Type", "Error/Code", "Error/Message", "RequestId")
        expected = STS_STATUSES.get(root.findtext("Error/Code"), 400)
        return faults + ([] if status == expected else [f"HTTP {status} where STS answers with {expected}"])
    faults = [] if root.tag == f"{operation.name}Response" else [f"the answer is called {root.tag}"]
    faults += _missing(root, "answer", "ResponseMetadata/RequestId")
    result = root.find(operation.output_shape.serialization["resultWrapper"])
    return faults + (["the answer has no result"] if result is None else list(_xml_value(operation.output_shape, result, "answer")))


def _missing(root, what, *paths):
    return [f"the {what} has no {path}" for path in paths if root.find(path) is None]


def _without_namespaces(element):
    for part in element.iter():
        part.tag = part.tag.split("}", 1)[-1]
    return element


def _xml_value(shape, element, path):
    if shape.type_name == "structure":
        members = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        present = {child.tag for child in element}
        required = (shape.members[name].serialization.get("name", name) for name in shape.required_members)
        yield from (f"{path}.{name} is missing" for name in required if name not in present)
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
        if not regex.fullmatch(r"-?\d+", text):
            yield f"{path} is {text!r}, which is no integer"
    elif shape.type_name == "timestamp":
        try:
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            yield f"{path} is {text!r}, which is no timestamp"
    else:
        raise NotImplementedError(f"{path}: nothing here tells whether {text!r} is a {shape.type_name}")
