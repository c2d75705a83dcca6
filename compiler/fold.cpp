#include "compiler/fold.h"

#include "compiler/source_text.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace krait {

using namespace ast;

namespace {

using VK = ConstantValue::Kind;

// LIMIT: results beyond these are computed when the code runs.
constexpr uint32_t kTextBytesMax = 4096;
constexpr uint32_t kTupleItemsMax = 256;

bool isInt(const ConstantValue& v) {
    return v.kind == VK::Int || v.kind == VK::True || v.kind == VK::False;
}
int64_t intOf(const ConstantValue& v) {
    return v.kind == VK::Int ? v.integer : v.kind == VK::True;
}
bool isReal(const ConstantValue& v) {
    return isInt(v) || v.kind == VK::Float;
}
bool isNumber(const ConstantValue& v) {
    return isReal(v) || v.kind == VK::Complex;
}
double doubleOf(const ConstantValue& v) {
    return isInt(v) ? static_cast<double>(intOf(v)) : v.real;
}
double imagOf(const ConstantValue& v) {
    return v.kind == VK::Complex ? v.imag : 0.0;
}
bool isExactDouble(int64_t v) {
    return v >= -(int64_t{1} << 53) && v <= (int64_t{1} << 53);
}

ConstantValue makeInt(int64_t value) {
    ConstantValue v;
    v.kind = VK::Int;
    v.integer = value;
    return v;
}
ConstantValue makeFloat(double value) {
    ConstantValue v;
    v.kind = VK::Float;
    v.real = value;
    return v;
}
ConstantValue makeComplex(double real, double imag) {
    ConstantValue v;
    v.kind = VK::Complex;
    v.real = real;
    v.imag = imag;
    return v;
}
ConstantValue makeBool(bool value) {
    ConstantValue v;
    v.kind = value ? VK::True : VK::False;
    return v;
}

bool truthOf(const ConstantValue& v) {
    switch (v.kind) {
    case VK::None:
    case VK::False:
        return false;
    case VK::Int:
        return v.integer != 0;
    case VK::Float:
        return v.real != 0;
    case VK::Complex:
        return v.real != 0 || v.imag != 0;
    case VK::Str:
    case VK::Bytes:
    case VK::Tuple:
    case VK::FrozenSet:
        return v.size != 0;
    default:
        return true;
    }
}

bool powInt(int64_t base, int64_t exponent, int64_t& result) {
    result = 1;
    while (exponent) {
        if ((exponent & 1) && __builtin_mul_overflow(result, base, &result)) return false;
        exponent >>= 1;
        if (exponent && __builtin_mul_overflow(base, base, &base)) return false;
    }
    return true;
}

bool foldInts(BinaryOperator op, int64_t a, int64_t b, ConstantValue& out) {
    int64_t r;
    switch (op) {
    case BinaryOperator::Add:
        if (__builtin_add_overflow(a, b, &r)) return false;
        break;
    case BinaryOperator::Sub:
        if (__builtin_sub_overflow(a, b, &r)) return false;
        break;
    case BinaryOperator::Mult:
        if (__builtin_mul_overflow(a, b, &r)) return false;
        break;
    case BinaryOperator::FloorDiv:
    case BinaryOperator::Mod: {
        if (b == 0 || (b == -1 && a == std::numeric_limits<int64_t>::min())) return false;
        int64_t quotient = a / b, rest = a % b;
        if (rest != 0 && (rest < 0) != (b < 0)) {
            --quotient;
            rest += b;
        }
        r = op == BinaryOperator::Mod ? rest : quotient;
        break;
    }
    case BinaryOperator::Div:
        if (b == 0 || !isExactDouble(a) || !isExactDouble(b)) return false;
        out = makeFloat(static_cast<double>(a) / static_cast<double>(b));
        return true;
    case BinaryOperator::Pow:
        if (b < 0) return false;
        if (!powInt(a, b, r)) return false;
        break;
    case BinaryOperator::LShift:
        if (b < 0 || b > 62) return false;
        r = static_cast<int64_t>(static_cast<uint64_t>(a) << b);
        if ((r >> b) != a) return false;
        break;
    case BinaryOperator::RShift:
        if (b < 0) return false;
        r = a >> (b > 63 ? 63 : b);
        break;
    case BinaryOperator::BitOr:
        r = a | b;
        break;
    case BinaryOperator::BitXor:
        r = a ^ b;
        break;
    case BinaryOperator::BitAnd:
        r = a & b;
        break;
    case BinaryOperator::MatMult:
        return false;
    }
    out = makeInt(r);
    return true;
}

bool foldFloats(BinaryOperator op, double a, double b, ConstantValue& out) {
    switch (op) {
    case BinaryOperator::Add:
        out = makeFloat(a + b);
        return true;
    case BinaryOperator::Sub:
        out = makeFloat(a - b);
        return true;
    case BinaryOperator::Mult:
        out = makeFloat(a * b);
        return true;
    case BinaryOperator::Div:
        if (b == 0) return false;
        out = makeFloat(a / b);
        return true;
    case BinaryOperator::Pow: {
        if (a <= 0) return false;
        double power = std::pow(a, b);
        if (!std::isfinite(power)) return false;
        out = makeFloat(power);
        return true;
    }
    default:
        return false; // // and % of floats have corners that the runtime knows
    }
}

bool foldComplex(BinaryOperator op, const ConstantValue& a, const ConstantValue& b,
                 ConstantValue& out) {
    double ar = doubleOf(a), ai = imagOf(a), br = doubleOf(b), bi = imagOf(b);
    switch (op) {
    case BinaryOperator::Add:
        out = makeComplex(ar + br, ai + bi);
        return true;
    case BinaryOperator::Sub:
        out = makeComplex(ar - br, ai - bi);
        return true;
    case BinaryOperator::Mult:
        out = makeComplex(ar * br - ai * bi, ar * bi + ai * br);
        return true;
    default:
        return false;
    }
}

class Folder {
  public:
    explicit Folder(Compilation& compilation)
        : compilation_(compilation), arena_(compilation.arena),
          debug_(compilation.atoms.intern("__debug__")) {}

