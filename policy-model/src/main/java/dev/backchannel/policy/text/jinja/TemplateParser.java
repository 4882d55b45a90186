package dev.backchannel.policy.text.jinja;

import dev.backchannel.policy.text.jinja.Statement.Flow;
import dev.backchannel.policy.text.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads text, output and the tags for, if, set, macro, break, continue and generation. Any other tag is an error. */
final class TemplateParser {
    private final TokenReader tokens;
    private final ExpressionParser expressions;

    private TemplateParser(TokenReader tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static Statement parse(String source) {
        TemplateParser parser = new TemplateParser(new TokenReader(Lexer.tokens(source)));
        Statement whole = parser.body();
        parser.tokens.expect(Kind.END);
        return whole;
    }

    /** Everything up to one of these tags, which is not taken. */
    private Statement body(String... ends) {
        List<Statement> statements = new ArrayList<>();
        while (tokens.peek().kind() != Kind.END && !atTag(ends)) {
            statements.add(statement());
        }
        if (ends.length > 0 && tokens.peek().kind() == Kind.END) {
            throw tokens.unexpected("'" + ends[ends.length - 1] + "'");
        }
        return Statement.all(statements);
    }

    private boolean atTag(String... names) {
        for (String name : names) {
            if (tokens.isTag(name)) {
                return true;
            }
        }
        return false;
    }

    private Statement statement() {
        Token token = tokens.next();
        int line = token.line();
        if (token.kind() == Kind.TEXT) {
            return (scope, out) -> {
                out.append(token.text());
                return Flow.ON;
            };
        }
        Statement statement = token.kind() == Kind.OUTPUT_BEGIN ? output() : tag();
        return (scope, out) -> {
            try {
                return statement.run(scope, out);
            } catch (TemplateException e) {
                throw e.placedAt(line);
            } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException e) {
                throw TemplateException.at(line, "a filter, test or function has the wrong arguments");
            }
        };
    }

    private Statement output() {
        Expression value = expressions.tuple();
        tokens.expect(Kind.OUTPUT_END);
        return (scope, out) -> {
            out.append(PythonText.str(value.value(scope)));
            return Flow.ON;
        };
    }

    private Statement tag() {
        Token name = tokens.expect(Kind.NAME);
        return switch (name.text()) {
            case "for" -> loop();
            case "if" -> condition();
            case "set" -> assignment();
            case "macro" -> macro();
            case "break" -> flow(Flow.BREAK);
            case "continue" -> flow(Flow.CONTINUE);
            case "generation" -> generation();
            default -> throw TemplateException.at(name.line(), "the tag '" + name.text() + "' is not known here");
        };
    }

    private void endTag(String name) {
        tokens.expect(Kind.TAG_BEGIN);
        tokens.expectName(name);
        tokens.expect(Kind.TAG_END);
    }

    private Statement flow(Flow flow) {
        tokens.expect(Kind.TAG_END);
        return (scope, out) -> flow;
    }

    /** Marks for training what an assistant said; renders as it stands. */
    private Statement generation() {
        tokens.expect(Kind.TAG_END);
        Statement body = body("endgeneration");
        endTag("endgeneration");
        return body;
    }

    private List<String> names() {
        boolean bracket = tokens.takeOperator("(");
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.expect(Kind.NAME).text());
        } while (tokens.takeOperator(","));
        if (bracket) {
            tokens.expectOperator(")");
        }
        return names;
    }

    private Statement loop() {
        List<String> names = names();
        tokens.expectName("in");
        Expression items = expressions.or();
        Expression condition = tokens.takeName("if") ? expressions.expression() : null;
        tokens.expect(Kind.TAG_END);
        Statement body = body("else", "endfor");
        Statement otherwise = Statement.all(List.of());
        if (tokens.isTag("else")) {
            endTag("else");
            otherwise = body("endfor");
        }
        endTag("endfor");
        return new Loop(names, items, condition, body, otherwise);
    }

    private Statement condition() {
        Expression condition = expressions.tuple();
        tokens.expect(Kind.TAG_END);
        Statement then = body("elif", "else", "endif");
        Statement otherwise = Statement.all(List.of());
        if (tokens.isTag("elif")) {
            tokens.expect(Kind.TAG_BEGIN);
            tokens.expectName("elif");
            otherwise = condition(); // takes the endif
        } else {
            if (tokens.isTag("else")) {
                endTag("else");
                otherwise = body("endif");
            }
            endTag("endif");
        }
        Statement other = otherwise;
        return (scope, out) -> (Values.truth(condition.value(scope)) ? then : other).run(scope, out);
    }

    private Statement assignment() {
        List<String> names = names();
        if (names.size() == 1 && tokens.takeOperator(".")) {
            return attributeAssignment(names.get(0), tokens.expect(Kind.NAME).text());
        }
        if (tokens.takeOperator("=")) {
            Expression value = expressions.tuple();
            tokens.expect(Kind.TAG_END);
            return (scope, out) -> {
                Loop.assign(names, value.value(scope), scope);
                return Flow.ON;
            };
        }
        tokens.expect(Kind.TAG_END);
        Statement body = body("endset");
        endTag("endset");
        return (scope, out) -> {
            StringBuilder text = new StringBuilder();
            Flow flow = body.run(scope.inner(), text);
            scope.set(names.get(0), text.toString());
            return flow;
        };
    }

    private Statement attributeAssignment(String object, String attribute) {
        tokens.expectOperator("=");
        Expression value = expressions.tuple();
        tokens.expect(Kind.TAG_END);
        return (scope, out) -> {
            if (!(scope.get(object) instanceof Namespace namespace)) {
                throw new TemplateException("'" + object + "' is not a namespace, so its attributes cannot be set");
            }
            namespace.values().put(attribute, value.value(scope));
            return Flow.ON;
        };
    }

    private Statement macro() {
        String name = tokens.expect(Kind.NAME).text();
        Map<String, Expression> parameters = new LinkedHashMap<>();
        tokens.expectOperator("(");
        while (!tokens.takeOperator(")")) {
            String parameter = tokens.expect(Kind.NAME).text();
            parameters.put(
                    parameter, tokens.takeOperator("=") ? expressions.expression() : scope -> new Undefined(parameter));
            if (!tokens.isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        tokens.expect(Kind.TAG_END);
        Statement body = body("endmacro");
        endTag("endmacro");
        return (scope, out) -> {
            scope.set(name, (Callable) (arguments, named) -> run(body, parameters, scope.inner(), arguments, named));
            return Flow.ON;
        };
    }

    private static String run(
            Statement body,
            Map<String, Expression> parameters,
            Scope scope,
            List<Object> arguments,
            Map<String, Object> named) {
        int place = 0;
        for (Map.Entry<String, Expression> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            boolean given = place < arguments.size();
            scope.set(
                    name,
                    given
                            ? arguments.get(place)
                            : named.containsKey(name)
                                    ? named.get(name)
                                    : parameter.getValue().value(scope));
            place++;
        }
        StringBuilder text = new StringBuilder();
        body.run(scope, text);
        return text.toString();
    }
}
