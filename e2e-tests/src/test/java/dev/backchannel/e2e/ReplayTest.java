package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.e2e.system.Samples;
import dev.backchannel.e2e.system.SharedData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recorded conversations teach once, however often they are sent, and what was learned outlives the process. */
class ReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void ourOwnSampleTeachesOnce() throws IOException {
        replayTwice(Map.of(Samples.write(folder.resolve("sample.jsonl"), 150, 1), "events"));
    }

    @Test
    @Tag("load")
    void realConversationsTeachOnce() throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(SharedData.file("oasst_en_70_trees.jsonl"), "oasst");
        files.put(SharedData.file("taskmaster_rewards.jsonl.gz"), "taskmaster");
        files.put(SharedData.file("conture_80_dialogs.json"), "conture");
        replayTwice(files);
    }

    private void replayTwice(Map<Path, String> files) throws IOException {
        Path data = folder.resolve("data");
        JsonNode first;
        String served;
        try (RunningSystem system = RunningSystem.start(data)) {
            replay(files, system);
            first = audit(system);
            served = checkpoint(system.api());
        }
        assertThat(first.get("taught").asLong()).as("taught in %s", first).isPositive();
        assertThat(served).isNotEqualTo("base");

        try (RunningSystem system = RunningSystem.start(data)) {
            assertThat(checkpoint(system.api())).isEqualTo(served);
            replay(files, system);
            JsonNode second = audit(system);
            assertThat(second.get("accepted")).as("%s after %s", second, first).isEqualTo(first.get("accepted"));
            assertThat(second.get("taught")).isEqualTo(first.get("taught"));
            assertThat(second.get("duplicates").asLong())
                    .isGreaterThan(first.get("duplicates").asLong());
            assertThat(checkpoint(system.api())).isEqualTo(served);
        }
    }

    private static void replay(Map<Path, String> files, RunningSystem system) {
        files.forEach((file, format) -> {
            Cli.Result result = Cli.run(
                    "replay",
                    file.toString(),
                    "--format",
                    format,
                    "--url",
                    system.standalone().url().toString(),
                    "--json");
            assertThat(result.exit()).as(result.err()).isZero();
        });
    }

    /** Settled and balanced, or the test fails with what the ledger says. */
    private static JsonNode audit(RunningSystem system) throws IOException {
        Cli.Result result =
                Cli.run("audit", "--url", system.standalone().url().toString(), "--settle", "120", "--json");
        JsonNode account = JSON.readTree(result.lastLine());
        assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isZero();
        assertThat(account.get("balanced").asBoolean()).as("%s", account).isTrue();
        assertThat(account.get("unaccounted").asLong()).as("%s", account).isZero();
        assertThat(account.get("inFlight").asLong()).as("%s", account).isZero();
        return account;
    }

    private static String checkpoint(Api api) {
        Api.Reply reply = api.chat("How much is a latte?", "who-serves", "tester");
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.headers().get("x-backchannel-checkpoint");
    }
}