    bool run(Mod* module) {
        visit(module);
        return !compilation_.failed();
    }

  private:
    // --- walking ------------------------------------------------------------------------------

    template <typename T>
    void field(T*& child) {
        if (!child || compilation_.failed()) return;
        if constexpr (std::is_same_v<T, Expr>)
            child = fold(child);
        else
            visit(child);
    }
    template <typename T>
    void field(List<T*>& children) {
        for (T*& child : children) field(child);
    }

    // The children of a node, in place.
    void visit(Node* node) {
        if (!compilation_.guard(node)) return;
        switch (node->kind) {
        case Kind::Module:
            bodyOf(cast<Module>(node)->body);
            return;
        case Kind::FunctionDef:
            function(cast<FunctionDef>(node));
            return;
        case Kind::AsyncFunctionDef:
            function(cast<AsyncFunctionDef>(node));
            return;
        case Kind::ClassDef: {
            auto* n = cast<ClassDef>(node);
            field(n->type_params);
            field(n->bases);
            field(n->keywords);
            bodyOf(n->body);
            field(n->decorator_list);
            return;
        }
        case Kind::If: {
            auto* n = cast<If>(node);
            while (true) {
                field(n->test);
                field(n->body);
                if (n->orelse.size() != 1 || n->orelse[0]->kind != Kind::If) break;
                n = cast<If>(n->orelse[0]);
            }
            field(n->orelse);
            return;
        }
        case Kind::For:
            children(node);
            cast<For>(node)->iter = iterable(cast<For>(node)->iter);
            return;
        case Kind::AsyncFor:
            children(node);
            cast<AsyncFor>(node)->iter = iterable(cast<AsyncFor>(node)->iter);
            return;
        case Kind::Comprehension:
            children(node);
            cast<Comprehension>(node)->iter = iterable(cast<Comprehension>(node)->iter);
            return;
        case Kind::AnnAssign: {
            auto* n = cast<AnnAssign>(node);
            field(n->target);
            if (!compilation_.future_annotations) field(n->annotation);
            field(n->value);
            return;
        }
        case Kind::Arg:
            if (!compilation_.future_annotations) field(cast<Arg>(node)->annotation);
            return;
        default:
            children(node);
            return;
        }
    }

    template <typename T>
    void function(T* n) {
        field(n->type_params);
        visit(n->args);
        bodyOf(n->body);
        field(n->decorator_list);
        if (!compilation_.future_annotations) field(n->returns);
    }

    // A docstring is one that was written as a literal, not one that folding made.
    void bodyOf(List<Stmt*>& body) {
        if (body.empty()) return;
        auto* first = dynCast<ExprStmt>(body[0]);
        Expr* original = first ? first->value : nullptr;
        field(body);
        if (!first || original->kind == Kind::Constant || first->value->kind != Kind::Constant)
            return;
        if (cast<Constant>(first->value)->value.kind == VK::Str) first->value = original;
    }

