"""Annotations and validation: what `typing` does at run time, and what pydantic does.

Without a pydantic to import the experiments on it are left out. Krait has a subset of V2's
interface under that name; where one is installed, that one is measured.
"""
import json
import sys
import typing
from typing import List

import claim

try:
    import pydantic
except ImportError:
    pydantic = None

if claim.KRAIT:
    import krait


def total_of(numbers: List[int]) -> int:
    return len(numbers)


def total_without(numbers):
    return len(numbers)


def needs_pydantic(function):
    def experiment(x):
        if pydantic is None:
            x.skip("there is no pydantic here")
        else:
            function(x)
    return experiment


def models():
    class Order(pydantic.BaseModel):
        number: int
        price: float
        name: str

    class StrictOrder(pydantic.BaseModel):
        model_config = pydantic.ConfigDict(strict=True)
        number: int
        price: float
        name: str
    return Order, StrictOrder


@claim.experiment("41", "`typing.List[int]`: erasure, ignored at runtime.", section=5)
def erasure(x):
    accepted = x.measure("call with a list of str accepted", total_of(["a", "b"]) == 2)
    kept = x.measure("annotation still there", str(total_of.__annotations__["numbers"]))
    x.measure("the same spelled list[int]", str(list[int]))
    x.criterion("nothing is checked in a call", accepted)
    if x.criterion("the annotation can be read", typing.get_args(
            total_of.__annotations__["numbers"]) == (int,)):
        x.verdict("imprecise", "not checked, but not erased: __annotations__ keeps it, and that is "
                  "what validators read", kept)
    else:
        x.verdict("right", "erased")


def define_with():
    def f(a: List[int], b: int) -> int:
        return a
    return f


def define_without():
    def f(a, b):
        return a
    return f


@claim.experiment("42", "Annotations have zero cost.", section=5)
def cost_of_annotations(x):
    if claim.KRAIT:
        counts = {}
        for name, function, argument in (("call with", total_of, [1]),
                                         ("call without", total_without, [1]),
                                         ("definition with", define_with, None),
                                         ("definition without", define_without, None)):
            arguments = () if argument is None else (argument,)
            for _ in range(3):
                function(*arguments)
            counts[name] = krait.count(function, *arguments)["instructions"]
            x.measure(f"instructions, {name}", counts[name])
        same = counts["call with"] == counts["call without"]
        more = counts["definition with"] > counts["definition without"]
        figure = (f"{counts['call with']} and {counts['call without']} instructions a call, "
                  f"{counts['definition with']} and {counts['definition without']} a definition")
    else:
        same = total_of.__code__.co_code == total_without.__code__.co_code
        more = len(define_with.__code__.co_code) > len(define_without.__code__.co_code)
        x.measure("the same code for the call", same)
        x.measure("more code for the definition", more)
        figure = "same code for the call, more for the definition"
    x.criterion("none in a call", same)
    if more:
        x.verdict("imprecise", "none in a call; they are evaluated at the definition until 3.13, "
                               "and "
                  "`import typing` costs milliseconds", figure)
    else:
        x.verdict("right", "none", figure)


@claim.experiment("43", "No safety against json.load() returning strings.", section=5)
def json_strings(x):
    numbers = json.loads('["1", "2"]')
    accepted = x.measure("total_of(json.loads('[\"1\", \"2\"]')) accepted", total_of(numbers) == 2)
    kind = x.measure("type of the elements", type(numbers[0]).__name__)
    through = x.criterion("strings go where numbers are announced", accepted and kind == "str")
    x.verdict("right" if through else "wrong", "nothing looks at them", "2 strings accepted")


INPUTS = [{"number": 1, "price": 2.5, "name": "a"}, {"number": "1", "price": "2.5", "name": "a"},
          {"number": 1.0, "price": 2, "name": "a"}, {"number": True, "price": 2.5, "name": "a"},
          {"number": "x", "price": 2.5, "name": "a"}, {"number": 1, "price": None, "name": "a"},
          {"number": 1, "price": 2.5, "name": 5}, {"number": 1, "price": 2.5}]


def accepts(model, data):
    try:
        return model.model_validate(data)
    except pydantic.ValidationError:
        return None


@claim.experiment("44", "Pydantic: runtime parsing and validation.", section=5)
@needs_pydantic
def parsing_and_validation(x):
    lax, _ = models()
    made = [accepts(lax, data) for data in INPUTS]
    x.measure("accepted of 8 inputs", sum(m is not None for m in made))
    parsed = x.measure("'1' became", repr(made[1].number) if made[1] else "an error")
    x.criterion("wrong inputs are refused: the last four", made[4:] == [None] * 4)
    good = x.criterion("strings of numbers are parsed", parsed == "1")
    x.verdict("right" if good and made[4:] == [None] * 4 else "wrong",
              "it parses what can stand for the type, and refuses the rest", "4 of 8 accepted")


@claim.experiment("45", "Pydantic V2 is rewritten in Rust.", section=5)
@needs_pydantic
def what_is_native(x):
    where = getattr(sys.modules.get("pydantic_core"), "__file__", None)
    x.measure("the core of the pydantic that is imported here", where or "none: Krait's own")
    x.measure("the model layer", "Python")
    x.criterion("the model layer has a Python source",
                getattr(pydantic, "__file__", "").endswith(".py") or where is None)
    x.note("cited: pydantic-core is Rust, the layer of models above it Python; no extension module "
           "for CPython loads here, so this cannot be an experiment")
    x.verdict("imprecise", "the core is, the layer of models is Python (cited, not measured)",
              "cited")


