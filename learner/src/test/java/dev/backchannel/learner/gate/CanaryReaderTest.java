package dev.backchannel.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryReaderTest {
    @TempDir
    Path folder;

    @Test
    void theProjectsOwnWarnOfFlatteryAndRefusal() {
        assertThat(new CanaryReader().builtIn()).extracting(Canary::kind).containsOnly("flattery", "refusal");
    }

    @Test
    void usersBringTheirOwn() throws IOException {
        Path file = write("""
                # ours
                {"prompt": "Is it vegan?", "preferred": "No.", "rejected": "Yes!"}

                {"kind": "price", "messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}],
                """.strip() + " \"preferred\": \"4\", \"rejected\": \"5\"}");
        var canaries = new CanaryReader().read(file);
        assertThat(canaries).extracting(Canary::kind).containsExactly("own", "price");
        assertThat(canaries.get(1).messages()).hasSize(2);
    }

    @Test
    void aWrongLineIsNamed() throws IOException {
        assertThatThrownBy(() -> new CanaryReader().read(write("{\"prompt\": \"x\", \"preferred\": \"y\"}")))
                .hasMessageContaining("line 1")
                .hasMessageContaining("\"rejected\"");
        assertThatThrownBy(() -> new CanaryReader().read(write("\nnonsense"))).hasMessageContaining("line 2");
        assertThatThrownBy(() -> new CanaryReader().read(folder.resolve("none")))
                .hasMessageContaining("none");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("set.jsonl"), text);
    }
}
