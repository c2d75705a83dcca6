import ast
tree = ast.parse('x = (a + b) * c if not d else lambda y, /, *z: -y ** 2')
print(ast.unparse(tree))  # expect: x = (a + b) * c if not d else lambda y, /, *z: -y ** 2
print(ast.dump(ast.parse('f(1)', mode='eval')))
# expect: Expression(body=Call(func=Name(id='f', ctx=Load()), args=[Constant(value=1)]))
print(ast.literal_eval('{1: (2, -3), "a": [None, 1+2j]}'))  # expect: {1: (2, -3), 'a': [None, (1+2j)]}
try:
    ast.literal_eval('f()')
except ValueError as error:
    print(str(error)[:32])  # expect: malformed node or string on line
