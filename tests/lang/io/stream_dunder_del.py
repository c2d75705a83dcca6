# What the runtime calls at the end has a name: subclasses of streams can go on to it.
import io
print("__del__" in dir(x for x in ()))
log = []
class File(io.BytesIO):
    def __del__(self):
        log.append("del")
        super().__del__()
    def close(self):
        log.append("close")
        super().close()
    def flush(self):
        log.append("flush")
        super().flush()
f = File()
del f
print(log)
