// The whole of compiler/ over vm/bytecode and vm/base, with no VM: that this links is the test.

int main() {
    return 0;
}
