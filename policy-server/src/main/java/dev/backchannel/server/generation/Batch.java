package dev.backchannel.server.generation;

import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.Feed;
import dev.backchannel.policy.KeptPrefix;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Tokenizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All answers that are being made, in one decoder, each under the policy that it began with. Inference thread only. */
final class Batch implements AutoCloseable {
    /** Prompt tokens of a step in which nobody waits for a next token. */
    private static final int UNDISTURBED = 512;

    private static final Logger log = LoggerFactory.getLogger(Batch.class);

    private final Decoder decoder;
    private final boolean shares;
    private final PrefixCache prefixes;
    private final long bytesPerPosition;
    private final List<Row> rows = new ArrayList<>();
    private final BitSet taken = new BitSet();

    /** Next logits of a row that has read its prompt. */
    record Drawn(Row row, float[] logits) {}

    Batch(PolicyModel model, GenerationConfig config) {
        this.shares = ExactCuts.holdFor(model);
        if (!shares) {
            log.warn(
                    "On this device a text's numbers depend on how it is cut, so every prompt is read from its start.");
        }
        this.decoder = model.decoder(null, config.maxRows(), config.cacheBytes());
        this.prefixes = new PrefixCache(shares ? config.prefixCacheBytes() : 0);
        this.bytesPerPosition = model.bytesPerPosition();
    }

    /** In the order in which they began. */
    List<Row> rows() {
        return rows;
    }

    /** The most tokens, prompt and answer together, that there is room for at all. */
    int longest() {
        return decoder.contextLength();
    }

    /** Whether one more row can begin now: memory allows it, and no sibling is about to know the whole prompt. */
    boolean fits(Generation generation) {
        return decoder.fits(taken.nextClearBit(0), room(generation.request()))
                && !(shares && rows.stream().anyMatch(row -> row.generation() == generation && row.reading()));
    }

    private int room(GenerationRequest request) {
        return Math.min(
                decoder.contextLength(),
                request.prompt().length + request.sampling().maxTokens());
    }

    /**
     * Begins a row in the lowest free slot, for few rows stay cheap. Its prompt is read by the next steps, where it is not
     * known already.
     */
    Row begin(Generation generation, int choice, Tokenizer tokenizer) {
        GenerationRequest request = generation.request();
        int slot = taken.nextClearBit(0);
        decoder.begin(slot, room(request), generation.policy().adapter());
        Row row = new Row(generation, choice, slot, tokenizer, decoder.contextLength() - request.prompt().length);
        taken.set(slot);
        rows.add(row);
        if (!resumeFromSibling(row)) {
            prefixes.find(key(generation), request.prompt())
                    .ifPresent(known -> resume(row, known.prefix(), known.tokens()));
        }
        return row;
    }

    /** All answers to one request have its prompt in common. */
    private boolean resumeFromSibling(Row row) {
        int known = row.generation().request().prompt().length - 1;
        for (Row other : rows) {
            if (shares && known > 0 && other != row && other.generation() == row.generation() && !other.reading()) {
                try (KeptPrefix prefix = decoder.keep(other.slot(), known)) {
                    resume(row, prefix, known);
                }
                return true;
            }
        }
        return false;
    }

    private void resume(Row row, KeptPrefix prefix, int tokens) {
        decoder.resume(row.slot(), prefix, tokens);
        row.knows(tokens);
    }

    private static PrefixCache.Key key(Generation generation) {
        return new PrefixCache.Key(
                generation.policy().id(), generation.request().scope());
    }

    /**
     * One step: a token of every answer, and so many prompt tokens of rows that still read, users' first.
     *
     * @param promptTokens most of these, if any answer is under way
     */
    List<Drawn> step(int promptTokens) {
        List<Row> fed = new ArrayList<>();
        List<Feed> feeds = new ArrayList<>();
        rows.stream().filter(row -> !row.reading()).forEach(row -> {
            fed.add(row);
            feeds.add(row.feed(1));
        });
        int left = fed.isEmpty() ? UNDISTURBED : promptTokens;
        for (boolean internal : new boolean[] {false, true}) {
            for (Row row : rows) {
                if (left > 0 && row.reading() && row.generation().request().internal() == internal) {
                    Feed feed = row.feed(Math.min(left, decoder.mostTokens(row.slot())));
                    left -= feed.ids().length;
                    fed.add(row);
                    feeds.add(feed);
                }
            }
        }
        float[][] logits = decoder.advance(feeds);
        List<Drawn> drawn = new ArrayList<>();
        for (int i = 0; i < logits.length; i++) {
            if (feeds.get(i).asks()) {
                drawn.add(new Drawn(fed.get(i), logits[i]));
            }
        }
        return drawn;
    }

    /** Frees a row whose request has ended or whose answer is complete, and lets go of its adapter. */
    void release(Row row) {
        int held = decoder.position(row.slot());
        if (!row.reading() && !row.generation().request().internal()) {
            prefixes.add(
                    key(row.generation()),
                    row.held(held),
                    held * bytesPerPosition,
                    () -> decoder.keep(row.slot(), held));
        }
        drop(row);
    }

    /** Frees a row after a failure: what it holds may be anything. */
    void drop(Row row) {
        rows.remove(row);
        taken.clear(row.slot());
        decoder.release(row.slot());
    }

    @Override
    public void close() {
        prefixes.close();
        decoder.close();
    }
}
