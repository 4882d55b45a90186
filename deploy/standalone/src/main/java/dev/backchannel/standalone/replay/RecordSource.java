package dev.backchannel.standalone.replay;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Reads the records of a file one by one: JSON Lines, or one JSON array; plain or gzip. */
public final class RecordSource {
    private static final int GZIP_MAGIC_1 = 0x1f;
    private static final int GZIP_MAGIC_2 = 0x8b;

    /** Takes what was read. */
    public interface Records {
        /** @param position line or element, from 1 */
        void record(long position, JsonNode record) throws IOException;

        void unreadable(long position, String problem) throws IOException;
    }

    private final Path file;

    public RecordSource(Path file) {
        this.file = file;
    }

    public void forEach(Records records) {
        try (BufferedInputStream in = open()) {
            if (first(in) == '[') {
                readArray(in, records);
            } else {
                readLines(in, records);
            }
        } catch (NoSuchFileException e) {
            throw UserError.failure("the file " + file + " does not exist");
        } catch (IOException e) {
            throw UserError.failure("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private BufferedInputStream open() throws IOException {
        if (Files.isDirectory(file)) {
            throw UserError.failure(file + " is a folder; name a file");
        }
        BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        raw.mark(2);
        boolean zipped = raw.read() == GZIP_MAGIC_1 && raw.read() == GZIP_MAGIC_2;
        raw.reset();
        InputStream plain = zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
        return new BufferedInputStream(plain, 1 << 16);
    }

    private static int first(BufferedInputStream in) throws IOException {
        in.mark(1 << 10);
        int next = in.read();
        while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
            next = in.read();
        }
        in.reset();
        return next;
    }

    private static void readLines(InputStream in, Records records) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        long number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode record;
            try {
                record = Json.parse(line, "the line");
            } catch (BadRecordException e) {
                records.unreadable(number, Cause.message(e));
                continue;
            }
            records.record(number, record);
        }
    }

    private static void readArray(InputStream in, Records records) throws IOException {
        long number = 0;
        try (JsonParser parser = Json.MAPPER.getFactory().createParser(in)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                number++;
                JsonNode record = parser.readValueAsTree();
                records.record(number, record);
            }
        } catch (JsonProcessingException e) {
            // A broken array cannot be read past the break.
            records.unreadable(number, "not JSON: " + e.getOriginalMessage() + "; what follows is left out");
        }
    }
}