    void children(Node* node) {
        switch (node->kind) {
#define KRAIT_AST_ONE(Class, name) field(n->name);
#define KRAIT_AST_OPT(Class, name) field(n->name);
#define KRAIT_AST_LIST(Class, name) field(n->name);
#define KRAIT_AST_OPT_LIST(Class, name) field(n->name);
#define KRAIT_AST_ATOM(name)
#define KRAIT_AST_OPT_ATOM(name)
#define KRAIT_AST_ATOMS(name)
#define KRAIT_AST_ENUM(Enum, name)
#define KRAIT_AST_ENUMS(Enum, name)
#define KRAIT_AST_INT(name)
#define KRAIT_AST_VALUE(name)
#define KRAIT_AST_NODE(Class, Base, py_name, fields)                                               \
    case Kind::Class: {                                                                            \
        [[maybe_unused]] auto* n = static_cast<Class*>(node);                                      \
        fields break;                                                                              \
    }
#include "compiler/ast.def"
#undef KRAIT_AST_ONE
#undef KRAIT_AST_OPT
#undef KRAIT_AST_LIST
#undef KRAIT_AST_OPT_LIST
#undef KRAIT_AST_ATOM
#undef KRAIT_AST_OPT_ATOM
#undef KRAIT_AST_ATOMS
#undef KRAIT_AST_ENUM
#undef KRAIT_AST_ENUMS
#undef KRAIT_AST_INT
#undef KRAIT_AST_VALUE
        }
    }

    // --- expressions --------------------------------------------------------------------------

    // Chains through the leftmost child are walked in a loop, see ast.h.
    Expr* fold(Expr* node) {
        if (!compilation_.guard(node)) return node;
        llvm::SmallVector<Expr*, 4> spine;
        for (;; spine.push_back(node), node = *leftmost(node))
            if (!leftmost(node)) break;
        Expr* result = foldOne(node);
        while (!spine.empty() && !compilation_.failed()) {
            Expr* parent = spine.pop_back_val();
            *leftmost(parent) = result;
            switch (parent->kind) {
            case Kind::BinOp:
                field(cast<BinOp>(parent)->right);
                break;
            case Kind::Subscript:
                field(cast<Subscript>(parent)->slice);
                break;
            case Kind::Call:
                field(cast<Call>(parent)->args);
                field(cast<Call>(parent)->keywords);
                break;
            default:
                break;
            }
            result = simplify(parent);
        }
        return result;
    }

    static Expr** leftmost(Expr* node) {
        switch (node->kind) {
        case Kind::BinOp:
            return &cast<BinOp>(node)->left;
        case Kind::Call:
            return &cast<Call>(node)->func;
        case Kind::Attribute:
            return &cast<Attribute>(node)->value;
        case Kind::Subscript:
            return &cast<Subscript>(node)->value;
        default:
            return nullptr;
        }
    }

    Expr* foldOne(Expr* node) {
        children(node);
        return compilation_.failed() ? node : simplify(node);
    }

    Expr* constant(const Node* at, const ConstantValue& value) {
        auto* result = arena_.make<Constant>();
        result->lineno = at->lineno;
        result->col_offset = at->col_offset;
        result->end_lineno = at->end_lineno;
        result->end_col_offset = at->end_col_offset;
        result->value = value;
        return result;
    }

    static const ConstantValue* valueOf(const Expr* node) {
        auto* n = dynCast<Constant>(node);
        return n ? &n->value : nullptr;
    }

    Expr* simplify(Expr* node) {
        switch (node->kind) {
        case Kind::BinOp: {
            auto* n = cast<BinOp>(node);
            const ConstantValue* a = valueOf(n->left);
            const ConstantValue* b = valueOf(n->right);
            ConstantValue out;
            return a && b && binary(n->op, *a, *b, out) ? constant(n, out) : node;
        }
        case Kind::UnaryOp:
            return unary(cast<UnaryOp>(node));
        case Kind::Tuple:
            return tuple(cast<Tuple>(node));
        case Kind::Subscript:
            return subscript(cast<Subscript>(node));
        case Kind::Compare: {
            // What is only searched in needs no list and no set.
            auto* n = cast<Compare>(node);
            for (uint32_t i = 0; i < n->ops.size(); ++i)
                if (n->ops[i] == CompareOperator::In || n->ops[i] == CompareOperator::NotIn)
                    n->comparators[i] = iterable(n->comparators[i]);
            return node;
        }
        case Kind::Name: {
            auto* n = cast<Name>(node);
            if (n->id != debug_ || n->ctx != ExprContext::Load) return node;
            return constant(n, makeBool(compilation_.options.optimize == 0));
        }
        default:
            return node;
        }
    }

