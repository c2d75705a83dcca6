# Limits are read and set; what is wrong with them is a ValueError.
import resource

def failure(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"

soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
print(resource.getrlimit(resource.RLIMIT_CORE)[0], resource.prlimit(0, resource.RLIMIT_CORE)[0])
print(failure(resource.setrlimit, resource.RLIMIT_CORE, (1,)))
print(failure(resource.getrlimit, 99), "|", failure(resource.getrusage, 99))
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 200))
print(failure(resource.setrlimit, resource.RLIMIT_NOFILE, (300, 200)))
usage = resource.getrusage(resource.RUSAGE_SELF)
print(len(usage), usage.ru_utime >= 0, usage[2] == usage.ru_maxrss > 0)
print(resource.RLIM_INFINITY, resource.error is OSError, resource.getpagesize() >= 4096)
