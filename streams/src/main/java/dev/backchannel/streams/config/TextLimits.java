package dev.backchannel.streams.config;

/**
 * The longest texts that may become a preference.
 *
 * @param prompt characters of all messages together, and of the prompt as served
 * @param answer characters of an answer or of the user's version of it
 */
public record TextLimits(int prompt, int answer) {
    public TextLimits {
        if (prompt < 1 || answer < 1) {
            throw new IllegalArgumentException(
                    "text limits must be positive, not prompt " + prompt + " and answer " + answer);
        }
    }

    public static TextLimits standard() {
        return new TextLimits(200_000, 100_000);
    }
}
