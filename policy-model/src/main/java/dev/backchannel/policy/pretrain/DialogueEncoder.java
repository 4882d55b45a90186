package dev.backchannel.policy.pretrain;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.backchannel.policy.seed.Dialogue;
import dev.backchannel.policy.seed.DialogueTurn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Turns dialogues into token ids as the chat template renders them. Of a learned turn, its text and its end token count;
 * headers never do.
 */
final class DialogueEncoder implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final int contextLength;
    private final long[] newline;
    private final long turnEnd;

    DialogueEncoder(Path folder, int contextLength) throws IOException {
        this.tokenizer = HuggingFaceTokenizer.newInstance(
                folder.resolve("tokenizer.json"), Map.of("addSpecialTokens", "false", "truncation", "false"));
        this.contextLength = contextLength;
        this.newline = encode("\n");
        this.turnEnd = encode(TokenizerFiles.TURN_END)[0];
    }

    int endOfTurnId() {
        return Math.toIntExact(turnEnd);
    }

    /** Cut on the right at the context length. */
    EncodedDialogue encode(Dialogue dialogue) {
        Buffer buffer = new Buffer();
        for (DialogueTurn turn : dialogue.turns()) {
            buffer.add(encode(TokenizerFiles.TURN_START + turn.message().role() + "\n"), false);
            buffer.add(encode(turn.message().content()), turn.learned());
            buffer.add(new long[] {turnEnd}, turn.learned());
            buffer.add(newline, false);
        }
        return buffer.cut(contextLength);
    }

    private long[] encode(String text) {
        return tokenizer.encode(text, false, false).getIds();
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static final class Buffer {
        private int[] ids = new int[256];
        private boolean[] counts = new boolean[256];
        private int length;

        void add(long[] more, boolean count) {
            if (length + more.length > ids.length) {
                int capacity = 2 * (length + more.length);
                ids = Arrays.copyOf(ids, capacity);
                counts = Arrays.copyOf(counts, capacity);
            }
            for (long id : more) {
                ids[length] = Math.toIntExact(id);
                counts[length++] = count;
            }
        }

        EncodedDialogue cut(int most) {
            int kept = Math.min(length, most);
            return new EncodedDialogue(Arrays.copyOf(ids, kept), Arrays.copyOf(counts, kept));
        }
    }
}
