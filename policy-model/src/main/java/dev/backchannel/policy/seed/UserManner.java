package dev.backchannel.policy.seed;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** How guests type: politely or not, with capitals and full stops or without. */
final class UserManner {
    private static final List<String> BEFORE = List.of("Hi, ", "Hello, ", "Excuse me, ", "Hey, ", "Hello! ", "Hi! ");

    private static final Pattern INSIDE_WORD = Pattern.compile("(?<=\\p{L}\\p{L})(\\p{L})(\\p{L})(?=\\p{L})");

    private UserManner() {}

    static String vary(String text, RandomGenerator random) {
        String varied = text;
        double draw = random.nextDouble();
        if (draw < 0.2) {
            String before = BEFORE.get(random.nextInt(BEFORE.size()));
            varied = before + (before.endsWith(", ") ? decapitalized(varied) : varied);
        } else {
            varied = Template.capitalized(varied);
        }
        return careless(varied, random);
    }

    private static String careless(String text, RandomGenerator random) {
        String varied = text;
        if (random.nextDouble() < 0.15) {
            varied = varied.toLowerCase(Locale.ROOT);
        }
        if (random.nextDouble() < 0.15) {
            varied = varied.replaceAll("[.?!]+$", "");
        }
        return random.nextDouble() < 0.04 ? mistyped(varied, random) : varied;
    }

    /** With two neighbouring letters of a longer word swapped. */
    private static String mistyped(String text, RandomGenerator random) {
        int at = random.nextInt(text.length());
        String swapped = text.substring(at);
        return text.substring(0, at) + INSIDE_WORD.matcher(swapped).replaceFirst("$2$1");
    }

    private static String decapitalized(String text) {
        boolean isPronoun = text.startsWith("I ") || text.startsWith("I'");
        return isPronoun ? text : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
