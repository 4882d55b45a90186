package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends the conversations of one file through the front door, in order. */
public final class Replay {
    private static final int MOST_EVENTS = 200;
    private static final int MOST_CHARACTERS = 1 << 20;

    private final ReplayOptions options;
    private final Progress progress;
    private final ReplayReport report = new ReplayReport();
    private final EventPoster poster;
    private final Set<String> sent = new HashSet<>();
    private final List<RecordedEvent> batch = new ArrayList<>();
    private int characters;
    private @Nullable Translator translator;

    public Replay(ReplayOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
        this.poster = new EventPoster(options.url(), options.caller(), options.patience(), progress::note, report);
    }

    /** @throws UserError when the file cannot be read, its form is not known, or the server stays away */
    public ReplayReport run() {
        options.format().ifPresent(this::choose);
        new RecordSource(options.file()).forEach(new RecordSource.Records() {
            @Override
            public void record(long position, JsonNode record) {
                translate(position, record);
            }

            @Override
            public void unreadable(long position, String problem) {
                report.badRecord(position, problem);
            }
        });
        flush();
        progress.done();
        return report;
    }

    private void translate(long position, JsonNode record) {
        Translator chosen = translator == null ? choose(guess(record)) : translator;
        EventWriter events = new EventWriter(position);
        try {
            chosen.translate(record, events);
        } catch (BadRecordException e) {
            report.badRecord(position, Cause.message(e));
            return;
        }
        report.record(events);
        events.events().forEach(this::add);
    }

    private ReplayFormat guess(JsonNode record) {
        Optional<ReplayFormat> guessed = ReplayFormat.guess(record);
        return guessed.orElseThrow(() -> UserError.usage("the form of " + options.file()
                + " cannot be told from its first record; say --format oasst, taskmaster, conture, openai or events"));
    }

    private Translator choose(ReplayFormat format) {
        Translator chosen = format.translator();
        translator = chosen;
        report.format(format.toString());
        return chosen;
    }

    private void add(RecordedEvent event) {
        if (!sent.add(event.identity())) {
            report.repeatedInFile();
        }
        int length = Json.write(event.json()).length();
        if (batch.size() >= MOST_EVENTS || (!batch.isEmpty() && characters + length > MOST_CHARACTERS)) {
            flush();
        }
        batch.add(event);
        characters += length;
    }

    private void flush() {
        if (!batch.isEmpty()) {
            poster.post(List.copyOf(batch));
            batch.clear();
            characters = 0;
            progress.sent(report);
        }
    }
}
