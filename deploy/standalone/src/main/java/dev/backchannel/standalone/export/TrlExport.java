package dev.backchannel.standalone.export;

import dev.backchannel.avro.Label;
import dev.backchannel.avro.Pair;
import dev.backchannel.standalone.UserError;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Topics;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Writes every preference on the topic for TRL: pairs for DPOTrainer, labels for KTOTrainer. */
public final class TrlExport {
    public static final String PAIRS = "preference.jsonl";
    public static final String LABELS = "kto.jsonl";

    private final Topics topics;
    private final String bootstrapServers;

    public TrlExport(Topics topics, String bootstrapServers) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * How many rows were written.
     *
     * @param skipped preferences whose prompt has no messages: they are known only as the template rendered them
     */
    public record Written(long pairs, long labels, long skipped) {}

    /** @param folder made if it is missing; files of the same name are replaced */
    public Written write(Path folder) {
        try {
            Files.createDirectories(folder);
            try (LogReader reader = new LogReader(bootstrapServers, Duration.ofSeconds(30));
                    BufferedWriter pairs = Files.newBufferedWriter(folder.resolve(PAIRS));
                    BufferedWriter labels = Files.newBufferedWriter(folder.resolve(LABELS))) {
                return write(reader, pairs, labels);
            }
        } catch (IOException | UncheckedIOException e) {
            throw UserError.failure(folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Written write(LogReader reader, BufferedWriter pairs, BufferedWriter labels) {
        long[] counts = new long[3];
        Set<String> seen = new HashSet<>();
        reader.each(topics.preferences, (at, preference) -> {
            if (!seen.add(preference.getPreferenceId())) {
                return; // written twice, taught once
            }
            if (preference.getPrompt().getMessages().isEmpty()) {
                counts[2]++;
            } else if (preference.getBody() instanceof Pair pair) {
                line(pairs, TrlRows.pair(preference, pair));
                counts[0]++;
            } else if (preference.getBody() instanceof Label label) {
                line(labels, TrlRows.label(preference, label));
                counts[1]++;
            }
        });
        return new Written(counts[0], counts[1], counts[2]);
    }

    private static void line(BufferedWriter out, String row) {
        try {
            out.write(row);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
