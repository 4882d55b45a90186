package dev.backchannel.server.api;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The chunks of a stream that hold text and nothing else. All bytes around the text are the same from token to token, so they
 * are made once.
 */
final class PlainDeltas {
    private static final String TEXT = "\"content\":\"";

    private final byte[][] before;
    private final byte[] after;

    PlainDeltas(CompletionJson json, String checkpoint, int choices) {
        before = new byte[choices][];
        byte[] rest = new byte[0];
        for (int choice = 0; choice < choices; choice++) {
            String empty = StreamedAnswer.DATA
                    + new String(Json.bytes(json.delta(checkpoint, choice, "", List.of())), StandardCharsets.UTF_8)
                    + StreamedAnswer.END;
            int at = empty.lastIndexOf(TEXT) + TEXT.length();
            before[choice] = empty.substring(0, at).getBytes(StandardCharsets.UTF_8);
            rest = empty.substring(at).getBytes(StandardCharsets.UTF_8);
        }
        after = rest;
    }

    /** A whole server-sent event. */
    byte[] of(int choice, String text) {
        ByteArrayOutputStream event =
                new ByteArrayOutputStream(before[choice].length + after.length + 2 * text.length());
        event.writeBytes(before[choice]);
        event.writeBytes(JsonStringEncoder.getInstance().quoteAsUTF8(text));
        event.writeBytes(after);
        return event.toByteArray();
    }
}
