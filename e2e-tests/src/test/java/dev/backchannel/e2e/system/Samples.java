package dev.backchannel.e2e.system;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.seed.UserVoice;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Recorded conversations of our own, with every kind of signal: what tests replay where nothing else is at hand. */
public final class Samples {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant BEGIN = Instant.parse("2026-11-01T10:00:00Z");

    private final SplittableRandom random;
    private final List<String> lines = new ArrayList<>();

    private Samples(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Writes so many conversations as events, one a line. */
    public static Path write(Path file, int conversations, long seed) {
        Samples samples = new Samples(seed);
        for (int i = 0; i < conversations; i++) {
            samples.conversation("sample-" + seed + "-" + i, i);
        }
        try {
            return Files.write(file, samples.lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void conversation(String id, int number) {
        Request request = Intents.draw(random).request(random);
        String turn = id + "-turn";
        String answer = AnswerWriter.write(request, StyleProfile.none(), random);
        event("turn", turn, id, null, number)
                .put("response", answer)
                .putArray("messages")
                .addObject()
                .put("role", "user")
                .put("content", request.text());
        finish();
        switch (number % 5) {
            case 0 -> event("thumb", id + "-thumb", id, turn, number).put("value", number % 2 == 0 ? "up" : "down");
            case 1 ->
                event("edit", id + "-edit", id, turn, number)
                        .put("text", AnswerWriter.write(request, StyleProfile.of(StyleValue.SHORT), random));
            case 2 -> event("follow_up", id + "-follow", id, turn, number).put("text", UserVoice.thanks(random));
            case 3 -> event("acceptance", id + "-accept", id, turn, number);
            default ->
                event("follow_up", id + "-follow", id, turn, number).put("text", UserVoice.correction(request, random));
        }
        finish();
    }

    private ObjectNode open;

    private ObjectNode event(String type, String eventId, String conversation, String turn, int number) {
        open = JSON.createObjectNode()
                .put("type", type)
                .put("event_id", eventId)
                .put("conversation_id", conversation)
                .put("user_id", "sample-user-" + number % 40)
                .put("occurred_at", BEGIN.plusSeconds(number).toString());
        if (turn != null) {
            open.put("turn_id", turn);
        }
        return open;
    }

    private void finish() {
        lines.add(open.toString());
    }
}
