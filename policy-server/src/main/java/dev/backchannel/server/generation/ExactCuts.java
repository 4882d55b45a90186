package dev.backchannel.server.generation;

import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.Feed;
import dev.backchannel.policy.PolicyModel;
import java.util.Arrays;
import java.util.List;

/**
 * Whether this model, on this device, makes the same numbers to the bit of a text however it is cut. The kernels of a CPU do
 * (a test holds that); where another library or device does not, parts of earlier turns must not be used again.
 */
final class ExactCuts {
    private static final int TOKENS = 70;
    private static final int[] CUTS = {0, 33, 34, 37, TOKENS};

    private ExactCuts() {}

    static boolean holdFor(PolicyModel model) {
        int[] text = new int[Math.min(TOKENS, model.config().contextLength())];
        for (int i = 0; i < text.length; i++) {
            text[i] = (i * 7919 + 1) % model.config().vocabularySize();
        }
        try (Decoder decoder = model.decoder(null, 6)) {
            float[] whole = decoder.prefill(0, text);
            decoder.prefill(4, Arrays.copyOf(text, 5));
            decoder.begin(5, text.length, null);
            float[] last = whole;
            for (int i = 1; i < CUTS.length && CUTS[i - 1] < text.length; i++) {
                int[] part = Arrays.copyOfRange(text, CUTS[i - 1], Math.min(CUTS[i], text.length));
                last = decoder.advance(List.of(new Feed(4, new int[] {text[i]}, true), new Feed(5, part, true)))[1];
            }
            return Arrays.equals(whole, last);
        }
    }
}
