package dev.backchannel.standalone.bench;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A benchmark's table in a document of the project: it stands between two lines, and the command writes it there. */
public final class DocumentTable {
    private static final String BEGIN = "<!-- table: begin -->\n";
    private static final String END = "<!-- table: end -->\n";

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Put the table into this document, between its lines 'table: begin' and 'table: end'.")
    Path document;

    /** @throws UserError if a document was named and has no place for a table: before hours are spent on it */
    public void check() {
        if (document != null) {
            read();
        }
    }

    /** Does nothing if no document was named. */
    public void write(String markdown) {
        Optional.ofNullable(document).ifPresent(file -> {
            String text = read();
            String written = text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                    + markdown
                    + text.substring(text.indexOf(END));
            try {
                Files.writeString(file, written);
            } catch (IOException e) {
                throw UserError.failure(file + " cannot be written: " + e, e);
            }
        });
    }

    private String read() {
        try {
            String text = Files.readString(document);
            if (!text.contains(BEGIN) || !text.contains(END)) {
                throw UserError.usage(document + " has no lines '" + BEGIN.strip() + "' and '" + END.strip() + "'");
            }
            return text;
        } catch (IOException e) {
            throw UserError.failure(document + " cannot be read: " + e, e);
        }
    }
}
