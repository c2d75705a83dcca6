# CPython: an extension module that its tests load. Here its name is all there is.
