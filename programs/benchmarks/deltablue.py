"""An incremental solver for one-way constraints: polymorphic calls over small object graphs."""
import sys

REQUIRED, STRONG_PREFERRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAK_DEFAULT, WEAKEST = range(7)


class Variable:
    def __init__(self, value):
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0
        self.strength = WEAKEST
        self.stay = True


class Constraint:
    def __init__(self, strength):
        self.strength = strength

    def attach(self, planner):
        for variable in self.variables():
            variable.constraints.append(self)
        planner.incremental_add(self)

    def detach(self, planner):
        # Out of the graph first: removal re-adds what it finds unsatisfied there.
        for variable in self.variables():
            variable.constraints.remove(self)
        if self.is_satisfied():
            planner.incremental_remove(self)

    def satisfy(self, mark, planner):
        self.choose(mark)
        if not self.is_satisfied():
            assert self.strength != REQUIRED, "could not satisfy a required constraint"
            return None
        for variable in self.inputs():
            variable.mark = mark
        output = self.output()
        overridden = output.determined_by
        if overridden is not None:
            overridden.unsatisfy()
        output.determined_by = self
        planner.add_propagate(self, mark)
        output.mark = mark
        return overridden

    def inputs_known(self, mark):
        return all(v.mark == mark or v.stay or v.determined_by is None for v in self.inputs())


class Unary(Constraint):
    is_input = False

    def __init__(self, variable, strength, planner):
        super().__init__(strength)
        self.target = variable
        self.satisfied = False
        self.attach(planner)

    def variables(self):
        return (self.target,)

    def inputs(self):
        return ()

    def output(self):
        return self.target

    def is_satisfied(self):
        return self.satisfied

    def unsatisfy(self):
        self.satisfied = False

    def choose(self, mark):
        self.satisfied = self.target.mark != mark and self.strength < self.target.strength

    def recalculate(self):
        self.target.strength = self.strength
        self.target.stay = not self.is_input
        if self.target.stay:
            self.execute()

    def execute(self):
        pass


class Stay(Unary):
    pass


class Edit(Unary):
    is_input = True


class Binary(Constraint):
    def __init__(self, first, second, strength, planner):
        super().__init__(strength)
        self.first = first
        self.second = second
        self.forward = None
        self.attach(planner)

    def variables(self):
        return (self.first, self.second)

    def choose(self, mark):
        a, b = self.first, self.second
        if a.mark == mark:
            self.forward = True if b.mark != mark and self.strength < b.strength else None
        elif b.mark == mark:
            self.forward = False if self.strength < a.strength else None
        elif a.strength > b.strength:
            self.forward = False if self.strength < a.strength else None
        else:
            self.forward = True if self.strength < b.strength else None

    def inputs(self):
        return (self.first,) if self.forward else (self.second,)

    def output(self):
        return self.second if self.forward else self.first

    def is_satisfied(self):
        return self.forward is not None

    def unsatisfy(self):
        self.forward = None

    def recalculate(self):
        source, target = self.inputs()[0], self.output()
        target.strength = max(self.strength, source.strength)
        target.stay = source.stay
        if target.stay:
            self.execute()


class Equality(Binary):
    def execute(self):
        self.output().value = self.inputs()[0].value


class Scale(Binary):
    def __init__(self, first, second, scale, offset, strength, planner):
        self.scale = scale
        self.offset = offset
        super().__init__(first, second, strength, planner)

    def variables(self):
        return (self.first, self.second, self.scale, self.offset)

    def inputs(self):
        source = self.first if self.forward else self.second
        return (source, self.scale, self.offset)

    def execute(self):
        if self.forward:
            self.second.value = self.first.value * self.scale.value + self.offset.value
        else:
            self.first.value = (self.second.value - self.offset.value) // self.scale.value

    def recalculate(self):
        source, target = self.inputs()[0], self.output()
        target.strength = max(self.strength, source.strength)
        target.stay = source.stay and self.scale.stay and self.offset.stay
        if target.stay:
            self.execute()


class Planner:
    def __init__(self):
        self.mark = 0

    def new_mark(self):
        self.mark += 1
        return self.mark

    def incremental_add(self, constraint):
        mark = self.new_mark()
        overridden = constraint.satisfy(mark, self)
        while overridden is not None:
            overridden = overridden.satisfy(mark, self)

    def incremental_remove(self, constraint):
        output = constraint.output()
        constraint.unsatisfy()
        output.determined_by = None
        output.strength = WEAKEST
        output.stay = True
        unsatisfied = []
        todo = [output]
        while todo:
            variable = todo.pop()
            for other in variable.constraints:
                if not other.is_satisfied():
                    unsatisfied.append(other)
            for other in self.consumers(variable):
                other.recalculate()
                todo.append(other.output())
        for other in sorted(unsatisfied, key=lambda c: c.strength):
            self.incremental_add(other)

    def consumers(self, variable):
        determining = variable.determined_by
        return [c for c in variable.constraints if c is not determining and c.is_satisfied()]

    def add_propagate(self, constraint, mark):
        todo = [constraint]
        while todo:
            current = todo.pop()
            assert current.output().mark != mark, "a cycle of constraints"
            current.recalculate()
            todo.extend(self.consumers(current.output()))

    def plan(self, constraints):
        mark = self.new_mark()
        plan = []
        todo = [c for c in constraints if c.is_input and c.is_satisfied()]
        while todo:
            constraint = todo.pop()
            output = constraint.output()
            if output.mark != mark and constraint.inputs_known(mark):
                plan.append(constraint)
                output.mark = mark
                todo.extend(self.consumers(output))
        return plan


def change(planner, variable, value):
    edit = Edit(variable, PREFERRED, planner)
    plan = planner.plan([edit])
    for step in range(10):
        variable.value = value
        for constraint in plan:
            constraint.execute()
    edit.detach(planner)


def chain(n):
    planner = Planner()
    variables = [Variable(0) for _ in range(n + 1)]
    for a, b in zip(variables, variables[1:]):
        Equality(a, b, REQUIRED, planner)
    Stay(variables[-1], STRONG_DEFAULT, planner)
    edit = Edit(variables[0], PREFERRED, planner)
    plan = planner.plan([edit])
    for value in range(100):
        variables[0].value = value
        for constraint in plan:
            constraint.execute()
        assert variables[-1].value == value
    return variables[-1].value


def projection(n):
    planner = Planner()
    scale, offset = Variable(10), Variable(1000)
    sources, targets = [], []
    for i in range(n):
        source, target = Variable(i), Variable(i)
        sources.append(source)
        targets.append(target)
        Stay(source, NORMAL, planner)
        Scale(source, target, scale, offset, REQUIRED, planner)
    change(planner, sources[0], 17)
    assert targets[0].value == 1170, targets[0].value
    change(planner, targets[0], 1050)
    assert sources[0].value == 5, sources[0].value
    change(planner, scale, 5)
    change(planner, offset, 2000)
    return sum(t.value for t in targets)


rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
for _ in range(rounds):
    result = chain(1000), projection(1000)
print(rounds, *result)
