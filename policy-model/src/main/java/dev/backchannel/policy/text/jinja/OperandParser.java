package dev.backchannel.policy.text.jinja;

import dev.backchannel.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what stands between operators: literals, names, brackets, and the members, calls, filters and tests on them. */
final class OperandParser {
    private static final Set<String> AFTER_A_TEST = Set.of("else", "or", "and", "is", "in", "not", "if");

    private final TokenReader tokens;
    private final ExpressionParser expressions;

    OperandParser(TokenReader tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Expression operand() {
        return unary(true);
    }

    private Expression unary(boolean withFilters) {
        Expression value;
        if (tokens.takeOperator("-")) {
            Expression negated = unary(false);
            value = scope -> Values.arithmetic("-", 0L, negated.value(scope));
        } else if (tokens.takeOperator("+")) {
            value = unary(false);
        } else {
            value = postfix(primary());
        }
        return withFilters ? filtered(value) : value;
    }

    private Expression filtered(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.takeOperator("|")) {
                value = filter(value);
            } else if (tokens.takeName("is")) {
                value = test(value);
            } else if (tokens.isOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expression filter(Expression value) {
        int line = tokens.line();
        String name = tokens.expect(Kind.NAME).text();
        Filters.Filter filter = known(line, () -> Filters.named(name));
        Arguments arguments = tokens.isOperator("(") ? arguments() : Arguments.NONE;
        return scope -> filter.apply(value.value(scope), arguments.values(scope), arguments.named(scope));
    }

    private Expression test(Expression value) {
        boolean negated = tokens.takeName("not");
        int line = tokens.line();
        String name = tokens.expect(Kind.NAME).text();
        Checks.Check check = known(line, () -> Checks.named(name.equals("None") ? "none" : name));
        Arguments arguments = Arguments.NONE;
        if (tokens.isOperator("(")) {
            arguments = arguments();
        } else if (argumentFollows()) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        Arguments given = arguments;
        return scope -> check.holds(value.value(scope), given.values(scope)) != negated;
    }

    private boolean argumentFollows() {
        return switch (tokens.peek().kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !AFTER_A_TEST.contains(tokens.peek().text());
            case OPERATOR -> tokens.isOperator("[") || tokens.isOperator("{");
            default -> false;
        };
    }

    private static <T> T known(int line, java.util.function.Supplier<T> lookup) {
        try {
            return lookup.get();
        } catch (TemplateException e) {
            throw e.placedAt(line);
        }
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.takeOperator(".")) {
                value = attribute(value);
            } else if (tokens.takeOperator("[")) {
                value = subscript(value);
            } else if (tokens.isOperator("(")) {
                value = call(value);
            } else {
                return value;
            }
        }
    }

    private Expression attribute(Expression value) {
        if (tokens.peek().kind() == Kind.INTEGER) {
            long index = Long.parseLong(tokens.next().text());
            return scope -> Members.item(value.value(scope), index);
        }
        String name = tokens.expect(Kind.NAME).text();
        return scope -> Members.attribute(value.value(scope), name);
    }

    private Expression subscript(Expression value) {
        Expression[] parts = new Expression[3];
        int colons = 0;
        while (!tokens.takeOperator("]")) {
            if (tokens.takeOperator(":")) {
                if (++colons > 2) {
                    throw tokens.unexpected("']'");
                }
            } else {
                parts[colons] = expressions.expression();
            }
        }
        if (colons == 0) {
            if (parts[0] == null) {
                throw tokens.unexpected("an index");
            }
            return scope -> Members.item(value.value(scope), parts[0].value(scope));
        }
        return scope ->
                Members.slice(value.value(scope), part(parts[0], scope), part(parts[1], scope), part(parts[2], scope));
    }

    private static @Nullable Object part(@Nullable Expression expressionOrNull, Scope scope) {
        return expressionOrNull == null ? null : expressionOrNull.value(scope);
    }

    private Expression call(Expression function) {
        Arguments arguments = arguments();
        return scope -> {
            Object called = function.value(scope);
            if (called instanceof Callable callable) {
                return callable.call(arguments.values(scope), arguments.named(scope));
            }
            throw called instanceof Undefined undefined
                    ? undefined.error()
                    : new TemplateException(PythonText.repr(called) + " cannot be called");
        };
    }

    private Arguments arguments() {
        tokens.expectOperator("(");
        List<Expression> inOrder = new ArrayList<>();
        Map<String, Expression> byName = new LinkedHashMap<>();
        while (!tokens.takeOperator(")")) {
            Token first = tokens.peek();
            Expression value = expressions.expression();
            if (first.kind() == Kind.NAME && tokens.takeOperator("=")) {
                byName.put(first.text(), expressions.expression());
            } else {
                inOrder.add(value);
            }
            if (!tokens.isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Arguments(inOrder, byName);
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case INTEGER -> literal(Long.valueOf(token.text()));
            case FLOAT -> literal(Double.valueOf(token.text()));
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.peek().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                yield literal(text.toString());
            }
            default -> bracketed(token);
        };
    }

    private static Expression literal(@Nullable Object value) {
        return scope -> value;
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> scope -> true;
            case "false", "False" -> scope -> false;
            case "none", "None" -> scope -> null;
            default -> scope -> scope.get(name);
        };
    }

    private Expression bracketed(Token token) {
        if (token.kind() == Kind.OPERATOR && token.text().equals("(")) {
            Expression inner = tokens.isOperator(")") ? list(List.of()) : expressions.tuple();
            tokens.expectOperator(")");
            return inner;
        } else if (token.kind() == Kind.OPERATOR && token.text().equals("[")) {
            List<Expression> items = new ArrayList<>();
            while (!tokens.takeOperator("]")) {
                items.add(expressions.expression());
                if (!tokens.isOperator("]")) {
                    tokens.expectOperator(",");
                }
            }
            return list(items);
        } else if (token.kind() == Kind.OPERATOR && token.text().equals("{")) {
            return dictionary();
        }
        throw TemplateException.at(token.line(), "an expression is expected, but '" + token.text() + "' is there");
    }

    private Expression dictionary() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (!tokens.takeOperator("}")) {
            keys.add(expressions.expression());
            tokens.expectOperator(":");
            values.add(expressions.expression());
            if (!tokens.isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return scope -> {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                map.put(keys.get(i).value(scope), values.get(i).value(scope));
            }
            return map;
        };
    }

    static Expression list(List<Expression> items) {
        return scope -> {
            List<Object> values = new ArrayList<>();
            items.forEach(item -> values.add(item.value(scope)));
            return values;
        };
    }
}
