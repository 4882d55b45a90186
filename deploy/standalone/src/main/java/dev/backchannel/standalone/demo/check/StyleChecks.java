package dev.backchannel.standalone.demo.check;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One check per dimension, by the rules that {@link StyleDimension} documents. */
public final class StyleChecks {
    private static final int SHORT_CONTENT = 12;
    private static final int SHORT_WHOLE = 24;
    private static final int LONG_CONTENT = 21;
    private static final Pattern ITEM = Pattern.compile("(?m)^- ");
    private static final Pattern FORMAL =
            Pattern.compile("\\b(certainly|of course|please|pleasure|gladly|indeed|apologi[sz]e)\\b");
    private static final Pattern CASUAL = Pattern.compile("\\b(sure|yep|yeah|no worries|no problem|oh no|aw)\\b");

    private static final Map<StyleDimension, StyleCheck> CHECKS = new EnumMap<>(Map.of(
            StyleDimension.LENGTH, StyleChecks::length,
            StyleDimension.LAYOUT, StyleChecks::layout,
            StyleDimension.GREETING, StyleChecks::greeting,
            StyleDimension.CLOSING, StyleChecks::closing,
            StyleDimension.EMOJI, StyleChecks::emoji,
            StyleDimension.QUESTION, StyleChecks::question,
            StyleDimension.REGISTER, StyleChecks::register));

    private StyleChecks() {}

    /** Every value that shows in the answer. */
    public static StyleProfile observe(String answer) {
        AnswerText text = AnswerText.of(answer);
        List<StyleValue> seen = new ArrayList<>();
        CHECKS.values().forEach(check -> check.observe(text).ifPresent(seen::add));
        return StyleProfile.of(seen);
    }

    private static Optional<StyleValue> length(AnswerText answer) {
        int content = AnswerText.words(answer.content());
        if (content >= LONG_CONTENT) {
            return Optional.of(StyleValue.LONG);
        }
        boolean isShort = content <= SHORT_CONTENT && AnswerText.words(answer.whole()) <= SHORT_WHOLE;
        return isShort ? Optional.of(StyleValue.SHORT) : Optional.empty();
    }

    private static Optional<StyleValue> layout(AnswerText answer) {
        if (ITEM.matcher(answer.whole()).find()) {
            return Optional.of(StyleValue.LIST);
        }
        return answer.whole().contains("\n") ? Optional.empty() : Optional.of(StyleValue.PROSE);
    }

    private static Optional<StyleValue> greeting(AnswerText answer) {
        return Optional.of(answer.greeting().isEmpty() ? StyleValue.NO_GREETING : StyleValue.GREETING);
    }

    private static Optional<StyleValue> closing(AnswerText answer) {
        return Optional.of(answer.closing().isEmpty() ? StyleValue.NO_CLOSING : StyleValue.CLOSING);
    }

    private static Optional<StyleValue> emoji(AnswerText answer) {
        return Optional.of(answer.emoji() == 0 ? StyleValue.NO_EMOJI : StyleValue.EMOJI);
    }

    private static Optional<StyleValue> question(AnswerText answer) {
        if (answer.whole().endsWith("?")) {
            return Optional.of(StyleValue.QUESTION);
        }
        return answer.whole().contains("?") ? Optional.empty() : Optional.of(StyleValue.NO_QUESTION);
    }

    private static Optional<StyleValue> register(AnswerText answer) {
        String text = answer.whole().toLowerCase(Locale.ROOT);
        boolean contracted = text.contains("'") || text.contains("’");
        boolean formal = FORMAL.matcher(text).find();
        boolean casual = CASUAL.matcher(text).find();
        if (formal && !contracted) {
            return Optional.of(StyleValue.FORMAL);
        }
        return casual && !formal ? Optional.of(StyleValue.CASUAL) : Optional.empty();
    }
}
