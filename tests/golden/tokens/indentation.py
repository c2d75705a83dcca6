if a:
    if b:
        c

    # a comment has no indentation
  # nor has this
    d
e
