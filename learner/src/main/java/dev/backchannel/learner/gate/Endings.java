package dev.backchannel.learner.gate;

import dev.backchannel.learner.state.LastLook;
import dev.backchannel.policy.Adapter;
import java.util.Locale;
import java.util.Map;

/**
 * Whether the answers that the last look in full saw would still end where they ended. Where a policy learns to go on and on, the
 * end-of-turn token at their ends becomes unlikely before a greedy answer grows; what changes only the style moves it little,
 * since these answers are the policy's own and not the base's.
 */
final class Endings {
    private final Probes probes;
    private final double largestFall;

    Endings(Probes probes, double largestFall) {
        this.probes = probes;
        this.largestFall = largestFall;
    }

    /**
     * How far the mean log-probability of the ends fell since then.
     *
     * @param fell nats; NaN if no answer had an end
     */
    record Fall(double fell, double largest) {
        boolean callsForALook() {
            return fell >= largest;
        }

        Finding finding() {
            return Double.isNaN(fell)
                    ? Finding.of(true, "endings: no answer of the last look in full ended", Map.of())
                    : Finding.of(
                            true,
                            String.format(
                                    Locale.ROOT,
                                    "endings: %.4f nats less sure than at the last look in full (%.2f call for another)",
                                    fell,
                                    largest),
                            Map.of("probe.ending.fell", fell));
        }
    }

    /** One forward pass of the probes. */
    Fall since(LastLook last, Adapter candidate) {
        LastLook seen = last.answers().isEmpty() ? probes.lookOfBase() : last;
        return new Fall(seen.ending() - probes.ending(seen.answers(), candidate), largestFall);
    }
}
