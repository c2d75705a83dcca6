# Importing the parent adds the finder that finds the submodule.
import _adds_a_finder.lazy

print(_adds_a_finder.lazy.value, _adds_a_finder.lazy.__spec__.name)
