package dev.backchannel.streams.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The same pieces as the expressions that say what they are. */
class TokensTest {
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|[^\\s\\p{L}\\p{M}\\p{N}]");
    private static final Pattern PIECE = Pattern.compile("\\s+|[\\p{L}\\p{M}\\p{N}]+|[^\\s\\p{L}\\p{M}\\p{N}]");
    private static final List<String> PARTS = List.of(
            "word",
            "Ünïcödé",
            "e\u0301",
            "42",
            "Ⅷ²",
            "٣",
            "漢字",
            "🎬",
            "𝒳",
            " ",
            "\t\n",
            "\r\f\u000b",
            "\u00a0",
            "\u2003",
            "\u001c",
            "'",
            "…",
            "_",
            "@[`{",
            "\ud83c",
            "\udfac",
            "\u0000",
            "€",
            "-");

    @Test
    void arePiecesOfAnyText() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 5_000; i++) {
            String text = random.ints(random.nextInt(12), 0, PARTS.size())
                    .mapToObj(PARTS::get)
                    .collect(Collectors.joining());
            assertThat(Tokens.of(text)).as(text).isEqualTo(found(TOKEN, text));
            assertThat(Tokens.withBlanks(text)).as(text).isEqualTo(found(PIECE, text));
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }
}
