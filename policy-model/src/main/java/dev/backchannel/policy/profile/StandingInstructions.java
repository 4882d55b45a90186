package dev.backchannel.policy.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Finds in a user's message what he wishes of every answer from now on, said in so many words: "always answer in French",
 * "from now on, be brief", "I prefer short answers". A wish for the answer at hand ("shorter, please") is none, nor is a
 * question ("are you always open?"). English only.
 */
public final class StandingInstructions {
    private static final int MOST_CHARACTERS = 200;

    private static final String MANNER =
            "(?:answer|reply|respond|write|speak|talk|use|using|keep|be|being|say|saying|include|add"
                    + "|adding|avoid|give|make|format|start|starting|end|ending|begin|greet|greeting|address|call|ask|asking"
                    + "|put|putting|skip|leave|explain|mention|translate|wish|finish|close|sign)";
    private static final Pattern IMPERATIVE = Pattern.compile(
            "^(?:please,? |and |also,? |but )*(?:always|never|don['’]?t ever|do not ever),? (?:please )?" + MANNER
                    + "\\b.*");
    private static final Pattern FROM_NOW = Pattern.compile(
            "\\b(?:from now on|from here on|in (?:the )?future|going forward|every time|each time|in every answer|in all (?:your )?answers)\\b");
    private static final Pattern COMMAND = Pattern.compile(
            ".*(?:^|, |\\bplease |\\bon |\\bfuture |\\bforward |\\bto |\\bnot |\\bnever |\\balways |n['’]t )" + MANNER
                    + "\\b.*|.*\\bno (?:more )?\\w+.*");
    private static final Pattern TASTE = Pattern.compile(
            "^(?:and |also,? |but |in general,? |generally,? )*i (?:always |generally |really |usually )?(?:prefer|like|love|want|hate|dislike"
                    + "|do not like|don['’]t like|never want)\\b.*");
    private static final Pattern STOP =
            Pattern.compile("^(?:please,? )?stop (?:using|adding|saying|asking|greeting|wishing|putting)\\b.*");

    /** Nothing stands that has none of these: what the patterns above cannot do without. */
    private static final List<String> HINTS = List.of(
            "always",
            "never",
            "t ever", // don't ever, do not ever
            "now on",
            "here on",
            "future",
            "forward",
            "each time",
            "every time",
            "every answer",
            "in all",
            "prefer",
            "like",
            "love",
            "want",
            "hate",
            "stop");

    private StandingInstructions() {}

    /** What each such sentence says; empty where there is none. */
    public static List<Wish> find(String userText) {
        if (!isHintedAt(userText)) {
            return List.of(); // most messages: patterns cost much more
        }
        List<Wish> found = new ArrayList<>();
        for (String sentence : userText.split("(?<=[.!?])\\s+|\\R", -1)) {
            String text = sentence.strip();
            if (text.length() <= MOST_CHARACTERS && stands(text)) {
                found.addAll(Wish.stated(text));
            }
        }
        return found.stream().distinct().toList();
    }

    private static boolean isHintedAt(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (String hint : HINTS) {
            if (lower.contains(hint)) {
                return true;
            }
        }
        return false;
    }

    private static boolean stands(String sentence) {
        if (sentence.isEmpty() || sentence.endsWith("?")) {
            return false;
        }
        String lower = sentence.toLowerCase(Locale.ROOT).replaceAll("[.!]+$", "");
        if (IMPERATIVE.matcher(lower).matches()) {
            return true;
        }
        boolean lasting = FROM_NOW.matcher(lower).find();
        boolean taste = TASTE.matcher(lower).matches() || STOP.matcher(lower).matches();
        return (lasting && COMMAND.matcher(lower).matches()) || ((lasting || taste) && StyleWords.names(sentence));
    }
}
