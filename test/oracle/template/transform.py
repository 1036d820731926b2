"""Prints what CloudFormation would make of a SAM template, without asking AWS for anything.

Usage: transform.py TEMPLATE
"""

import json
import os
import sys

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse


class NoManagedPolicies:
    """The names of AWS's managed policies: none are needed."""

    def load(self):
        return {}


with open(sys.argv[1], encoding="utf-8") as source:
    template = yaml_parse(source.read())

# SAM wants a place to fetch the code from; packaging would have put one here.
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://bucket/key"

defaults = {name: parameter.get("Default") for name, parameter in template["Parameters"].items()}
translated = Translator(NoManagedPolicies().load(), Parser()).translate(template, defaults)
json.dump(translated, sys.stdout, indent=2)
