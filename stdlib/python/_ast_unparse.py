"""The writer behind ast.unparse().

An expression is written as text with the precedence of its outermost operator; whoever puts it
into another adds the parentheses. A statement is a list of lines.
"""
import sys
import ast

# Precedences, loosest first.
(NAMED, TUPLE, YIELD, TEST, OR, AND, NOT, CMP, BOR, BXOR, BAND, SHIFT, ARITH, TERM, FACTOR, POWER,
 AWAIT, ATOM) = range(18)

_INFSTR = "1e" + repr(sys.float_info.max_10_exp + 1)

_BINARY = {"Add": ("+", ARITH), "Sub": ("-", ARITH), "Mult": ("*", TERM), "MatMult": ("@", TERM),
           "Div": ("/", TERM), "Mod": ("%", TERM), "LShift": ("<<", SHIFT),
           "RShift": (">>", SHIFT), "BitOr": ("|", BOR), "BitXor": ("^", BXOR),
           "BitAnd": ("&", BAND), "FloorDiv": ("//", TERM), "Pow": ("**", POWER)}
_UNARY = {"Invert": ("~", FACTOR), "Not": ("not ", NOT), "UAdd": ("+", FACTOR),
          "USub": ("-", FACTOR)}
_COMPARE = {"Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
            "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in"}

_SINGLE_QUOTES = ("'", '"')
_MULTI_QUOTES = ('"""', "'''")
_ALL_QUOTES = (*_SINGLE_QUOTES, *_MULTI_QUOTES)


