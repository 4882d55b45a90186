package dev.backchannel.streams.worker;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The rewards of recent answers. The reward has an offset of its own (some follow-ups are likelier than others after any
 * answer), so that one alone says something only as z = (r − μ) / σ.
 */
final class RewardWindow {
    /** @param deviation of the sample (n − 1) */
    record Standing(double z, double mean, double deviation) {}

    private final int size;
    private final int least;
    private final Deque<Double> recent = new ArrayDeque<>();

    RewardWindow(int size, int least) {
        this.size = size;
        this.least = least;
    }

    /** Where this reward stands among those before it, and remembers it; empty while there are too few. */
    synchronized Optional<Standing> add(double reward) {
        Optional<Standing> standing = standing(reward);
        recent.addLast(reward);
        if (recent.size() > size) {
            recent.removeFirst();
        }
        return standing;
    }

    private Optional<Standing> standing(double reward) {
        if (recent.size() < least) {
            return Optional.empty();
        }
        double mean = recent.stream().mapToDouble(r -> r).average().orElseThrow();
        double squares =
                recent.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
        double deviation = Math.sqrt(squares / (recent.size() - 1));
        return deviation > 0
                ? Optional.of(new Standing((reward - mean) / deviation, mean, deviation))
                : Optional.empty();
    }
}
