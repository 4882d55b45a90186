package dev.backchannel.policy.pretrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/** Writes {@code backchannel.json}, what was measured on a policy, and the sampling defaults it was measured with. */
final class PolicyReportFile {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private PolicyReportFile() {}

    static void write(SeedReport report, Path folder) throws IOException {
        JSON.writeValue(folder.resolve("backchannel.json").toFile(), report);
    }

    /** Adds the default temperature and top-p to the {@code generation_config.json} of the folder. */
    static void writeSamplingDefaults(Path folder) throws IOException {
        Path file = folder.resolve("generation_config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        config.put("do_sample", true);
        config.put("temperature", SeedEvaluation.TEMPERATURE);
        config.put("top_p", SeedEvaluation.TOP_P);
        JSON.writeValue(file.toFile(), config);
    }
}
