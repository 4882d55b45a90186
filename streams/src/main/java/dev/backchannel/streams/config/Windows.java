package dev.backchannel.streams.config;

import dev.backchannel.avro.SignalKind;
import java.time.Duration;

/**
 * How long to wait before something is final.
 *
 * @param edit settle window of a turn whose first signal is an edit; while it is open a stronger signal may still come
 * @param thumb the same after a thumb
 * @param regeneration the same after a regeneration
 * @param followUp the same after a follow-up
 * @param acceptance the same after an acceptance
 * @param orphan how long a signal waits for its turn, and a regeneration for the new one
 * @param task how long a mining task may take before the signal falls back to what is known without it
 */
public record Windows(
        Duration edit,
        Duration thumb,
        Duration regeneration,
        Duration followUp,
        Duration acceptance,
        Duration orphan,
        Duration task) {

    public Windows {
        requirePositive("edit", edit);
        requirePositive("thumb", thumb);
        requirePositive("regeneration", regeneration);
        requirePositive("follow-up", followUp);
        requirePositive("acceptance", acceptance);
        requirePositive("orphan", orphan);
        requirePositive("task", task);
    }

    /**
     * For demonstrations and tests: everything settles within five seconds. Who has gone on to the next message seldom comes
     * back to the last one, and a follow-up is the only signal that may still need the model; so its window is shorter.
     */
    public static Windows fast() {
        Duration settle = Duration.ofMillis(800);
        Duration followUp = Duration.ofMillis(500);
        return new Windows(settle, settle, settle, followUp, settle, Duration.ofSeconds(5), Duration.ofSeconds(4));
    }

    /** For real users, who come back to an answer hours later. */
    public static Windows production() {
        return new Windows(
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ofHours(6),
                Duration.ofHours(24),
                Duration.ofMinutes(10));
    }

    /** The settle window that a first signal of this kind opens. */
    public Duration of(SignalKind kind) {
        return switch (kind) {
            case EDIT -> edit;
            case THUMB -> thumb;
            case REGENERATION -> regeneration;
            case FOLLOW_UP -> followUp;
            case ACCEPTANCE -> acceptance;
            case UNKNOWN -> throw new IllegalArgumentException("a signal of unknown kind has no window");
        };
    }

    private static void requirePositive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the " + name + " window must be longer than zero, not " + duration);
        }
    }
}