    Expr* unary(UnaryOp* n) {
        if (n->op == UnaryOperator::Not) {
            // not (a in b) and not (a is b) have operators of their own.
            auto* compare = dynCast<Compare>(n->operand);
            if (compare && compare->ops.size() == 1) {
                CompareOperator op;
                switch (compare->ops[0]) {
                case CompareOperator::In:
                    op = CompareOperator::NotIn;
                    break;
                case CompareOperator::NotIn:
                    op = CompareOperator::In;
                    break;
                case CompareOperator::Is:
                    op = CompareOperator::IsNot;
                    break;
                case CompareOperator::IsNot:
                    op = CompareOperator::Is;
                    break;
                default:
                    return n;
                }
                compare->ops[0] = op;
                return compare;
            }
        }
        const ConstantValue* v = valueOf(n->operand);
        if (!v) return n;
        ConstantValue out = *v;
        switch (n->op) {
        case UnaryOperator::Not:
            out = makeBool(!truthOf(*v));
            break;
        case UnaryOperator::Invert:
            if (!isInt(*v)) return n;
            if (v->kind != VK::Int) {
                compilation_.warnAt(
                    n,
                    "Bitwise inversion '~' on bool is deprecated and will be removed in Python "
                    "3.16. This returns the bitwise inversion of the underlying int object and is "
                    "usually not what you expect from negating a bool. Use the 'not' operator for "
                    "boolean negation or ~int(x) if you really want the bitwise inversion of the "
                    "underlying int.",
                    DiagnosticKind::DeprecationWarning);
            }
            out = makeInt(~intOf(*v));
            break;
        case UnaryOperator::UAdd:
            if (!isNumber(*v) && v->kind != VK::BigInt) return n;
            if (isInt(*v)) out = makeInt(intOf(*v));
            break;
        case UnaryOperator::USub:
            if (isInt(*v)) {
                if (intOf(*v) == std::numeric_limits<int64_t>::min()) return n;
                out = makeInt(-intOf(*v));
            } else if (v->kind == VK::BigInt) {
                // 2**63 negated fits a machine word, which is then its only form.
                if (!v->negative && v->base == 10 && v->text() == "9223372036854775808")
                    out = makeInt(std::numeric_limits<int64_t>::min());
                else if (!v->negative && v->base == 16 && v->text() == "8000000000000000")
                    out = makeInt(std::numeric_limits<int64_t>::min());
                else
                    out.negative = !v->negative;
            } else if (v->kind == VK::Float) {
                out.real = -v->real;
            } else if (v->kind == VK::Complex) {
                out.real = -v->real;
                out.imag = -v->imag;
            } else {
                return n;
            }
            break;
        }
        return constant(n, out);
    }

    bool binary(BinaryOperator op, const ConstantValue& a, const ConstantValue& b,
                ConstantValue& out) {
        bool bools = a.kind != VK::Int && isInt(a) && b.kind != VK::Int && isInt(b);
        if (isInt(a) && isInt(b)) {
            if (!foldInts(op, intOf(a), intOf(b), out)) return false;
            bool bitwise = op == BinaryOperator::BitAnd || op == BinaryOperator::BitOr ||
                           op == BinaryOperator::BitXor;
            if (bools && bitwise) out = makeBool(out.integer != 0);
            return true;
        }
        if (isReal(a) && isReal(b)) return foldFloats(op, doubleOf(a), doubleOf(b), out);
        if (isNumber(a) && isNumber(b)) return foldComplex(op, a, b, out);
        if (op == BinaryOperator::Add && a.kind == b.kind) return concatenate(a, b, out);
        if (op != BinaryOperator::Mult) return false;
        if (isInt(b)) return repeat(a, intOf(b), out);
        return isInt(a) && repeat(b, intOf(a), out);
    }

    static bool isSequence(const ConstantValue& v) {
        return v.kind == VK::Str || v.kind == VK::Bytes || v.kind == VK::Tuple;
    }

