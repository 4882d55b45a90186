package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Observes an answer's style by the rules of {@link dev.backchannel.policy.style.StyleDimension}. */
final class AnswerStyle {
    private static final Pattern GREETING = Pattern.compile("^(Hello|Hi|Hey|Good day|Welcome)\\b");
    private static final Pattern CLOSING = Pattern.compile(
            "(Enjoy|Enjoy your visit|See you soon|Have a nice day|Have a pleasant day|Have fun|Take care)!");
    private static final Pattern CASUAL = Pattern.compile("'|\\b(sure|yep|yeah|no worries|no problem|oh no|aw)\\b");
    private static final Pattern FORMAL =
            Pattern.compile("\\b(certainly|of course|please|pleasure|gladly|indeed|apologize)\\b");

    private AnswerStyle() {}

    static StyleProfile of(String answer) {
        String lower = answer.toLowerCase(Locale.ROOT);
        boolean casual = CASUAL.matcher(lower).find() && !FORMAL.matcher(lower).find();
        return StyleProfile.of(
                contentWords(answer) <= 15 ? StyleValue.SHORT : StyleValue.LONG,
                answer.contains("\n- ") ? StyleValue.LIST : StyleValue.PROSE,
                GREETING.matcher(answer).find() ? StyleValue.GREETING : StyleValue.NO_GREETING,
                CLOSING.matcher(answer).find() ? StyleValue.CLOSING : StyleValue.NO_CLOSING,
                hasEmoji(answer) ? StyleValue.EMOJI : StyleValue.NO_EMOJI,
                answer.endsWith("?") ? StyleValue.QUESTION : StyleValue.NO_QUESTION,
                casual ? StyleValue.CASUAL : StyleValue.FORMAL);
    }

    /** The words of all sentences that end in a full stop, and of list items. */
    private static long contentWords(String answer) {
        List<String> sentences = Arrays.asList(answer.split("(?<=[.!?])\\s+|\\n", -1));
        String content = sentences.stream()
                .filter(sentence -> !sentence.endsWith("!") && !sentence.endsWith("?"))
                .collect(Collectors.joining(" "));
        return Pattern.compile("[\\p{L}\\p{N}'é]+").matcher(content).results().count();
    }

    private static boolean hasEmoji(String answer) {
        return answer.codePoints().anyMatch(c -> c >= 0x1F000 || (c >= 0x2300 && c <= 0x27BF));
    }
}
