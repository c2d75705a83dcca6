# An item's __buffer__ may change the container that is being written.
import marshal


class Clears:
    def __init__(self, container):
        self.container = container

    def __buffer__(self, flags):
        self.container.clear()
        return memoryview(b"x")


for container in ([], {}):
    item = Clears(container)
    if isinstance(container, list):
        container += [item] + [bytes(100) for _ in range(1000)]
    else:
        container.update({i: item if i == 0 else bytes(100) for i in range(1000)})
    try:
        marshal.dumps(container)
    except ValueError:
        pass
    assert not container