    bool concatenate(const ConstantValue& a, const ConstantValue& b, ConstantValue& out) {
        if (!isSequence(a)) return false;
        out = a;
        out.ascii = a.ascii && b.ascii;
        out.size = a.size + b.size;
        if (a.kind == VK::Tuple) {
            if (out.size > kTupleItemsMax) return false;
            auto* items = arena_.makeArray<ConstantValue>(out.size);
            std::copy_n(a.items, a.size, items);
            std::copy_n(b.items, b.size, items + a.size);
            out.items = items;
            return true;
        }
        if (out.size > kTextBytesMax) return false;
        char* text = arena_.makeArray<char>(out.size);
        if (a.size) std::memcpy(text, a.data, a.size);
        if (b.size) std::memcpy(text + a.size, b.data, b.size);
        out.data = text;
        return true;
    }

    bool repeat(const ConstantValue& v, int64_t times, ConstantValue& out) {
        if (!isSequence(v)) return false;
        if (times < 0) times = 0;
        uint32_t limit = v.kind == VK::Tuple ? kTupleItemsMax : kTextBytesMax;
        if (v.size && times > limit / v.size) return false;
        out = v;
        out.size = static_cast<uint32_t>(v.size * times);
        if (v.kind == VK::Tuple) {
            auto* items = arena_.makeArray<ConstantValue>(out.size);
            for (uint32_t i = 0; i < out.size; ++i) items[i] = v.items[i % v.size];
            out.items = items;
            return true;
        }
        char* text = arena_.makeArray<char>(out.size);
        for (uint32_t i = 0; i < out.size; ++i) text[i] = v.data[i % v.size];
        out.data = text;
        return true;
    }

    bool collect(List<Expr*> elts, ConstantValue& out) {
        for (Expr* item : elts)
            if (item->kind != Kind::Constant) return false;
        auto* items = arena_.makeArray<ConstantValue>(elts.size());
        for (uint32_t i = 0; i < elts.size(); ++i) items[i] = *valueOf(elts[i]);
        out.items = items;
        out.size = elts.size();
        return true;
    }

    Expr* tuple(Tuple* n) {
        ConstantValue out;
        out.kind = VK::Tuple;
        if (n->ctx != ExprContext::Load || !collect(n->elts, out)) return n;
        return constant(n, out);
    }

    // A list or set that is only iterated over or searched in.
    Expr* iterable(Expr* node) {
        ConstantValue out;
        if (auto* list = dynCast<ListExpr>(node)) {
            for (Expr* item : list->elts)
                if (item->kind == Kind::Starred) return node;
            out.kind = VK::Tuple;
            if (collect(list->elts, out)) return constant(node, out);
            auto* result = arena_.make<Tuple>();
            result->lineno = node->lineno;
            result->col_offset = node->col_offset;
            result->end_lineno = node->end_lineno;
            result->end_col_offset = node->end_col_offset;
            result->elts = list->elts;
            result->ctx = list->ctx;
            return result;
        }
        if (auto* set = dynCast<Set>(node)) {
            out.kind = VK::FrozenSet;
            if (collect(set->elts, out)) return constant(node, out);
        }
        return node;
    }

    Expr* subscript(Subscript* n) {
        const ConstantValue* v = valueOf(n->value);
        const ConstantValue* index = valueOf(n->slice);
        if (n->ctx != ExprContext::Load || !v || !index || !isInt(*index) || !isSequence(*v))
            return n;
        int64_t i = intOf(*index);
        int64_t size = v->kind == VK::Str && !v->ascii ? static_cast<int64_t>(countChars(v->text()))
                                                       : static_cast<int64_t>(v->size);
        if (i < 0) i += size;
        if (i < 0 || i >= size) return n;
        ConstantValue out;
        if (v->kind == VK::Tuple) {
            out = v->items[i];
        } else if (v->kind == VK::Bytes) {
            out = makeInt(static_cast<uint8_t>(v->data[i]));
        } else {
            uint32_t at = 0;
            for (int64_t k = 0; k < i; ++k) decodeUtf8(v->data, at);
            uint32_t end = at;
            decodeUtf8(v->data, end);
            out = *v;
            out.data = v->data + at;
            out.size = end - at;
        }
        return constant(n, out);
    }

    Compilation& compilation_;
    Arena& arena_;
    const Atom* debug_;
};

} // namespace

bool foldConstants(Compilation& compilation, Mod* module) {
    return Folder(compilation).run(module);
}

} // namespace krait
