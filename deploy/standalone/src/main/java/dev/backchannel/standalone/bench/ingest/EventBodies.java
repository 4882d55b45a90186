package dev.backchannel.standalone.bench.ingest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What a chat backend posts: of ten events six are turns, and the others what users did with them. */
final class EventBodies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BODIES = 48;
    private static final List<String> WORDS = List.of(
            "please",
            "the",
            "train",
            "to",
            "a",
            "second",
            "ticket",
            "would",
            "like",
            "book",
            "tomorrow",
            "morning",
            "and",
            "how",
            "much",
            "is",
            "it",
            "with",
            "return",
            "window",
            "seat",
            "thank",
            "you",
            "of",
            "course");

    private final SplittableRandom random;
    private long number;

    EventBodies(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Newline-delimited bodies of so many events each, no event in two of them. */
    List<byte[]> lines(int events) {
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < BODIES; i++) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int k = 0; k < events; k++) {
                body.writeBytes(next());
                body.write('\n');
            }
            bodies.add(body.toByteArray());
        }
        return bodies;
    }

    /** One more event, as JSON. */
    byte[] next() {
        long id = number++;
        ObjectNode event = JSON.createObjectNode()
                .put("event_id", "e" + id)
                .put("conversation_id", "c" + id / 5)
                .put("user_id", "u" + id / 5 % 10_000)
                .put("occurred_at", "2026-01-01T10:00:00Z");
        switch ((int) (id % 10)) {
            case 6, 9 -> event.put("type", "thumb").put("value", "up").put("turn_id", "e" + (id - 1));
            case 7 -> event.put("type", "edit").put("text", words(30)).put("turn_id", "e" + (id - 2));
            case 8 -> event.put("type", "follow_up").put("text", words(8)).put("turn_id", "e" + (id - 3));
            default -> {
                event.put("type", "turn").put("response", words(40));
                event.withArray("messages").addObject().put("role", "user").put("content", words(15));
            }
        }
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }
}
