x = 5 +  # expect-syntax-error: 1:10 invalid syntax
