package dev.backchannel.policy.text.jinja;

import dev.backchannel.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions, loosest binding first, in Jinja2's order of precedence; their operands by {@link OperandParser}. */
final class ExpressionParser {
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");

    private final TokenReader tokens;
    private final OperandParser operands;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
        this.operands = new OperandParser(tokens, this);
    }

    /** {@code a if b else c}, and everything below. */
    Expression expression() {
        Expression value = or();
        while (tokens.takeName("if")) {
            Expression condition = or();
            Expression then = value;
            Expression otherwise = tokens.takeName("else") ? expression() : scope -> new Undefined("else");
            value = scope -> (Values.truth(condition.value(scope)) ? then : otherwise).value(scope);
        }
        return value;
    }

    /** An expression, or several with commas, which make a list. */
    Expression tuple() {
        Expression first = expression();
        if (!tokens.isOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.takeOperator(",")) {
            if (tokens.peek().kind() == Kind.TAG_END || tokens.isOperator(")")) {
                break;
            }
            items.add(expression());
        }
        return OperandParser.list(items);
    }

    Expression or() {
        Expression left = and();
        while (tokens.takeName("or")) {
            Expression a = left;
            Expression b = and();
            left = scope -> {
                Object value = a.value(scope);
                return Values.truth(value) ? value : b.value(scope);
            };
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.takeName("and")) {
            Expression a = left;
            Expression b = not();
            left = scope -> {
                Object value = a.value(scope);
                return Values.truth(value) ? b.value(scope) : value;
            };
        }
        return left;
    }

    private Expression not() {
        if (tokens.takeName("not")) {
            Expression negated = not();
            return scope -> !Values.truth(negated.value(scope));
        }
        return comparison();
    }

    /** {@code a < b < c} holds if each step does. */
    private Expression comparison() {
        Expression left = sum();
        Expression all = null;
        while (true) {
            Expression a = left;
            Expression step;
            if (tokens.peek().kind() == Kind.OPERATOR
                    && COMPARISONS.contains(tokens.peek().text())) {
                String operator = tokens.next().text();
                Expression b = sum();
                step = scope -> compare(operator, a.value(scope), b.value(scope));
                left = b;
            } else if (tokens.isName("in") || tokens.isName("not")) {
                boolean negated = tokens.takeName("not");
                tokens.expectName("in");
                Expression b = sum();
                step = scope -> Values.contains(b.value(scope), a.value(scope)) != negated;
                left = b;
            } else {
                return all == null ? left : all;
            }
            Expression before = all;
            all = before == null
                    ? step
                    : scope -> Values.truth(before.value(scope)) ? step.value(scope) : (Object) false;
        }
    }

    private static boolean compare(String operator, @Nullable Object a, @Nullable Object b) {
        return switch (operator) {
            case "==" -> Values.equal(a, b);
            case "!=" -> !Values.equal(a, b);
            case "<" -> Values.compare(a, b) < 0;
            case "<=" -> Values.compare(a, b) <= 0;
            case ">" -> Values.compare(a, b) > 0;
            default -> Values.compare(a, b) >= 0;
        };
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            left = arithmetic(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.takeOperator("~")) {
            Expression a = left;
            Expression b = product();
            left = scope -> PythonText.str(a.value(scope)) + PythonText.str(b.value(scope));
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (tokens.peek().kind() == Kind.OPERATOR
                && PRODUCTS.contains(tokens.peek().text())) {
            left = arithmetic(tokens.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = operands.operand();
        while (tokens.takeOperator("**")) {
            left = arithmetic("**", left, operands.operand());
        }
        return left;
    }

    private static Expression arithmetic(String operator, Expression a, Expression b) {
        return scope -> Values.arithmetic(operator, a.value(scope), b.value(scope));
    }
}
