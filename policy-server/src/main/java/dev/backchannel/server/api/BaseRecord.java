package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was measured of a base and recorded in its folder, in {@code backchannel.json}. */
final class BaseRecord {
    private static final Logger log = LoggerFactory.getLogger(BaseRecord.class);

    private BaseRecord() {}

    /** The held-out AUC of the FLR reward under this base, if it was measured. */
    static OptionalDouble flrAuc(Path folder) {
        Path file = folder.resolve("backchannel.json");
        if (!Files.exists(file)) {
            return OptionalDouble.empty();
        }
        try {
            JsonNode auc = new ObjectMapper().readTree(file.toFile()).path("flr_auc");
            return auc.isNumber() ? OptionalDouble.of(auc.doubleValue()) : OptionalDouble.empty();
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", file, e.getMessage());
            return OptionalDouble.empty();
        }
    }
}
