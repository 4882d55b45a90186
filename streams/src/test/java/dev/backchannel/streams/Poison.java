package dev.backchannel.streams;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Well-formed records on the wrong topic. */
final class Poison {
    private Poison() {}

    static Preference aPreference() {
        return new Preference(
                "p",
                "default",
                "c1",
                "t1",
                null,
                new Prompt(List.of(), null),
                1.0,
                SignalKind.EDIT,
                List.of("e"),
                Map.of(),
                null,
                null,
                Instant.EPOCH,
                new Label(new Answer("a", List.of(), FinishReason.STOP), true),
                null);
    }
}
