package dev.backchannel.standalone.bench.flr;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.bench.measure.Auc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes how well the usual reward tells good answers from bad ones by a base into the base's folder, where policy servers
 * read it: {@code flr_auc} in {@code backchannel.json}. Of several sets of answers the worst counts.
 */
final class RewardRecord {
    /** With fewer good or bad answers an AUC is a guess. */
    static final int LEAST_CASES = 30;

    private static final String FILE = "backchannel.json";

    private final Map<String, Auc> measured = new LinkedHashMap<>();

    void add(String set, Auc auc) {
        if (auc.good() >= LEAST_CASES && auc.bad() >= LEAST_CASES) {
            measured.put(set, auc);
        }
    }

    /** @return what was written */
    String write(Path model) {
        Optional<Map.Entry<String, Auc>> worst = measured.entrySet().stream()
                .min(Comparator.comparingDouble(entry -> entry.getValue().value()));
        Map.Entry<String, Auc> entry = worst.orElseThrow(() -> UserError.failure("nothing to write: no set has "
                + LEAST_CASES + " good and " + LEAST_CASES + " bad answers; name rated conversations with --data, or"
                + " more --requests"));
        double auc = Math.round(entry.getValue().value() * 1e4) / 1e4;
        Path file = model.resolve(FILE);
        try {
            ObjectMapper json = new ObjectMapper();
            ObjectNode record = Files.exists(file) && json.readTree(file.toFile()) instanceof ObjectNode known
                    ? known
                    : json.createObjectNode();
            record.put("flr_auc", auc).put("flr_auc_measured_on", entry.getKey());
            Path fresh = Files.createTempFile(model, FILE, ".tmp");
            Files.writeString(fresh, json.writerWithDefaultPrettyPrinter().writeValueAsString(record) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw UserError.failure("cannot write " + file + " (--write): " + e.getMessage(), e);
        }
        return "flr_auc " + auc + " (" + entry.getKey() + ") is written to " + file
                + "; a policy server reads it when it starts";
    }
}
