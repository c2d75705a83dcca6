"""Errors of validation: their types and texts are V2's."""

VERSION = "2.10"

_TEXTS = {
    "missing": "Field required",
    "int_type": "Input should be a valid integer",
    "int_parsing": "Input should be a valid integer, unable to parse string as an integer",
    "int_from_float": "Input should be a valid integer, got a number with a fractional part",
    "float_type": "Input should be a valid number",
    "float_parsing": "Input should be a valid number, unable to parse string as a number",
    "finite_number": "Input should be a finite number",
    "string_type": "Input should be a valid string",
    "string_too_short": "String should have at least {min_length} character{s}",
    "string_too_long": "String should have at most {max_length} character{s}",
    "string_pattern_mismatch": "String should match pattern '{pattern}'",
    "bytes_type": "Input should be a valid bytes",
    "bytes_too_short": "Data should have at least {min_length} byte{s}",
    "bytes_too_long": "Data should have at most {max_length} byte{s}",
    "bool_type": "Input should be a valid boolean",
    "bool_parsing": "Input should be a valid boolean, unable to interpret input",
    "none_required": "Input should be None",
    "list_type": "Input should be a valid list",
    "tuple_type": "Input should be a valid tuple",
    "set_type": "Input should be a valid set",
    "frozen_set_type": "Input should be a valid frozenset",
    "dict_type": "Input should be a valid dictionary",
    "too_short": "{field_type} should have at least {min_length} item{s} after validation, "
                 "not {actual_length}",
    "too_long": "{field_type} should have at most {max_length} item{s} after validation, "
                "not {actual_length}",
    "greater_than": "Input should be greater than {gt}",
    "greater_than_equal": "Input should be greater than or equal to {ge}",
    "less_than": "Input should be less than {lt}",
    "less_than_equal": "Input should be less than or equal to {le}",
    "multiple_of": "Input should be a multiple of {multiple_of}",
    "literal_error": "Input should be {expected}",
    "enum": "Input should be {expected}",
    "is_instance_of": "Input should be an instance of {class}",
    "callable_type": "Input should be callable",
    "model_type": "Input should be a valid dictionary or instance of {class_name}",
    "model_attributes_type": "Input should be a valid dictionary or object to extract fields from",
    "extra_forbidden": "Extra inputs are not permitted",
    "frozen_instance": "Instance is frozen",
    "frozen_field": "Field is frozen",
    "no_such_attribute": "Object has no attribute '{attribute}'",
    "json_invalid": "Invalid JSON: {error}",
    "value_error": "Value error, {error}",
    "assertion_error": "Assertion failed, {error}",
}


def message(kind, context):
    text = _TEXTS[kind]
    if not context:
        return text
    length = context.get("min_length", context.get("max_length"))
    return text.format(s="" if length == 1 else "s", **context)


class Failure(Exception):
    """Raised inside validators: a list of (type, location, input, context)."""

    def __init__(self, errors):
        self.errors = errors


def fail(kind, value, context=None):
    return Failure([(kind, (), value, context)])


def _shown(value):
    text = repr(value)
    return text if len(text) <= 50 else text[:25] + "..." + text[-24:]


class ValidationError(ValueError):
    """What did not validate, and where: errors() lists it."""

    def __init__(self, title, errors):
        super().__init__(title, errors)
        self.title = title
        self._errors = errors

    def error_count(self):
        return len(self._errors)

    def errors(self, *, include_url=True, include_context=True, include_input=True):
        out = []
        for kind, location, value, context in self._errors:
            line = {"type": kind, "loc": location, "msg": message(kind, context)}
            if include_input:
                line["input"] = value
            if context and include_context:
                line["ctx"] = dict(context)
            if include_url:
                line["url"] = f"https://errors.pydantic.dev/{VERSION}/v/{kind}"
            out.append(line)
        return out

    def json(self, *, indent=None, include_url=True, include_context=True, include_input=True):
        import json
        return json.dumps(self.errors(include_url=include_url, include_context=include_context,
                                      include_input=include_input), indent=indent, default=str)

    def __str__(self):
        count = len(self._errors)
        lines = [f"{count} validation error{'' if count == 1 else 's'} for {self.title}"]
        for kind, location, value, context in self._errors:
            if location:
                lines.append(".".join(map(str, location)))
            lines.append(f"  {message(kind, context)} [type={kind}, input_value={_shown(value)}, "
                         f"input_type={type(value).__name__}]")
            lines.append(f"    For further information visit "
                         f"https://errors.pydantic.dev/{VERSION}/v/{kind}")
        return "\n".join(lines)

    __repr__ = __str__


class PydanticUserError(TypeError):
    """A mistake in a model, not in what it validates."""

    def __init__(self, message, *, code=None):
        super().__init__(message)
        self.message = message
        self.code = code

    def __str__(self):
        return self.message
