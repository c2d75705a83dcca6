x = 1 + \
    2
y = (1,
     # inside brackets lines don't end
     2)
