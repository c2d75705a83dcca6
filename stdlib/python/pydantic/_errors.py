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
    "set_item_not_hashable": "Set items should be hashable",
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
    "json_type": "JSON input should be string, bytes or bytearray",
    "string_unicode": "Input should be a valid string, unable to parse raw data as a unicode "
                      "string",
    "get_attribute_error": "Error extracting attribute: {error}",
    "mapping_type": "Input should be a valid mapping, error: {error}",
    "iterable_type": "Input should be iterable",
    "is_subclass_of": "Input should be a subclass of {class}",
    "dataclass_type": "Input should be a dictionary or an instance of {class_name}",
    "dataclass_exact_type": "Input should be an instance of {class_name}",
    "date_type": "Input should be a valid date",
    "date_parsing": "Input should be a valid date in the format YYYY-MM-DD, {error}",
    "date_from_datetime_parsing": "Input should be a valid date or datetime, {error}",
    "date_from_datetime_inexact": "Datetimes provided to dates should have zero time - e.g. be "
                                  "exact dates",
    "date_past": "Date should be in the past",
    "date_future": "Date should be in the future",
    "time_type": "Input should be a valid time",
    "time_parsing": "Input should be in a valid time format, {error}",
    "datetime_type": "Input should be a valid datetime",
    "datetime_parsing": "Input should be a valid datetime, {error}",
    "datetime_from_date_parsing": "Input should be a valid datetime or date, {error}",
    "datetime_past": "Input should be in the past",
    "datetime_future": "Input should be in the future",
    "timezone_naive": "Input should not have timezone info",
    "timezone_aware": "Input should have timezone info",
    "time_delta_type": "Input should be a valid timedelta",
    "time_delta_parsing": "Input should be a valid timedelta, {error}",
    "uuid_type": "UUID input should be a string, bytes or UUID object",
    "uuid_parsing": "Input should be a valid UUID, {error}",
    "uuid_version": "UUID version {expected_version} expected",
    "decimal_type": "Decimal input should be an integer, float, string or Decimal object",
    "decimal_parsing": "Input should be a valid decimal",
    "decimal_max_digits": "Decimal input should have no more than {max_digits} digit{s} in total",
    "decimal_max_places": "Decimal input should have no more than {decimal_places} decimal "
                          "place{s}",
    "decimal_whole_digits": "Decimal input should have no more than {whole_digits} digit{s} "
                            "before the decimal point",
    "complex_type": "Input should be a valid python complex object, a number, or a valid complex "
                    "string following the rules at "
                    "https://docs.python.org/3/library/functions.html#complex",
    "complex_str_parsing": "Input should be a valid complex string following the rules at "
                           "https://docs.python.org/3/library/functions.html#complex",
    "path_type": "Input is not a valid path",
    "path_not_file": "Path does not point to a file",
    "path_not_directory": "Path does not point to a directory",
    "path_exists": "Path already exists",
    "pattern_regex": "Input should be a valid regular expression",
    "ip_any_address": "value is not a valid IPv4 or IPv6 address",
    "url_type": "URL input should be a string or URL",
    "url_parsing": "Input should be a valid URL, {error}",
    "url_too_long": "URL should have at most {max_length} character{s}",
    "url_scheme": "URL scheme should be {expected_schemes}",
    "union_tag_invalid": "Input tag '{tag}' found using {discriminator} does not match any of "
                         "the expected tags: {expected_tags}",
    "union_tag_not_found": "Unable to extract tag using discriminator {discriminator}",
    "arguments_type": "Arguments must be a tuple, list or a dictionary",
    "missing_argument": "Missing required argument",
    "unexpected_keyword_argument": "Unexpected keyword argument",
    "missing_keyword_only_argument": "Missing required keyword only argument",
    "unexpected_positional_argument": "Unexpected positional argument",
    "missing_positional_only_argument": "Missing required positional only argument",
    "multiple_argument_values": "Got multiple values for argument",
    "recursion_loop": "Recursion error - cyclic reference detected",
}


class Template(dict):
    """The context of an error whose words are the user's: PydanticCustomError."""

    def __init__(self, text, context):
        super().__init__(context or {})
        self.text = text


def message(kind, context):
    if type(context) is Template:
        text = context.text
        for name, value in context.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text
    text = _TEXTS[kind]
    if not context:
        return text
    length = next((context[n] for n in ("min_length", "max_length", "max_digits", "decimal_places",
                                        "whole_digits") if n in context), 0)
    return text.format(s="" if length == 1 else "s", **context)


def _has_url(context):
    return type(context) is not Template


class PydanticCustomError(ValueError):
    """An error of a type and with words of the user's, raised by a validator."""

    def __init__(self, error_type, message_template, context=None):
        super().__init__(error_type, message_template, context)
        self.type, self.message_template, self.context = error_type, message_template, context

    def message(self):
        return message(self.type, Template(self.message_template, self.context))

    def __str__(self):
        return self.message()


class PydanticKnownError(ValueError):
    """One of the errors above, raised by a validator."""

    def __init__(self, error_type, context=None):
        super().__init__(error_type, context)
        self.type, self.context = error_type, context

    def message(self):
        return message(self.type, self.context)

    def __str__(self):
        return self.message()


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

    def __init__(self, title, errors, hide_input=False):
        super().__init__(title, errors)
        self.title = title
        self._errors = errors
        self._hide_input = hide_input

    @classmethod
    def from_exception_data(cls, title, line_errors, input_type="python", hide_input=False):
        errors = []
        for line in line_errors:
            kind, context = line["type"], line.get("ctx")
            if isinstance(kind, PydanticCustomError):
                kind, context = kind.type, Template(kind.message_template, kind.context)
            errors.append((kind, tuple(line.get("loc", ())), line.get("input"), context))
        return cls(title, errors, hide_input)

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
            if include_url and _has_url(context):
                line["url"] = f"https://errors.pydantic.dev/{VERSION}/v/{kind}"
            out.append(line)
        return out

    def json(self, *, indent=None, include_url=True, include_context=True, include_input=True):
        import json
        from ._serialization import to_jsonable
        lines = self.errors(include_url=include_url, include_context=include_context,
                            include_input=include_input)
        for line in lines:
            if "ctx" in line:
                line["ctx"] = {name: str(value) if isinstance(value, Exception) else value
                               for name, value in line["ctx"].items()}
        return json.dumps(to_jsonable(lines, str), indent=indent, ensure_ascii=False,
                          separators=(",", ":") if indent is None else None)

    def __str__(self):
        count = len(self._errors)
        lines = [f"{count} validation error{'' if count == 1 else 's'} for {self.title}"]
        for kind, location, value, context in self._errors:
            if location:
                lines.append(".".join(map(str, location)))
            shown = "" if self._hide_input else \
                f", input_value={_shown(value)}, input_type={type(value).__name__}"
            lines.append(f"  {message(kind, context)} [type={kind}{shown}]")
            if _has_url(context):
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
        if self.code is None:
            return self.message
        return (f"{self.message}\n\nFor further information visit "
                f"https://errors.pydantic.dev/{VERSION}/u/{self.code}")


class PydanticSchemaGenerationError(PydanticUserError):
    """A type that nothing is known of."""


class PydanticUndefinedAnnotation(PydanticUserError, NameError):
    """A name in an annotation that is nowhere defined."""
