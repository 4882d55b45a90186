package dev.backchannel.standalone.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.lineage.TestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows as TRL documents them for DPOTrainer and KTOTrainer. */
class TrlExportTest {
    @Test
    void pairsAndLabelsAreWrittenInTrlsConversationalForms(@TempDir Path kafka, @TempDir Path folder)
            throws IOException {
        Path output = folder.resolve("new folder");
        try (TestLog log = new TestLog(kafka)) {
            log.pair("p1", "c1", "e1");
            log.label("p2", "c2", true, "e2");
            log.label("p3", "c3", false, "e3");
            log.pair("p1", "c1", "e1");
            int exit = CommandLines.of(new Main())
                    .execute(
                            "export",
                            "--format",
                            "trl",
                            "--output",
                            output.toString(),
                            "--bootstrap-servers",
                            log.servers());
            assertThat(exit).isZero();
        }
        List<JsonNode> pairs = rows(output.resolve("preference.jsonl"));
        assertThat(pairs).hasSize(1);
        assertThat(pairs.get(0).toString())
                .isEqualTo("{\"prompt\":[{\"role\":\"system\",\"content\":\"be kind\"},"
                        + "{\"role\":\"user\",\"content\":\"hello p1\"}],"
                        + "\"chosen\":[{\"role\":\"assistant\",\"content\":\"good\"}],"
                        + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"bad\"}]}");
        List<JsonNode> labels = rows(output.resolve("kto.jsonl"));
        assertThat(labels).extracting(row -> row.path("label").asBoolean()).containsExactly(true, false);
        assertThat(labels.get(0).path("completion").toString())
                .isEqualTo("[{\"role\":\"assistant\",\"content\":\"said\"}]");
        assertThat(labels.get(0).path("prompt")).hasSize(2);
    }

    private static List<JsonNode> rows(Path file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }
}
