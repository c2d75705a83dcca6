// The whole of vm/ with nothing of compiler/ or stdlib/: that this links is the test. The libraries
// are linked entire (tests/CMakeLists.txt), so that one stray reference fails the build.

int main() {
    return 0;
}
