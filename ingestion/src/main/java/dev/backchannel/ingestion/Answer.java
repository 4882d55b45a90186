package dev.backchannel.ingestion;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.backchannel.ingestion.Batch.Rejected;
import dev.backchannel.ingestion.InvalidEvent.Reason;
import dev.backchannel.topics.Cause;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request.
 *
 * @param unacknowledged fit to be accepted, but the broker did not say in time that it has them; empty when it did
 * @param error null when something was accepted and all was acknowledged
 */
record Answer(
        int status,
        List<String> accepted,
        List<Rejected> rejected,
        List<Rejected> unacknowledged,
        @Nullable String error) {
    private static final JsonFactory JSON = new JsonFactory();

    static Answer of(Refusal refusal) {
        return new Answer(refusal.status(), List.of(), List.of(), List.of(), Cause.message(refusal));
    }

    static Answer of(Batch batch, Delivery delivery) {
        List<String> accepted = new ArrayList<>(delivery.events().size());
        List<Rejected> rejected = new ArrayList<>(batch.rejected());
        List<Rejected> unacknowledged = new ArrayList<>();
        for (int i = 0; i < delivery.events().size(); i++) {
            Batch.Valid event = delivery.events().get(i);
            String id = event.interaction().getEventId();
            if (delivery.acknowledged(i)) {
                accepted.add(id);
            } else if (delivery.hopeless(i)) {
                rejected.add(new Rejected(event.index(), id, delivery.problem(i), Reason.TOO_LARGE));
            } else {
                unacknowledged.add(new Rejected(event.index(), id, delivery.problem(i), Reason.MALFORMED));
            }
        }
        rejected.sort(Comparator.comparingInt(Rejected::index));
        if (!unacknowledged.isEmpty()) {
            String error =
                    unacknowledged.size() + " of " + batch.size() + " events were not acknowledged by the broker: "
                            + unacknowledged.get(0).error() + "; send the same again later, nothing will count twice";
            return new Answer(503, accepted, rejected, unacknowledged, error);
        }
        boolean forbidden = rejected.stream().allMatch(event -> event.reason() == Reason.FORBIDDEN);
        return accepted.isEmpty()
                ? new Answer(
                        forbidden ? 403 : 400,
                        accepted,
                        rejected,
                        List.of(),
                        "no event was usable; see 'rejected' for the reasons")
                : new Answer(202, accepted, rejected, List.of(), null);
    }

    boolean mayRetry() {
        return status == 429 || status == 503;
    }

    int size() {
        return accepted.size() + rejected.size() + unacknowledged.size();
    }

    Buffer toJson() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + 48 * size());
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (error != null) {
                json.writeStringField("error", error);
            }
            json.writeArrayFieldStart("accepted");
            for (String id : accepted) {
                json.writeString(id);
            }
            json.writeEndArray();
            write(json, "rejected", rejected);
            if (!unacknowledged.isEmpty()) {
                write(json, "unacknowledged", unacknowledged);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private static void write(JsonGenerator json, String name, List<Rejected> events) throws IOException {
        json.writeArrayFieldStart(name);
        for (Rejected event : events) {
            json.writeStartObject();
            json.writeNumberField("index", event.index());
            json.writeStringField("event_id", event.eventId());
            json.writeStringField("error", event.error());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
