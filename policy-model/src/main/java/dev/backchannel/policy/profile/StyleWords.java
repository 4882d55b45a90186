package dev.backchannel.policy.profile;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds values of the style vocabulary in what people write: its own phrases, and the usual words for the same. */
final class StyleWords {
    /** How people name a value without a negation; with one before it, they mean its opposite. */
    private static final Map<StyleValue, Pattern> NAMES = new EnumMap<>(Map.ofEntries(
            name(
                    StyleValue.SHORT,
                    "short(?:er|ly)?|brief(?:ly)?|concise(?:ly)?|terse|to the point|one sentence|few words"),
            name(StyleValue.LONG, "long(?:er)?|detailed|(?:in |more )details?|at length|thorough(?:ly)?|elaborate"),
            name(StyleValue.PROSE, "(?:plain|full|normal|whole) sentences|prose|paragraphs|running text"),
            name(StyleValue.LIST, "bullet(?:s|ed| points?| lists?)?|lists|(?:as|in) (?:a )?lists?|a list"),
            name(StyleValue.GREETING, "greetings?|greet(?:ing)?(?: me)?|hello|say hi|salutations?"),
            name(
                    StyleValue.CLOSING,
                    "farewells?|goodbyes?|sign-?offs?|closing (?:wish|wishes|line)|clos(?:e|ing) with a wish"
                            + "|(?:nice |good )?wish(?:es)? at the end|wish me"),
            name(StyleValue.EMOJI, "emojis?|smileys?|emoticons?"),
            name(
                    StyleValue.QUESTION,
                    "questions? back|questions? at the end|(?:end|close|finish)(?:ing)? with a question|ask(?:ing)?"
                            + "(?: me)? back|ask(?:ing)? (?:me )?(?:if|whether) i need|counter-?questions?"),
            name(StyleValue.FORMAL, "formal(?:ly)?|polite(?:ly)?"),
            name(StyleValue.CASUAL, "casual(?:ly)?|informal(?:ly)?|relaxed|colloquial(?:ly)?")));

    private static final Pattern ASKING = Pattern.compile("\\b(?:asking|ask|questions)\\b");
    private static final Pattern NEGATION = Pattern.compile(
            "\\b(?:no|not|never|without|don['’]?t|avoid|skip|stop|drop|omit|leave out|less|fewer|too|hate|dislike)\\b");
    /** A negation that goes on over "and" and commas: "never use emoji and bullets". */
    private static final Pattern LASTING =
            Pattern.compile("\\b(?:never|not|without|don['’]?t|avoid|skip|stop|drop|omit|leave out)\\b");

    private static final Pattern FRESH = Pattern.compile(
            "^\\s*(?:please |always |just )*(?:keep|use|be|give|write|answer|reply|respond|make|add|start|end|say|ask|i|with|no)\\b");
    private static final Pattern CLAUSE = Pattern.compile("[.;!?\\n]+|\\bbut\\b|\\bthen\\b|\\binstead\\b");
    private static final Pattern PIECE = Pattern.compile(",|\\band\\b|\\bor\\b");

    private StyleWords() {}

    private static Map.Entry<StyleValue, Pattern> name(StyleValue value, String words) {
        return Map.entry(value, Pattern.compile("\\b(?:" + words + ")\\b"));
    }

    static boolean names(String text) {
        return !valuesIn(text).isEmpty();
    }

    /** In the order of the dimensions; of one dimension what is named last. */
    static List<StyleValue> valuesIn(String text) {
        StyleProfile own = StyleProfile.parse(text);
        if (!own.isEmpty()) {
            return List.copyOf(own.values().values());
        }
        List<StyleValue> found = new ArrayList<>();
        for (String clause : CLAUSE.split(text.toLowerCase(Locale.ROOT), -1)) {
            boolean negated = false;
            for (String piece : PIECE.split(clause, -1)) {
                if (FRESH.matcher(piece).find()) {
                    negated = false;
                }
                found.addAll(valuesInPiece(piece, negated));
                negated |= LASTING.matcher(piece).find();
            }
        }
        return List.copyOf(StyleProfile.of(found).values().values());
    }

    private static List<StyleValue> valuesInPiece(String piece, boolean negatedBefore) {
        List<StyleValue> found = new ArrayList<>();
        NAMES.forEach((value, words) -> {
            Matcher name = words.matcher(piece);
            if (name.find()) {
                boolean negated = negatedBefore
                        || NEGATION.matcher(piece.substring(0, name.start())).find();
                found.add(negated ? value.opposite() : value);
            }
        });
        // "no questions" is about answers; "questions" without a negation is about the user's own.
        boolean open = found.stream().noneMatch(value -> value.dimension() == StyleDimension.QUESTION);
        Matcher asking = ASKING.matcher(piece);
        if (open && asking.find()) {
            String before = piece.substring(0, asking.start());
            if (negatedBefore || NEGATION.matcher(before).find()) {
                found.add(StyleValue.NO_QUESTION);
            }
        }
        return found;
    }
}
