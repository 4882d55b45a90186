package dev.backchannel.learner.influence;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Names and texts as 64 bits of SHA-256: what is remembered of somebody must not grow with what they send. */
final class Fingerprint {
    private Fingerprint() {}

    /** Whoever has no name is known by the conversation. */
    static long user(Preference preference) {
        String id = preference.getUserId();
        return id == null
                ? of("conversation", preference.getTenant(), preference.getConversationId())
                : user(preference.getTenant(), id);
    }

    static long user(String tenant, String id) {
        return of("user", tenant, id);
    }

    static long conversation(Preference preference) {
        return of("within", preference.getTenant(), preference.getConversationId());
    }

    static long tenant(String tenant) {
        return of("tenant", tenant);
    }

    /** Of everything that is trained on; blanks count once, so that adding some makes no new text. */
    static long text(Preference preference) {
        List<String> parts = new ArrayList<>(List.of("text"));
        prompt(preference.getPrompt(), parts);
        if (preference.getBody() instanceof Pair pair) {
            parts.add("pair");
            parts.add(text(pair.getChosen()));
            parts.add(text(pair.getRejected()));
        } else if (preference.getBody() instanceof Label label) {
            parts.add(label.getDesirable() ? "liked" : "disliked");
            parts.add(text(label.getAnswer()));
        }
        return of(parts.toArray(String[]::new));
    }

    private static void prompt(Prompt prompt, List<String> parts) {
        if (prompt.getMessages().isEmpty() && prompt.getAsServed() != null) {
            parts.add(plain(prompt.getAsServed()));
        }
        for (Message message : prompt.getMessages()) {
            parts.add(message.getRole());
            parts.add(plain(message.getContent()));
        }
    }

    private static String text(Answer answer) {
        return plain(answer.getText());
    }

    private static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static long of(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
