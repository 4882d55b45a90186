package dev.backchannel.streams.followup;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text as the rules see it: lower case, contractions spelled out, words and the marks ? ! . , apart. */
final class Words {
    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+|[?!.,]");
    private static final List<String[]> CONTRACTIONS = List.of(
            new String[] {"can't", "can not"},
            new String[] {"cannot", "can not"},
            new String[] {"won't", "will not"},
            new String[] {"n't", " not"},
            new String[] {"'re", " are"},
            new String[] {"'ve", " have"},
            new String[] {"'ll", " will"},
            new String[] {"i'm", "i am"},
            new String[] {"'d", " would"},
            new String[] {"'s", " is"});

    private Words() {}

    /** @return the tokens, separated by one space each */
    static String normalised(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'').replace('\u2018', '\'');
        for (String[] contraction : CONTRACTIONS) {
            plain = plain.replace(contraction[0], contraction[1]);
        }
        StringBuilder words = new StringBuilder(plain.length());
        Matcher tokens = TOKEN.matcher(plain);
        while (tokens.find()) {
            words.append(words.isEmpty() ? "" : " ").append(tokens.group());
        }
        return words.toString();
    }
}
