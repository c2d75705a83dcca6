from pkg_c import state
state[0] += 1
loads = state[0]
main = __name__ == "__main__"
