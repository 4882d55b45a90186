package dev.backchannel.standalone.bench.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A file with a line for each finished run, so that an interrupted table goes on where it stood, and several processes can
 * share the work: each appends a line in one write, and looks into the file before it begins a run. Thread-safe.
 */
public final class RunLog<T> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String IDENTITY = "run";

    private final Optional<Path> file;
    private final Class<T> type;
    private final Map<String, T> known = new HashMap<>();

    /**
     * @param file empty: remembers nothing beyond this process
     * @param type of a run's figures
     */
    public RunLog(Optional<Path> file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    public synchronized Optional<T> find(String identity) {
        if (!known.containsKey(identity)) {
            file.filter(Files::exists).ifPresent(this::read);
        }
        return Optional.ofNullable(known.get(identity));
    }

    public synchronized void add(String identity, T figures) {
        known.put(identity, figures);
        file.ifPresent(path -> append(path, identity, figures));
    }

    /** What the log has of it, or what comes of running it now. */
    public T once(String identity, Supplier<T> run) {
        Optional<T> found = find(identity);
        if (found.isPresent()) {
            return found.get();
        }
        T figures = run.get();
        add(identity, figures);
        return figures;
    }

    private void read(Path path) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonNode node = JSON.readTree(lines.get(i));
                String identity = node.path(IDENTITY).asText();
                known.put(identity, JSON.treeToValue(((ObjectNode) node).without(IDENTITY), type));
            } catch (JsonProcessingException | ClassCastException e) {
                throw UserError.failure(
                        "line " + (i + 1) + " of " + path + " is no run of this benchmark: " + lines.get(i)
                                + "; remove the line, or name another file with --runs",
                        e);
            }
        }
    }

    private static void append(Path path, String identity, Object figures) {
        ObjectNode line = JSON.createObjectNode().put(IDENTITY, identity);
        line.setAll((ObjectNode) JSON.valueToTree(figures));
        try {
            Files.writeString(path, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw UserError.failure("cannot write to " + path + " (--runs): " + e.getMessage(), e);
        }
    }
}
