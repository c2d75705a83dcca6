import pkg_d.fails
