package dev.backchannel.policy.seed;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Writes the right and complete answer to a request in a given style. */
public final class AnswerWriter {
    /** The fewest words of a long answer's content. */
    static final int LONG_WORDS = 22;

    private static final String LINE = "\n";

    private AnswerWriter() {}

    /** The answer, with every style dimension that the profile leaves open drawn evenly. */
    public static String write(Request request, StyleProfile profile, RandomGenerator random) {
        StyleProfile style = profile.completed(random);
        boolean formal = style.has(StyleValue.FORMAL);
        String emoji = style.has(StyleValue.EMOJI) ? " " + request.intent().emoji() : "";
        boolean greets = style.has(StyleValue.GREETING);

        StringBuilder answer = new StringBuilder();
        if (greets) {
            answer.append(Courtesies.greeting(formal, random)).append(' ');
        }
        answer.append(content(request, style, random)).append(emoji);
        String separator = style.has(StyleValue.LIST) ? LINE : " ";
        if (style.has(StyleValue.CLOSING)) {
            answer.append(separator).append(Courtesies.closing(formal, random));
            separator = " ";
        }
        if (style.has(StyleValue.QUESTION)) {
            answer.append(separator).append(Courtesies.question(formal, random));
        }
        return answer.toString();
    }

    private static String content(Request request, StyleProfile style, RandomGenerator random) {
        boolean formal = style.has(StyleValue.FORMAL);
        String opener = request.intent().openers().draw(formal, random);
        List<String> points = style.has(StyleValue.LONG)
                ? longPoints(request, opener, formal, random)
                : List.of(key(request, formal, random));
        if (style.has(StyleValue.LIST)) {
            return opener + ":"
                    + points.stream().map(point -> LINE + "- " + point).collect(Collectors.joining());
        }
        return opener + "."
                + points.stream()
                        .map(point -> " " + Template.capitalized(point) + ".")
                        .collect(Collectors.joining());
    }

    private static String key(Request request, boolean formal, RandomGenerator random) {
        return Courtesies.draw(request.intent().keys(), random).render(request.slots(), formal);
    }

    /** The key fact, then further facts in their order until the content is long. */
    private static List<String> longPoints(Request request, String opener, boolean formal, RandomGenerator random) {
        Map<String, String> slots = request.slots();
        List<String> points = new ArrayList<>();
        points.add(key(request, formal, random));
        int words = words(opener) + words(points.get(0));
        for (Template template : request.intent().points()) {
            if (words >= LONG_WORDS) {
                break;
            }
            String point = template.render(slots, formal);
            points.add(point);
            words += words(point);
        }
        if (words < LONG_WORDS) {
            throw new IllegalStateException("the intent '" + request.intent().id() + "' has only " + words
                    + " words for a long answer; give it more points");
        }
        return points;
    }

    static int words(String text) {
        return text.strip().split("\\s+", -1).length;
    }
}
