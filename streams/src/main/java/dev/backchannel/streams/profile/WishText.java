package dev.backchannel.streams.profile;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The form of a sentence that may stand in a profile, whoever wrote it. It ends up in a system message, so it is one short
 * line and holds nothing that a model could take for the end of its turn or the begin of another one.
 */
public final class WishText {
    public static final int MOST_CHARACTERS = 300;

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");
    private static final Pattern ROLE_MARKERS = Pattern.compile(
            "<\\|.*?\\|>|<\\|?/?(?:s|im_start|im_end|eot|bos|eos|system|user|assistant|start_of_turn|end_of_turn)\\|?>"
                    + "|\\[/?(?:inst|sys)]|<</?sys>>|#{2,}|(?:^|\\s)(?:system|assistant|user|human)\\s*:",
            Pattern.CASE_INSENSITIVE);

    private WishText() {}

    /** @return the sentence on one line; empty if nothing is left of it, or it is too long, or it marks roles */
    public static Optional<String> clean(String text) {
        String line = BREAKS.matcher(text).replaceAll(" ").strip();
        boolean usable = !line.isEmpty()
                && line.length() <= MOST_CHARACTERS
                && !ROLE_MARKERS.matcher(line).find();
        return usable ? Optional.of(line) : Optional.empty();
    }
}
