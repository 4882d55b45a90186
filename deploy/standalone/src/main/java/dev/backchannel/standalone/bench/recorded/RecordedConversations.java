package dev.backchannel.standalone.bench.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.replay.BadRecordException;
import dev.backchannel.standalone.replay.RecordSource;
import dev.backchannel.topics.Cause;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the recorded conversations in a folder by what their files are called, and reads them. */
public final class RecordedConversations {
    /** Reads one kind of file. */
    interface Reader {
        void read(JsonNode record, List<RatedAnswer> into) throws BadRecordException;
    }

    private final Path folder;

    /** @throws UserError if it is no folder */
    public RecordedConversations(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw UserError.usage("--data " + folder
                    + " is no folder; name one with files whose names begin with conture, oasst or taskmaster"
                    + " (docs/bench.md says where they come from)");
        }
        this.folder = folder;
    }

    /** ConTurE's dialogues; empty if no file is called {@code conture*}. */
    public Optional<RatedSet> conture() {
        return read("conture", "answers rated 2 (good) or 0 (bad)", new ContureAnswers());
    }

    /** Open Assistant's trees ({@code oasst*}). */
    public Optional<RatedSet> oasst() {
        return read("oasst", "answers with more thumbs up (good) or down (bad)", new OasstAnswers());
    }

    /** Taskmaster's rewards ({@code taskmaster*}): answers in words, calls of an API are left out. */
    public Optional<RatedSet> taskmaster() {
        return file("taskmaster").map(file -> {
            TaskmasterAnswers answers = new TaskmasterAnswers();
            records(file, (record, into) -> answers.add(record));
            return new RatedSet("taskmaster", "answers with reward 1 (good) or 0 (bad)", answers.answers());
        });
    }

    /** @throws UserError if the folder has none of them */
    public List<RatedSet> all() {
        List<RatedSet> sets = new ArrayList<>();
        conture().ifPresent(sets::add);
        oasst().ifPresent(sets::add);
        taskmaster().ifPresent(sets::add);
        if (sets.isEmpty()) {
            throw UserError.failure(folder + " has no file whose name begins with conture, oasst or taskmaster");
        }
        return sets;
    }

    private Optional<RatedSet> read(String prefix, String about, Reader reader) {
        return file(prefix).map(file -> new RatedSet(prefix, about, records(file, reader)));
    }

    private Optional<Path> file(String prefix) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder,
                file -> file.getFileName().toString().toLowerCase(Locale.ROOT).startsWith(prefix))) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found.stream().filter(Files::isRegularFile).sorted().findFirst();
        } catch (IOException e) {
            throw UserError.failure("the folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What cannot be read would change the figures, so it ends the measurement. */
    private static List<RatedAnswer> records(Path file, Reader reader) {
        List<RatedAnswer> answers = new ArrayList<>();
        new RecordSource(file).forEach(new RecordSource.Records() {
            @Override
            public void record(long position, JsonNode record) {
                try {
                    reader.read(record, answers);
                } catch (BadRecordException e) {
                    unreadable(position, Cause.message(e));
                }
            }

            @Override
            public void unreadable(long position, String problem) {
                throw UserError.failure("record " + position + " of " + file + " cannot be used: " + problem);
            }
        });
        return answers;
    }
}
