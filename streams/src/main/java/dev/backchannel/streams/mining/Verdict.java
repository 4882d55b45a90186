package dev.backchannel.streams.mining;

import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import java.time.Instant;

/** What one signal would do, were it alone. */
public sealed interface Verdict {
    /** It teaches this. */
    record Teach(Lesson lesson) implements Verdict {}

    /** It needs an answer from the mining worker first. */
    record Ask(MiningTask task) implements Verdict {}

    /** It depends on something that is decided at {@code until}. */
    record Wait(Instant until) implements Verdict {}

    /** It teaches nothing. */
    record End(Outcome outcome, String reason) implements Verdict {}

    static Verdict alreadyTaught() {
        return new End(Outcome.EXPIRED, "already_taught");
    }
}
