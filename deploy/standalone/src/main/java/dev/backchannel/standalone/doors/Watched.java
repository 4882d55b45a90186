package dev.backchannel.standalone.doors;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What some files, or documents at some address, say now. They are compared by their contents, since a mount may exchange them under the same times. While
 * they cannot be read or understood, what they said before goes on.
 */
final class Watched<T> {
    private static final Logger log = LoggerFactory.getLogger(Watched.class);

    /** Makes sense of the files' contents, in the order of the files. */
    @FunctionalInterface
    interface Reading<T> {
        T of(List<byte[]> contents) throws Exception;
    }

    private final String what;
    private final List<Source> sources;
    private final Reading<T> reading;
    private List<byte[]> seen;
    private @Nullable String lastProblem;
    private Consumer<T> listener = value -> {};
    private volatile T value;

    /**
     * @param what is in them, for messages
     * @throws UserError exit 2: they cannot be read or understood
     */
    Watched(String what, List<Source> sources, Reading<T> reading) {
        this.what = what;
        this.sources = sources;
        this.reading = reading;
        try {
            this.seen = contents();
            this.value = reading.of(seen);
        } catch (Exception e) {
            throw UserError.usage(problem(e));
        }
    }

    T value() {
        return value;
    }

    /** @param whenChanged is told each new value, on the thread that looks */
    synchronized void onChange(Consumer<T> whenChanged) {
        this.listener = whenChanged;
    }

    /** Reads them again if they have changed. */
    synchronized void look() {
        try {
            List<byte[]> now = contents();
            if (same(now, seen)) {
                lastProblem = null;
                return;
            }
            T changed = reading.of(now);
            value = changed;
            seen = now;
            lastProblem = null;
            log.info("{} read again: {}", what, sources);
            listener.accept(changed);
        } catch (Exception e) {
            String problem = problem(e);
            if (!problem.equals(lastProblem)) { // not every two seconds
                lastProblem = problem;
                log.error("{}; what it said before goes on", problem);
            }
        }
    }

    private List<byte[]> contents() throws IOException {
        List<byte[]> contents = new ArrayList<>();
        for (Source source : sources) {
            contents.add(source.read());
        }
        return contents;
    }

    private static boolean same(List<byte[]> a, List<byte[]> b) {
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private String problem(Exception e) {
        String why = e instanceof NoSuchFileException ? "there is no " + e.getMessage() : e.getMessage();
        return what + " cannot be read from " + sources + ": " + why;
    }
}