class Unparser(ast.NodeVisitor):
    """visit(tree) gives the source; each visit_X() method of an expression its text."""

    def __init__(self):
        self._level = 0
        self._lines = []
        self._type_ignores = {}

    def visit(self, node):
        self._lines = []
        if isinstance(node, list):
            for item in node:
                self._top(item)
        else:
            self._top(node)
        return "\n".join(self._lines).lstrip("\n")

    def _top(self, node):
        if isinstance(node, ast.stmt):
            self.statement(node)
        elif isinstance(node, ast.Module):
            self._type_ignores = {item.lineno: f"ignore{item.tag}" for item in node.type_ignores}
            self.docstring_and_body(node)
            self._type_ignores = {}
        elif isinstance(node, ast.Interactive):
            self.body(node.body)
        elif isinstance(node, ast.FunctionType):
            args = ", ".join([self.expr(arg, TEST) for arg in node.argtypes])
            self.line(f"({args}) -> {self.expr(node.returns, TEST)}")
        elif isinstance(node, ast.Expression):
            self._append(self.expr(node.body, TUPLE))
        elif isinstance(node, (ast.ExceptHandler,)):
            self.handler(node, False)
        elif isinstance(node, ast.match_case):
            self.match_case(node)
        elif isinstance(node, ast.pattern):
            self._append(self.pattern(node, TEST))
        else:
            self._append(self.any(node))

    def _append(self, text):
        self._lines.append(text)

    def any(self, node):
        """A node that is part of an expression or a statement."""
        if isinstance(node, ast.expr):
            return self.expr(node, TEST if not isinstance(node, ast.Tuple) else TUPLE)
        name = node.__class__.__name__
        if name == 'arguments':
            return self.arguments(node)
        if name == 'arg':
            return self.arg(node)
        if name == 'keyword':
            return self.keyword(node)
        if name == 'alias':
            return self.alias(node)
        if name == 'withitem':
            return self.withitem(node)
        if name == 'comprehension':
            return self.comprehension(node)
        if isinstance(node, ast.type_param):
            return self.type_param(node)
        if name in _BINARY:
            return _BINARY[name][0]
        return ''

    # Lines

    def line(self, text=""):
        self._lines.append("    " * self._level + text if text else "")

    def body(self, statements):
        for statement in statements:
            self.statement(statement)

    def block(self, head, statements):
        self.line(head + ":" + self._comment)
        self._comment = ""
        self._level += 1
        self.body(statements)
        self._level -= 1

    _comment = ""

    def _type_comment(self, node):
        comment = self._type_ignores.get(node.lineno) if hasattr(node, 'lineno') else None
        comment = comment or getattr(node, 'type_comment', None)
        return f" # type: {comment}" if comment is not None else ""

    def docstring_and_body(self, node):
        statements = node.body
        text = self._raw_docstring(node)
        if text is not None:
            self.line(self._docstring(text))
            statements = statements[1:]
        self.body(statements)

    def _raw_docstring(self, node):
        if node.body and isinstance(node.body[0], ast.Expr):
            value = node.body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value
        return None

    def _docstring(self, constant):
        text, quotes = self._quote(constant.value, _MULTI_QUOTES, escape_special=False)
        prefix = "u" if constant.kind == "u" else ""
        return f"{prefix}{quotes}{text}{quotes}"

    def _quote(self, string, quote_types, escape_special):
        """(the text between the quotes, the quotes) for a string literal."""
        def escape(char):
            if not escape_special and char in "\n\t":
                return char
            if char == "\\" or not char.isprintable():
                return char.encode("unicode_escape").decode("ascii")
            return char
        escaped = "".join(map(escape, string))
        possible = list(quote_types)
        if "\n" in escaped:
            possible = [quotes for quotes in possible if quotes in _MULTI_QUOTES]
        possible = [quotes for quotes in possible if quotes not in escaped]
        if not possible:
            # Nothing fits: let repr() choose, and cut its quotes off.
            text = repr(string)
            quotes = next((q for q in quote_types if text[0] in q), text[0])
            return text[1:-1], quotes
        if escaped:
            # Prefer quotes that do not meet one of their kind at the end.
            possible.sort(key=lambda quotes: quotes[0] == escaped[-1])
            if possible[0][0] == escaped[-1]:
                assert len(possible[0]) == 3
                escaped = escaped[:-1] + "\\" + escaped[-1]
        return escaped, possible[0]

    # Statements

    def statement(self, node):
        getattr(self, "stmt_" + node.__class__.__name__)(node)

    def stmt_Expr(self, node):
        self.line(self.expr(node.value, YIELD if not isinstance(node.value, ast.Tuple)
                            else TUPLE))

    def _function(self, node, keyword):
        self.line()
        for decorator in node.decorator_list:
            self.line("@" + self.expr(decorator, TEST))
        head = f"{keyword} {node.name}{self.type_params(node)}({self.arguments(node.args)})"
        if node.returns:
            head += " -> " + self.expr(node.returns, TEST)
        self._comment = self._type_comment(node)
        self._definition_body(head, node)

    def _definition_body(self, head, node):
        self.line(head + ":" + self._comment)
        self._comment = ""
        self._level += 1
        self.docstring_and_body(node)
        self._level -= 1

    def stmt_FunctionDef(self, node):
        self._function(node, "def")

    def stmt_AsyncFunctionDef(self, node):
        self._function(node, "async def")

    def stmt_ClassDef(self, node):
        self.line()
        for decorator in node.decorator_list:
            self.line("@" + self.expr(decorator, TEST))
        head = f"class {node.name}{self.type_params(node)}"
        if node.bases or node.keywords:
            head += "(" + ", ".join([self.expr(base, TEST) for base in node.bases]
                                    + [self.keyword(item) for item in node.keywords]) + ")"
        self._definition_body(head, node)

    def stmt_Return(self, node):
        self.line("return" + (" " + self.expr(node.value, TEST) if node.value else ""))

    def stmt_Delete(self, node):
        self.line("del " + ", ".join([self.expr(target, TEST) for target in node.targets]))

    def stmt_Assign(self, node):
        targets = "".join([self.expr(target, TUPLE) + " = " for target in node.targets])
        self.line(targets + self.expr(node.value, TEST) + self._type_comment(node))

    def stmt_AugAssign(self, node):
        operator = _BINARY[node.op.__class__.__name__][0]
        self.line(f"{self.expr(node.target, TEST)} {operator}= {self.expr(node.value, TEST)}")

    def stmt_AnnAssign(self, node):
        target = self.expr(node.target, TEST)
        if not node.simple and isinstance(node.target, ast.Name):
            target = f"({target})"
        text = f"{target}: {self.expr(node.annotation, TEST)}"
        if node.value:
            text += " = " + self.expr(node.value, TEST)
        self.line(text)

    def stmt_TypeAlias(self, node):
        self.line(f"type {self.expr(node.name, TEST)}{self.type_params(node)} = "
                  f"{self.expr(node.value, TEST)}")

    def _loop(self, node, keyword):
        self._comment = self._type_comment(node)
        self.block(f"{keyword} {self.expr(node.target, TUPLE)} in {self.expr(node.iter, TEST)}",
                   node.body)
        self._else(node)

    def _else(self, node):
        if node.orelse:
            self.block("else", node.orelse)

    def stmt_For(self, node):
        self._loop(node, "for")

    def stmt_AsyncFor(self, node):
        self._loop(node, "async for")

    def stmt_While(self, node):
        self.block("while " + self.expr(node.test, TEST), node.body)
        self._else(node)

    def stmt_If(self, node):
        self.block("if " + self.expr(node.test, TEST), node.body)
        # `else: if` becomes elif.
        while len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            self.block("elif " + self.expr(node.test, TEST), node.body)
        self._else(node)

    def _with(self, node, keyword):
        self._comment = self._type_comment(node)
        self.block(f"{keyword} " + ", ".join(map(self.withitem, node.items)), node.body)

    def stmt_With(self, node):
        self._with(node, "with")

    def stmt_AsyncWith(self, node):
        self._with(node, "async with")

    def withitem(self, node):
        text = self.expr(node.context_expr, TEST)
        if node.optional_vars:
            text += " as " + self.expr(node.optional_vars, TEST)
        return text

    def stmt_Match(self, node):
        self.line(f"match {self.expr(node.subject, TEST)}:")
        self._level += 1
        for case in node.cases:
            self.match_case(case)
        self._level -= 1

    def match_case(self, node):
        head = "case " + self.pattern(node.pattern, TUPLE)
        if node.guard:
            head += " if " + self.expr(node.guard, TEST)
        self.block(head, node.body)

    def stmt_Raise(self, node):
        text = "raise"
        if not node.exc:
            if node.cause:
                raise ValueError("Node can't be used without a value attribute.")
        else:
            text += " " + self.expr(node.exc, TEST)
            if node.cause:
                text += " from " + self.expr(node.cause, TEST)
        self.line(text)

    def _try(self, node, star):
        self.block("try", node.body)
        for handler in node.handlers:
            self.handler(handler, star)
        self._else(node)
        if node.finalbody:
            self.block("finally", node.finalbody)

    def stmt_Try(self, node):
        self._try(node, False)

    def stmt_TryStar(self, node):
        self._try(node, True)

    def handler(self, node, star):
        head = "except*" if star else "except"
        if node.type:
            head += " " + self.expr(node.type, TEST)
        if node.name:
            head += " as " + node.name
        self.block(head, node.body)

    def stmt_Assert(self, node):
        text = "assert " + self.expr(node.test, TEST)
        if node.msg:
            text += ", " + self.expr(node.msg, TEST)
        self.line(text)

    def alias(self, node):
        return node.name + (f" as {node.asname}" if node.asname else "")

    def stmt_Import(self, node):
        self.line("import " + ", ".join(map(self.alias, node.names)))

    def stmt_ImportFrom(self, node):
        module = "." * (node.level or 0) + (node.module or "")
        self.line(f"from {module} import " + ", ".join(map(self.alias, node.names)))

    def stmt_Global(self, node):
        self.line("global " + ", ".join(node.names))

    def stmt_Nonlocal(self, node):
        self.line("nonlocal " + ", ".join(node.names))

    def stmt_Pass(self, node):
        self.line("pass")

    def stmt_Break(self, node):
        self.line("break")

    def stmt_Continue(self, node):
        self.line("continue")

    # Parts of definitions

    def type_params(self, node):
        params = getattr(node, "type_params", None)
        return "[" + ", ".join(map(self.type_param, params)) + "]" if params else ""

    def type_param(self, node):
        text = {"TypeVar": "", "TypeVarTuple": "*", "ParamSpec": "**"}[
            node.__class__.__name__] + node.name
        if getattr(node, "bound", None):
            text += ": " + self.expr(node.bound, TEST)
        if getattr(node, "default_value", None):
            text += " = " + self.expr(node.default_value, TEST)
        return text

    def arg(self, node):
        if node.annotation:
            return f"{node.arg}: {self.expr(node.annotation, TEST)}"
        return node.arg

    def arguments(self, node):
        parts = []
        positional = node.posonlyargs + node.args
        required = len(positional) - len(node.defaults)
        for index, arg in enumerate(positional, 1):
            text = self.arg(arg)
            if index > required:
                text += "=" + self.expr(node.defaults[index - required - 1], TEST)
            parts.append(text)
            if index == len(node.posonlyargs):
                parts.append("/")
        if node.vararg or node.kwonlyargs:
            text = "*"
            if node.vararg:
                text += node.vararg.arg
                if node.vararg.annotation:
                    # Tuples of types may be unpacked here: *args: *Ts.
                    text += ": " + self.expr(node.vararg.annotation, TEST)
            parts.append(text)
        for arg, default in zip(node.kwonlyargs, node.kw_defaults):
            text = self.arg(arg)
            if default:
                text += "=" + self.expr(default, TEST)
            parts.append(text)
        if node.kwarg:
            parts.append("**" + self.arg(node.kwarg))
        return ", ".join(parts)

    def keyword(self, node):
        value = self.expr(node.value, TEST)
        return f"**{value}" if node.arg is None else f"{node.arg}={value}"

    # Expressions

    def expr(self, node, precedence):
        """The text of an expression in a place that takes the given precedence."""
        text, own = getattr(self, "expr_" + node.__class__.__name__)(node)
        return text if own >= precedence else f"({text})"

    def expr_Name(self, node):
        return node.id, ATOM

    def expr_Constant(self, node):
        value = node.value
        if isinstance(value, tuple):
            items = [self.expr(ast.Constant(item), TEST) for item in value]
            return "(" + (items[0] + "," if len(items) == 1 else ", ".join(items)) + ")", ATOM
        if value is ...:
            return "...", ATOM
        text = repr(value)
        if isinstance(value, (float, complex)):
            # Infinity has no literal but a number that is too large.
            text = text.replace("inf", _INFSTR).replace("nan", f"({_INFSTR}-{_INFSTR})")
        if node.kind == "u":
            text = "u" + text
        return text, ATOM

    def expr_NamedExpr(self, node):
        return (f"{self.expr(node.target, ATOM)} := {self.expr(node.value, ATOM)}", NAMED)

    def expr_BoolOp(self, node):
        word, own = ("and", AND) if isinstance(node.op, ast.And) else ("or", OR)
        # As CPython has it, each operand wants a tighter one than the operand before.
        return f" {word} ".join([self.expr(value, min(own + 1 + i, ATOM))
                                 for i, value in enumerate(node.values)]), own

    def expr_BinOp(self, node):
        operator, own = _BINARY[node.op.__class__.__name__]
        if own == POWER:                  # binds to the right
            left, right = own + 1, own
        else:
            left, right = own, own + 1
        return f"{self.expr(node.left, left)} {operator} {self.expr(node.right, right)}", own

    def expr_UnaryOp(self, node):
        operator, own = _UNARY[node.op.__class__.__name__]
        return operator + self.expr(node.operand, own), own

    def expr_Lambda(self, node):
        arguments = self.arguments(node.args)
        head = "lambda " + arguments if arguments else "lambda"
        return f"{head}: {self.expr(node.body, TEST)}", TEST

    def expr_IfExp(self, node):
        return (f"{self.expr(node.body, TEST + 1)} if {self.expr(node.test, TEST + 1)} "
                f"else {self.expr(node.orelse, TEST)}", TEST)

    def expr_Dict(self, node):
        items = []
        for key, value in zip(node.keys, node.values):
            if key is None:
                items.append("**" + self.expr(value, BOR))
            else:
                items.append(f"{self.expr(key, TEST)}: {self.expr(value, TEST)}")
        return "{" + ", ".join(items) + "}", ATOM

    def expr_Set(self, node):
        if not node.elts:
            return "{*()}", ATOM
        return "{" + ", ".join([self.expr(item, TEST) for item in node.elts]) + "}", ATOM

    def expr_List(self, node):
        return "[" + ", ".join([self.expr(item, TEST) for item in node.elts]) + "]", ATOM

    def expr_Tuple(self, node):
        items = [self.expr(item, TEST) for item in node.elts]
        if not items:
            return "()", ATOM
        text = items[0] + "," if len(items) == 1 else ", ".join(items)
        # A bare tuple is for the few places that pass TUPLE.
        return text, TUPLE

    def _comprehension(self, opening, element, node, closing):
        clauses = "".join([" " + self.comprehension(item) for item in node.generators])
        return opening + element + clauses + closing, ATOM

    def expr_ListComp(self, node):
        return self._comprehension("[", self.expr(node.elt, TEST), node, "]")

    def expr_SetComp(self, node):
        return self._comprehension("{", self.expr(node.elt, TEST), node, "}")

    def expr_GeneratorExp(self, node):
        return self._comprehension("(", self.expr(node.elt, TEST), node, ")")

    def expr_DictComp(self, node):
        element = f"{self.expr(node.key, TEST)}: {self.expr(node.value, TEST)}"
        return self._comprehension("{", element, node, "}")

    def comprehension(self, node):
        parts = ["async for" if node.is_async else "for", self.expr(node.target, TUPLE), "in",
                 self.expr(node.iter, TEST + 1)]
        for condition in node.ifs:
            parts += ["if", self.expr(condition, TEST + 1)]
        return " ".join(parts)

    def expr_Await(self, node):
        return "await " + self.expr(node.value, ATOM) if node.value else "await", AWAIT

    def expr_Yield(self, node):
        return "yield" + (" " + self.expr(node.value, ATOM) if node.value else ""), YIELD

    def expr_YieldFrom(self, node):
        if not node.value:
            raise ValueError("Node can't be used without a value attribute.")
        return "yield from " + self.expr(node.value, ATOM), YIELD

    def expr_Compare(self, node):
        text = self.expr(node.left, CMP + 1)
        for operator, right in zip(node.ops, node.comparators):
            text += f" {_COMPARE[operator.__class__.__name__]} {self.expr(right, CMP + 1)}"
        return text, CMP

    def expr_Call(self, node):
        args = ([self.expr(arg, TEST) for arg in node.args]
                + [self.keyword(item) for item in node.keywords])
        return f"{self.expr(node.func, ATOM)}({', '.join(args)})", ATOM

    def expr_Attribute(self, node):
        value = self.expr(node.value, ATOM)
        # 1.real would be a float and a name.
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, int):
            value += " "
        return f"{value}.{node.attr}", ATOM

    def expr_Subscript(self, node):
        index = node.slice
        value = self.expr(node.value, ATOM)
        if isinstance(index, ast.Tuple) and index.elts:
            items = [self.expr(item, TEST) for item in index.elts]
            inside = items[0] + "," if len(items) == 1 else ", ".join(items)
        else:
            inside = self.expr(index, TEST)
        return f"{value}[{inside}]", ATOM

    def expr_Starred(self, node):
        return "*" + self.expr(node.value, BOR), ATOM

    def expr_Slice(self, node):
        text = self.expr(node.lower, TEST) if node.lower else ""
        text += ":"
        if node.upper:
            text += self.expr(node.upper, TEST)
        if node.step:
            text += ":" + self.expr(node.step, TEST)
        return text, ATOM

    # f-strings. Since 3.12 an expression inside may use any quotes.

    def expr_FormattedValue(self, node):
        return self._fstring([node]), ATOM

    def expr_JoinedStr(self, node):
        return self._fstring(node.values), ATOM

    def _fstring(self, values):
        parts = []                        # (text, whether it is literal)
        for value in values:
            parts.append((self._fstring_part(value, False), isinstance(value, ast.Constant)))
        quotes = list(_ALL_QUOTES)
        escaped = []
        for text, literal in parts:
            if literal:
                text = "".join([c if c != "\\" and c.isprintable() else
                                c.encode("unicode_escape").decode("ascii") for c in text])
                quotes = [q for q in quotes if q not in text] or quotes
            elif "\n" in text:
                quotes = [q for q in quotes if q in _MULTI_QUOTES] or quotes
            escaped.append((text, literal))
        if any("\\" in text for text, _ in escaped):
            # Beside backslashes, no quotes that the expressions contain.
            quotes = [q for q in quotes
                      if not any(q[0] in text for text, literal in escaped if not literal)
                      ] or quotes
        if escaped and escaped[-1][1]:
            quotes.sort(key=lambda q: q[0] == escaped[-1][0][-1:])
        quote = quotes[0]
        result = []
        for text, literal in escaped:
            if literal and quote in text:
                text = text.replace(quote[0], "\\" + quote[0])
            result.append(text)
        whole = "".join(result)
        if whole and len(quote) == 3 and whole[-1] == quote[0]:
            whole = whole[:-1] + "\\" + whole[-1]
        return f"f{quote}{whole}{quote}"

    def _fstring_part(self, node, is_spec):
        if isinstance(node, ast.JoinedStr):
            return "".join([self._fstring_part(value, is_spec) for value in node.values])
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            value = node.value.replace("{", "{{").replace("}", "}}")
            if is_spec:
                value = value.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
                value = value.replace("\n", "\\n")
            return value
        if isinstance(node, ast.FormattedValue):
            inner = Unparser().expr(node.value, TEST + 1)
            # '{{' would be a brace.
            text = "{" + (" " if inner.startswith("{") else "") + inner
            if node.conversion != -1:
                text += "!" + chr(node.conversion)
            if node.format_spec:
                text += ":" + self._fstring_part(node.format_spec, True)
            return text + "}"
        raise ValueError(f"Unexpected node inside JoinedStr, {node!r}")

    # Patterns

    def pattern(self, node, precedence):
        text, own = getattr(self, "pattern_" + node.__class__.__name__)(node)
        return text if own >= precedence else f"({text})"

    def pattern_MatchValue(self, node):
        return self.expr(node.value, TEST), ATOM

    def pattern_MatchSingleton(self, node):
        return repr(node.value), ATOM

    def pattern_MatchSequence(self, node):
        return "[" + ", ".join([self.pattern(p, TEST) for p in node.patterns]) + "]", ATOM

    def pattern_MatchStar(self, node):
        return "*" + (node.name or "_"), ATOM

    def pattern_MatchMapping(self, node):
        items = [f"{self.expr(key, TEST)}: {self.pattern(p, TEST)}"
                 for key, p in zip(node.keys, node.patterns)]
        if node.rest:
            items.append("**" + node.rest)
        return "{" + ", ".join(items) + "}", ATOM

    def pattern_MatchClass(self, node):
        items = [self.pattern(p, TEST) for p in node.patterns]
        items += [f"{name}={self.pattern(p, TEST)}"
                  for name, p in zip(node.kwd_attrs, node.kwd_patterns)]
        return f"{self.expr(node.cls, ATOM)}({', '.join(items)})", ATOM

    def pattern_MatchAs(self, node):
        if node.name is None:
            return "_", ATOM
        if node.pattern is None:
            return node.name, ATOM
        return f"{self.pattern(node.pattern, BOR)} as {node.name}", TEST

    def pattern_MatchOr(self, node):
        return " | ".join([self.pattern(p, BOR + 1) for p in node.patterns]), BOR
