// Krait's own tools, one file each. They give the process's exit code.
#pragma once

#include "programs/krait/options.h"

namespace krait {

int runDump(const RunPlan& plan);    // dump.cpp: --dump and dis
int runConform(const RunPlan& plan); // conform.cpp
int runBench(const RunPlan& plan);   // bench.cpp
int runExplore(const RunPlan& plan); // explore.cpp
// The bytes of a file; false: errno says why.
bool readSourceFile(const char* path, std::string* out);
// True: module site would add nothing to this start but a few builtins, and will do that when they
// are looked for. It puts the folders of packages into sys.path itself. site.cpp
bool postponeSite(Thread* t, const RunPlan& plan);
// The interactive prompt, in __main__; returns when the input ends or the program does.
int runRepl(Thread* t, const RunPlan& plan); // repl.cpp

} // namespace krait
