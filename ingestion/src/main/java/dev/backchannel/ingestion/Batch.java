package dev.backchannel.ingestion;

import dev.backchannel.avro.Interaction;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events of one request: those that can be sent, and those that cannot, each with its place in the body. */
final class Batch {
    /** @param index 0-based place among the events of the body */
    record Valid(int index, Interaction interaction) {}

    /** @param eventId null when the event has none that can be read */
    record Rejected(int index, @Nullable String eventId, String error, Reason reason) {}

    private final List<Valid> valid = new ArrayList<>();
    private final List<Rejected> rejected = new ArrayList<>();

    void add(Interaction interaction) {
        valid.add(new Valid(size(), interaction));
    }

    void reject(@Nullable String eventId, String error, Reason reason) {
        rejected.add(new Rejected(size(), eventId, error, reason));
    }

    int size() {
        return valid.size() + rejected.size();
    }

    List<Valid> valid() {
        return valid;
    }

    List<Rejected> rejected() {
        return rejected;
    }
}
