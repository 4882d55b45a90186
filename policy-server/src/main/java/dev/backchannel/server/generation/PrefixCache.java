package dev.backchannel.server.generation;

import dev.backchannel.policy.KeptPrefix;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What rows have made of conversations, so that their next turns are read from where the last one ended. Bounded; what was
 * used longest ago goes first. Inference thread only.
 */
final class PrefixCache implements AutoCloseable {
    /** For fewer tokens copying costs more than reading them. */
    private static final int LEAST = 16;

    private static final int MOST_ENTRIES = 1024;

    private final long maxBytes;
    private final Deque<Entry> entries = new ArrayDeque<>(); // the latest first
    private long bytes;

    /**
     * Under which circumstances tokens mean the same to the model, and may be shared.
     *
     * @param policy id of the checkpoint
     * @param scope whose conversations; others must not even notice by the time an answer takes
     */
    record Key(String policy, String scope) {}

    private record Entry(Key key, int[] tokens, KeptPrefix kept) {}

    /** So many first tokens are known already. */
    record Known(KeptPrefix prefix, int tokens) {}

    /** @param maxBytes 0: nothing is kept */
    PrefixCache(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The most of a prompt that is known, its last token excepted, which must be read for what comes next. */
    Optional<Known> find(Key key, int[] prompt) {
        Entry best = null;
        int most = 0;
        for (Entry entry : entries) {
            int common = Math.min(common(entry, key, prompt), prompt.length - 1);
            if (common > most) {
                best = entry;
                most = common;
            }
        }
        if (best == null || most < LEAST) {
            return Optional.empty();
        }
        entries.remove(best);
        entries.addFirst(best);
        return Optional.of(new Known(best.kept(), most));
    }

    /** @param keep copies what a row has made of these tokens; called only if that is worth it */
    void add(Key key, int[] tokens, long bytesOfThem, Supplier<KeptPrefix> keep) {
        if (tokens.length < LEAST || bytesOfThem > maxBytes) {
            return;
        }
        for (Iterator<Entry> all = entries.iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            int common = common(entry, key, tokens);
            if (common > tokens.length - LEAST) {
                return;
            }
            if (common == entry.tokens().length) { // the same conversation, earlier
                all.remove();
                forget(entry);
            }
        }
        while (!entries.isEmpty() && (bytes + bytesOfThem > maxBytes || entries.size() >= MOST_ENTRIES)) {
            forget(entries.removeLast());
        }
        Entry added = new Entry(key, tokens, keep.get());
        entries.addFirst(added);
        bytes += added.kept().bytes();
    }

    private void forget(Entry entry) {
        bytes -= entry.kept().bytes();
        entry.kept().close();
    }

    long bytes() {
        return bytes;
    }

    private static int common(Entry entry, Key key, int[] tokens) {
        if (!entry.key().equals(key)) {
            return 0;
        }
        int differing = Arrays.mismatch(entry.tokens(), tokens);
        return differing < 0 ? tokens.length : differing;
    }

    @Override
    public void close() {
        entries.forEach(this::forget);
        entries.clear();
    }
}
