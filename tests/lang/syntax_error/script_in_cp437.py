# -*- coding: cp437 -*-
print(ascii("‚«"))
"Â¢Â¢" + f(4, x for x in range(1))
