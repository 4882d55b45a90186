package dev.backchannel.policy.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GrammarTest {
    private static final Pattern FORMAL =
            Pattern.compile("\\b(certainly|of course|please|pleasure|gladly|indeed|apologize)\\b");
    private static final Pattern CASUAL = Pattern.compile("\\b(sure|yep|yeah|no worries|no problem|oh no|aw)\\b");
    private static final Pattern EMOJI = Pattern.compile("\\p{So}|[\\x{1F300}-\\x{1FAFF}]|[\\x{2600}-\\x{27BF}]");
    private static final Pattern GREETING = Pattern.compile("^(Hello|Hi|Hey|Good day|Welcome)\\b.*", Pattern.DOTALL);
    private static final Pattern CLOSING = Pattern.compile(
            "(Enjoy!|Enjoy your visit!|See you soon!|Have a nice day!|Have a pleasant day!|Have fun!|Take care!)");
    private final Random random = new Random(7);

    @Test
    void hasAtLeastFortyIntentsWithDistinctIds() {
        assertThat(Intents.all()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Intents.all().stream().map(Intent::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyIntentRendersInEveryStyleAsTheVocabularyDescribesIt() {
        List<String> wrong = new ArrayList<>();
        for (Intent intent : Intents.all()) {
            for (int i = 0; i < 500; i++) {
                Request request = intent.request(random);
                StyleProfile style = StyleProfile.random(random);
                String answer = AnswerWriter.write(request, style, random);
                List<StyleValue> missed = style.values().values().stream()
                        .filter(value -> !shows(value, answer))
                        .toList();
                if (!missed.isEmpty() || !request.onTopic(answer)) {
                    wrong.add(intent + " " + missed + " on topic: " + request.onTopic(answer) + " " + answer);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void answersToOtherRequestsAreOffTopic() {
        List<String> wrong = new ArrayList<>();
        for (Intent asked : Intents.all()) {
            for (Intent answered : Intents.all()) {
                for (int i = 0; i < 20 && asked != answered; i++) {
                    Request request = asked.request(random);
                    String answer = AnswerWriter.write(answered.request(random), StyleProfile.none(), random);
                    if (request.onTopic(answer)) {
                        wrong.add(asked + " accepts " + answered + ": " + answer);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void heldOutPhrasingsAreNeverDrawnForTraining() {
        for (Intent intent : Intents.all()) {
            Template heldOut = intent.phrasings().get(intent.phrasings().size() - 1);
            for (int i = 0; i < 50; i++) {
                Request request = intent.request(random);
                assertThat(bare(request.text())).isNotEqualTo(bare(heldOut.render(request.slots(), true)));
            }
        }
    }

    /** Without the ways in which guests type the same phrasing differently. */
    private static String bare(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replaceAll("^(hi|hello|hey|excuse me)[,!] ", "")
                .replaceAll("[.?!]+$", "");
    }

    private static boolean shows(StyleValue value, String answer) {
        String lower = answer.toLowerCase(Locale.ROOT);
        return switch (value) {
            case SHORT -> words(answer) <= 21;
            case LONG -> words(answer) >= 22;
            case LIST -> answer.contains("\n- ");
            case PROSE -> !answer.contains("\n");
            case GREETING -> GREETING.matcher(answer).matches();
            case NO_GREETING -> !GREETING.matcher(answer).matches();
            case CLOSING -> CLOSING.matcher(answer).find();
            case NO_CLOSING -> !CLOSING.matcher(answer).find();
            case EMOJI -> EMOJI.matcher(answer).find();
            case NO_EMOJI -> !EMOJI.matcher(answer).find();
            case QUESTION -> answer.endsWith("?");
            case NO_QUESTION -> !answer.contains("?");
            case FORMAL ->
                FORMAL.matcher(lower).find()
                        && !lower.contains("'")
                        && !CASUAL.matcher(lower).find();
            case CASUAL ->
                CASUAL.matcher(lower).find() && !FORMAL.matcher(lower).find();
        };
    }

    private static int words(String answer) {
        return EMOJI.matcher(answer).replaceAll("").replace("- ", "").strip().split("\\s+", -1).length;
    }
}
