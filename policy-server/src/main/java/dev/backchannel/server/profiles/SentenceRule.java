package dev.backchannel.server.profiles;

import dev.backchannel.policy.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a sentence of a profile may be. It will stand in a system message, whoever wrote it: so it is one line of visible
 * text, and nothing in it looks like the beginning of another turn, be it this model's special tokens or the usual marks of
 * other templates.
 */
public final class SentenceRule {
    /** Characters. */
    public static final int MAX_LENGTH = 280;

    /** Control and format characters, among them line ends, zero-width and direction marks. */
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern ROLE =
            Pattern.compile("(?i)\\b(system|developer|assistant|user|human|model)[\\s*\"'\\])>]*[:\\uff1a]");

    /** As Llama, Gemma, ChatML, Alpaca and their kin write them. */
    private static final Pattern MARKER = Pattern.compile(
            "(?i)<\\||\\|>|\\[/?INST\\]|<</?SYS>>|</?s>|_of_turn>|#{2,}" + "|</?(system|user|assistant|think)>");

    /** Makes a sign an emoji. */
    private static final int VARIATION = 0xFE0F;

    private final List<String> specialTexts;

    /** @param tokenizer of the model that reads the sentences */
    public SentenceRule(Tokenizer tokenizer) {
        this.specialTexts = List.copyOf(tokenizer.specialTexts());
    }

    /** @return what is wrong with the sentence, as the end of "it …"; empty if nothing is */
    public Optional<String> objection(String sentence) {
        if (sentence.isBlank()) {
            return Optional.of("is blank");
        }
        if (sentence.length() > MAX_LENGTH) {
            return Optional.of("has " + sentence.length() + " characters, but may have at most " + MAX_LENGTH);
        }
        if (HIDDEN.matcher(withoutJoiners(sentence)).find()) {
            return Optional.of("holds a line end, a control or an invisible character; write one line of plain text");
        }
        if (ROLE.matcher(sentence).find()
                || MARKER.matcher(sentence).find()
                || specialTexts.stream().anyMatch(text -> text.length() > 1 && sentence.contains(text))) {
            return Optional.of(
                    "holds what a chat template uses to begin or end a message, such as \"system:\" or \"<|…|>\"");
        }
        return Optional.empty();
    }

    public boolean allows(String sentence) {
        return objection(sentence).isEmpty();
    }

    /** A zero-width joiner between two emoji hides nothing: it makes one picture of both. */
    private static String withoutJoiners(String sentence) {
        int[] points = sentence.codePoints().toArray();
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            boolean joins = points[i] == 0x200D
                    && i > 0
                    && i + 1 < points.length
                    && isPicture(points[i - 1])
                    && isPicture(points[i + 1]);
            if (!joins) {
                kept.appendCodePoint(points[i]);
            }
        }
        return kept.toString();
    }

    private static boolean isPicture(int point) {
        int type = Character.getType(point);
        return type == Character.OTHER_SYMBOL || type == Character.MODIFIER_SYMBOL || point == VARIATION;
    }
}
