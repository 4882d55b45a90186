package dev.backchannel.standalone.bench.followups;

import dev.backchannel.standalone.bench.recorded.Rating;

/** What a reading of a follow-up says about the answer before it. */
enum Claim {
    GOOD,
    BAD,
    NOTHING;

    boolean holds(Rating rating) {
        return this == GOOD ? rating == Rating.GOOD : this == BAD && rating == Rating.BAD;
    }
}
