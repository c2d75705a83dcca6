#include "compiler/scopes.h"
namespace krait {
Scopes::~Scopes() {}
bool Scopes::build(Compilation&, ast::Mod*) {
    return true;
}
} // namespace krait
