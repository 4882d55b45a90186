package dev.backchannel.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a base's folder says about it, beyond its weights.
 *
 * @param flrAuc held-out AUC of the FLR reward under this base, from {@code backchannel.json}; empty if nobody measured it
 * @param temperature default of requests that name none, from {@code generation_config.json}; else OpenAI's 1
 * @param topP likewise
 */
record BaseRecord(OptionalDouble flrAuc, double temperature, double topP) {
    private static final Logger log = LoggerFactory.getLogger(BaseRecord.class);

    static BaseRecord read(Path folder) {
        JsonNode generation = json(folder.resolve("generation_config.json"));
        return new BaseRecord(
                number(json(folder.resolve("backchannel.json")), "flr_auc", 0, 1),
                number(generation, "temperature", 0, 2).orElse(1),
                number(generation, "top_p", Double.MIN_VALUE, 1).orElse(1));
    }

    private static OptionalDouble number(JsonNode json, String name, double min, double max) {
        JsonNode value = json.path(name);
        return value.isNumber() && value.doubleValue() >= min && value.doubleValue() <= max
                ? OptionalDouble.of(value.doubleValue())
                : OptionalDouble.empty();
    }

    private static JsonNode json(Path file) {
        try {
            return Files.exists(file) ? new ObjectMapper().readTree(file.toFile()) : MissingNode.getInstance();
        } catch (IOException e) {
            log.warn("{} cannot be read and is ignored: {}", file, e.getMessage());
            return MissingNode.getInstance();
        }
    }
}
