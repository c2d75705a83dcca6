x = 5 +  # expect-syntax-error: 1:8 invalid syntax