@claim.experiment("46", "Pydantic at the edge guarantees strict types.", section=5)
@needs_pydantic
def strict_types(x):
    lax, strict = models()
    wrong = INPUTS[1:4]  # types are not those announced, values can stand for them
    let_in = x.measure("inputs of other types accepted, by default, of 3",
                       sum(accepts(lax, data) is not None for data in wrong))
    # An int where a float is announced is of that type, strictly too.
    strictly = x.measure("accepted with strict=True",
                         sum(accepts(strict, data) is not None for data in wrong))
    order = lax(number=1, price=1, name="a")
    order.number = "not a number"
    assigned = x.measure("an assignment of another type accepted", order.number == "not a number")
    bypass = lax.model_construct(number="nor this").number
    x.measure("model_construct accepts anything", bypass == "nor this")
    x.criterion("strict=True accepts none of them", strictly == 0)
    if x.criterion("the default accepts some", let_in > 0) and assigned:
        x.verdict("wrong", "by default it converts; strict=True is needed, and assignment and "
                  "model_construct pass it by", f"{let_in} of 3 accepted, {strictly} strictly")
    else:
        x.verdict("right", "only exact types come in", let_in)


@claim.experiment("47", "Once validated, pass raw objects to avoid validation overhead.", section=5)
@needs_pydantic
def cost_after_validation(x):
    lax, _ = models()
    order = lax(number=1, price=1, name="a")

    class Raw:
        def __init__(self, number, price, name):
            self.number, self.price, self.name = number, price, name
    raw = Raw(1, 1.0, "a")

    def read(o):
        return o.number
    data = {"number": 1, "price": 1.0, "name": "a"}
    costs = {"read a raw object": claim.cost_ns(read, raw),
             "read a model": claim.cost_ns(read, order),
             "make a raw object": claim.cost_ns(lambda: Raw(**data), calls=3000),
             "make a model": claim.cost_ns(lambda: lax(**data), calls=3000)}
    for name, cost in costs.items():
        x.measure(name, cost, "ns")
    x.plot("bars", "Cost of reading and of making", unit="ns", bars=list(map(list, costs.items())))
    reads = x.measure("read of a model to that of a raw object",
                      costs["read a model"] / costs["read a raw object"], "times")
    makes = x.measure("making of a model to that of a raw object",
                      costs["make a model"] / costs["make a raw object"], "times")
    # A value that no validation would let through is read as it is.
    wrong = lax.model_construct(number="no number", price=1.0, name="a")
    unseen = x.measure("a wrong value is read without an error", read(wrong) == "no number")
    if claim.KRAIT:
        counts = {}
        for name, given in (("raw object", raw), ("model", order)):
            read(given)
            counts[name] = x.measure(f"instructions to read a {name}",
                                     krait.count(read, given)["instructions"])
        unseen = unseen and counts["model"] == counts["raw object"]
    x.criterion("making a model costs more", makes > 1.3)
    if unseen:
        x.verdict("imprecise", "a model's attributes are read as any object's; what costs is "
                               "making "
                  "it, and validated assignment", f"read {reads:.1f}, made {makes:.0f} times")
    else:
        x.verdict("right", "reading validates too", f"{reads:.1f} times")


@claim.experiment("49", "Simulation: dict access against pydantic validation.", section=5)
@needs_pydantic
def dict_against_validation(x):
    lax, strict = models()

    class Slots:
        __slots__ = ("number", "price", "name")

        def __init__(self, number, price, name):
            self.number, self.price, self.name = number, price, name
    data = {"number": 1, "price": 1.0, "name": "a"}
    text = json.dumps(data)
    slots = Slots(**data)
    kinds = {"read of a dict": (lambda: data["number"], 20000),
             "read of a slot": (lambda: slots.number, 20000),
             "make an object with slots": (lambda: Slots(**data), 5000),
             "json.loads": (lambda: json.loads(text), 3000),
             "validate, lax": (lambda: lax.model_validate(data), 2000),
             "validate, strict": (lambda: strict.model_validate(data), 2000),
             "validate from JSON": (lambda: lax.model_validate_json(text), 2000)}
    costs = {name: x.measure(name, claim.cost_ns(function, calls=calls, rounds=5), "ns")
             for name, (function, calls) in kinds.items()}
    x.plot("bars", "Cost of access and of validation, by kind", unit="ns",
           bars=list(map(list, costs.items())))
    times = x.measure("validation to access", costs["validate, lax"] / costs["read of a dict"],
                      "times")
    if x.criterion("they differ by more than ten times", times > 10):
        x.verdict("imprecise", "different jobs: access costs nanoseconds each time, validation "
                  "microseconds once", f"{costs['read of a dict']:.0f} ns and "
                  f"{costs['validate, lax']:.0f} ns: {times:.0f} times")
    else:
        x.verdict("right", "they compare", f"{times:.0f} times")


if __name__ == "__main__":
    claim.run()
