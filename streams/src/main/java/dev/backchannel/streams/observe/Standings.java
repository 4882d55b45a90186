package dev.backchannel.streams.observe;

import dev.backchannel.avro.Observation;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.UserStanding;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one user adds up to. A new epoch begins from nothing; what was done while everybody was served alike, so that no arm can
 * have caused it, stays as the user's history. Whoever is seen in two arms within an epoch counts in the first one. Pure.
 */
final class Standings {
    private Standings() {}

    /**
     * @param before null: the user is new
     * @return {@code before} itself where the observation does not count
     */
    static @Nullable UserStanding after(@Nullable UserStanding before, Observation seen) {
        boolean served = seen.getChange().getTurns() > 0;
        if (before == null || seen.getEpoch() > before.getEpoch()) {
            return served ? begun(before, seen) : before;
        }
        boolean counts = seen.getEpoch() == before.getEpoch() && seen.getArm().equals(before.getArm());
        return counts
                ? new UserStanding(
                        before.getArm(),
                        before.getEpoch(),
                        before.getSplit(),
                        Sums.plus(before.getTotals(), seen.getChange()),
                        before.getEarlier(),
                        later(before.getSeenAt(), seen.getAcceptedAt()))
                : before;
    }

    private static UserStanding begun(@Nullable UserStanding before, Observation seen) {
        return new UserStanding(
                seen.getArm(),
                seen.getEpoch(),
                seen.getSplit(),
                seen.getChange(),
                before == null ? Sums.none() : history(before),
                before == null ? seen.getAcceptedAt() : later(before.getSeenAt(), seen.getAcceptedAt()));
    }

    private static Totals history(UserStanding before) {
        return before.getSplit() ? before.getEarlier() : Sums.plus(before.getEarlier(), before.getTotals());
    }

    private static Instant later(Instant a, Instant b) {
        return a.isBefore(b) ? b : a;
    }
}
