"""A pipeline of generators over a big log: read, parse, validate, aggregate; memory stays constant.

Each stage takes an iterable and is one: a line exists from its reading until the sum has it.
The file belongs to the with-block of whoever runs the pipeline, not to a generator that may be
dropped half-way.
"""
import os
import sys
import tempfile
from typing import Literal

from pydantic import BaseModel, Field, ValidationError


class Entry(BaseModel):
    level: Literal["INFO", "WARNING", "ERROR"]
    service: str = Field(min_length=2)
    milliseconds: float = Field(ge=0)


def write_log(path, lines):
    levels, services = ("INFO", "INFO", "WARNING", "ERROR"), ("web", "queue", "store")
    with open(path, "w") as file:
        for i in range(lines):
            if i % 1000 == 999:
                file.write("a line that nobody can read\n")
            else:
                file.write(f"{levels[i % 4]} {services[i % 3]} {i * 7 % 250 / 10}\n")


def parsed(lines):
    for line in lines:
        yield dict(zip(("level", "service", "milliseconds"), line.split()))


def validated(rows, refused):
    for row in rows:
        try:
            yield Entry.model_validate(row)
        except ValidationError as error:
            refused.append(error.errors()[0]["type"])


def by_service(entries):
    sums = {}
    for entry in entries:
        count, errors, total = sums.get(entry.service, (0, 0, 0.0))
        sums[entry.service] = (count + 1, errors + (entry.level == "ERROR"),
                               total + entry.milliseconds)
    return sums


def main(lines=20_000):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "service.log")
        write_log(path, lines)
        refused = []
        with open(path) as file:
            sums = by_service(validated(parsed(file), refused))
    for service, (count, errors, total) in sorted(sums.items()):
        print(f"{service:<6} {count:>6} entries {errors:>5} errors {total / count:>6.2f} ms")
    print(f"refused: {len(refused)}, as {', '.join(sorted(set(refused)))}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
